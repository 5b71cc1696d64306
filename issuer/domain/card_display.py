"""How a card of a type looks and what it says, in each language: data of the type's file, checked when it is read.

The words are for the patient's screen. Left out: drawing it, which is a wallet's, and the values that fill a sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

MIN_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for text of ordinary size."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_ICON = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Language(StrEnum):
    ENGLISH = "en"
    GERMAN = "de"
    ARABIC = "ar"


@dataclass(frozen=True)
class CardWords:
    """What a card says in one language."""

    label: str
    description: str
    sentence: str
    """With {attribute} where a value comes."""

    def __post_init__(self) -> None:
        if not (self.label and self.description and self.sentence):
            raise ValueError("a card has a label, a description and a sentence in each language")

    @property
    def placeholders(self) -> frozenset[str]:
        """The names between braces. Raises ValueError for anything more than a name there."""
        parts = list(Formatter().parse(self.sentence))
        if any(conversion or form for _, _, form, conversion in parts):
            raise ValueError("a sentence has plain {names} only")
        return frozenset(name for _, name, _, _ in parts if name is not None)


@dataclass(frozen=True)
class Colours:
    background: str
    text: str

    def __post_init__(self) -> None:
        if not all(_COLOUR.fullmatch(each) for each in (self.background, self.text)):
            raise ValueError("a colour is written as #rrggbb in small letters")
        if self.contrast < MIN_CONTRAST:
            raise ValueError(f"the contrast of the colours is {self.contrast:.1f} to 1, and has to be {MIN_CONTRAST}")

    @property
    def contrast(self) -> float:
        """WCAG's contrast ratio, 1 to 21."""
        darker, lighter = sorted((_luminance(self.background), _luminance(self.text)))
        return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True)
class CardDisplay:
    colours: Colours
    icon: str
    """A name that wallets know a picture for."""
    words: Mapping[Language, CardWords]

    def __post_init__(self) -> None:
        if not _ICON.fullmatch(self.icon):
            raise ValueError("an icon is a name of small letters, digits and -")
        if missing := sorted(set(Language) - set(self.words)):
            raise ValueError(f"the words are missing in: {', '.join(missing)}")

    def check_placeholders(self, attribute_names: Iterable[str]) -> None:
        """Raises ValueError for a sentence with a name that is no attribute."""
        for language, words in self.words.items():
            if others := sorted(words.placeholders - set(attribute_names)):
                raise ValueError(f"the sentence in '{language}' names what is no attribute: {', '.join(others)}")


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB, as WCAG defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
