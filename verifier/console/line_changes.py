"""What differs between two texts that are lists of lines."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    gone: tuple[str, ...]
    new: tuple[str, ...]


def line_changes(before: Iterable[str], after: Iterable[str]) -> Changes:
    old, new = tuple(before), tuple(after)
    return Changes(tuple(each for each in old if each not in new), tuple(each for each in new if each not in old))
