"""What a reason is told as."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    sentence: str
    next_step: str
