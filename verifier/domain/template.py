"""What a clinic asks: a request template, read from data and checked before it is ever asked by.

A template names groups (group.py) and the rules between them: attributes that have to be equal, and a list that has to
be complete. Both are judged on revealed values, since no predicate of AnonCreds says that two hidden values are equal.
Left out: alternatives between credential types; parameters other than the number of copies; whether a credential type
has an attribute, which its issuer's schema says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import with_config

from verifier.domain.bounds import NO_OTHER_NAMES
from verifier.domain.group import Group
from verifier.domain.keeping import MOST_KEPT_S, check_kept, told_with_keeping
from verifier.domain.language import Language

MAX_WORDS = 200
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,35}")
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,2}")
_LIMITS = {
    "answer_within_s": (10, 3600),
    "decide_within_s": (10, 3600),
    "revocation_max_age_s": (5, 86_400),
    "valid_for_s": (0, 31_536_000),
    "keep_for_s": (0, MOST_KEPT_S),
}


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Complete:
    """That as many copies are shown as the list counts, by the list's own issuer."""

    list: str
    """`group.attribute`: the number that the list counts."""
    copies: str
    """The group that is asked so many times."""


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Template:
    id: str
    version: str
    title: Mapping[Language, str]
    purpose: Mapping[Language, str]
    """What the patient is told it is for."""
    answer_within_s: int
    groups: tuple[Group, ...]
    equal: tuple[tuple[str, ...], ...] = ()
    """Each a set of `group.attribute` that have one value."""
    complete: Complete | None = None
    decide_within_s: int = 120
    """How long after an answer ledger and agent are waited for, before it is UNDECIDED."""
    revocation_max_age_s: int = 60
    """How old our own reading of the revocation lists may be at the moment of judgement."""
    valid_for_s: int = 3600
    """How long a VALID counts."""
    keep_for_s: int = 0
    """How long the values shown by a VALID answer are kept, encrypted, for the clinic's own system; 0: not at all."""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("the id of a template is made of up to 36 small letters, digits and hyphens")
        if not _VERSION.fullmatch(self.version):
            raise ValueError("the version of a template is like 1.0")
        names = [group.name for group in self.groups]
        if not names or len(set(names)) != len(names):
            raise ValueError("a template has one or more groups of distinct names")
        for name, (least, most) in _LIMITS.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} lies between {least} and {most}")
        _check_words("title", self.title)
        _check_words("purpose", self.purpose)
        check_kept(self.keep_for_s)
        _check_words("purpose with how long it is kept", {each: self.told(each) for each in Language})
        for places in self.equal:
            self._check_equal(places)
        self._check_complete()

    def told(self, language: Language) -> str:
        """What the patient is told."""
        return told_with_keeping(self.purpose[language], self.keep_for_s, language)

    def group(self, name: str) -> Group | None:
        return next((group for group in self.groups if group.name == name), None)

    def _check_equal(self, places: tuple[str, ...]) -> None:
        if len({split_place(place)[0] for place in places}) < 2:
            raise ValueError("equal: attributes of two groups or more are compared")
        for place in places:
            self._check_revealed("equal", place)

    def _check_revealed(self, rule: str, place: str) -> None:
        name, attribute = split_place(place)
        group = self.group(name)
        if group is None:
            raise ValueError(f"{rule}: there is no group {name}")
        if attribute not in group.reveal:
            raise ValueError(f"{rule}: {place} is not revealed, and a hidden value cannot be compared")

    def _check_complete(self) -> None:
        optional = [group.name for group in self.groups if group.copies and not group.copies.min]
        if self.complete is None:
            if optional:
                raise ValueError(f"group {optional[0]}: without a list that counts them, one copy is the least")
            return
        self._check_revealed("complete", self.complete.list)
        counting, counted = self.group(split_place(self.complete.list)[0]), self.group(self.complete.copies)
        if counted is None or counted.copies is None or counting is None or counting.copies is not None:
            raise ValueError("complete: 'list' is in a group without copies, 'copies' is a group with copies")
        pair = {counting.name, counted.name}
        if not any(pair <= {split_place(place)[0] for place in places} for places in self.equal):
            raise ValueError("complete: a list counts what one person has; name what has to be 'equal' in both groups")


def split_place(place: str) -> tuple[str, str]:
    """`group.attribute`."""
    group, _, attribute = place.partition(".")
    return group, attribute


def _check_words(what: str, words: Mapping[Language, str]) -> None:
    if missing := sorted(set(Language) - set(words)):
        raise ValueError(f"{what}: {', '.join(missing)} is missing")
    if any(not _is_sentence(each) for each in words.values()):
        raise ValueError(f"{what}: one printable line of at most {MAX_WORDS} characters a language")


def _is_sentence(text: str) -> bool:
    return 0 < len(text.strip()) == len(text) <= MAX_WORDS and text.isprintable()
