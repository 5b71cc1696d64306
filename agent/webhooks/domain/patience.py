"""How long a receiver that does not answer is waited for, and when it is given up."""

from dataclasses import dataclass
from datetime import timedelta

_MOST_DOUBLINGS = 30


@dataclass(frozen=True)
class Patience:
    first_pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(hours=1)
    give_up_after: timedelta = timedelta(hours=72)
    """Of failing without a break."""

    def pause(self, failures: int, chance: float) -> timedelta:
        """After so many failures in a row; `chance` from 0 to 1 spreads those who began to fail together."""
        doubled: timedelta = self.first_pause * 2 ** min(failures - 1, _MOST_DOUBLINGS)
        return min(doubled, self.longest_pause) * (0.5 + chance / 2)
