"""What a verdict tells the eyes at the desk beyond its reason: in this process's memory only, and for a set time.

No restart, no second process and no later look finds it. That is the point.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

Revealed = Mapping[str, Mapping[str, str]]
"""Group -> attribute -> value."""


@dataclass(frozen=True)
class Sight:
    """What may be seen at the desk for a time: the values shown, or how many copies to ask for."""

    revealed: Revealed | None = None
    copies_needed: Mapping[str, int] | None = None


class Screen:
    def __init__(self, lifetime_s: float, now_s: Callable[[], float] = monotonic) -> None:
        self.lifetime_s = lifetime_s
        self._now_s = now_s
        self._shown: OrderedDict[str, tuple[float, Sight]] = OrderedDict()

    def show(self, verification_id: str, sight: Sight) -> None:
        self.wipe()
        self._shown[verification_id] = (self._now_s() + self.lifetime_s, sight)

    def read(self, verification_id: str) -> Sight | None:
        self.wipe()
        found = self._shown.get(verification_id)
        return found[1] if found else None

    def left_s(self, verification_id: str) -> float:
        """How much longer it may be seen; 0 if there is nothing, or no more."""
        found = self._shown.get(verification_id)
        return max(0.0, found[0] - self._now_s()) if found else 0.0

    def wipe(self) -> None:
        """Forget what is past its time; also to be called now and then when nobody looks."""
        now_s = self._now_s()
        while self._shown and next(iter(self._shown.values()))[0] <= now_s:
            self._shown.popitem(last=False)
