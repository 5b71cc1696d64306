"""How a type of card looks and reads on a phone, in every language of the app. It says nothing of what is on a ledger.

Whose cards of a type are one card to a person is told by `group`, and which card takes the place of another by `same`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

Language = Literal["en", "de", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Words = Mapping[Language, str]
Kind = Literal["text", "date", "count", "scale", "words", "code"]
"""How a value is shown: as it is, as a date (YYYYMMDD), as a number of which 0 is unknown, by `values`, or apart."""
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
_LEAST_CONTRAST = 4.5


@dataclass(frozen=True)
class Colours:
    background: Colour
    text: Colour

    def __post_init__(self) -> None:
        if contrast(self.background, self.text) < _LEAST_CONTRAST:
            raise ValueError(f"text and background are too alike to be read (WCAG asks for {_LEAST_CONTRAST} to 1)")


@dataclass(frozen=True)
class Face:
    """The attributes by which a person knows the card; each may be absent."""

    title: str | None
    subtitle: str | None
    day: str | None
    until: str | None


@dataclass(frozen=True)
class AttributeDisplay:
    kind: Kind
    label: Words
    values: Mapping[str, Words] | None = None
    """Of a scale or of words: what each value means."""
    said_by: str | None = None
    """Of a code: the attribute that says the same in words."""


@dataclass(frozen=True)
class CardType:
    name: str
    colours: Colours
    icon: str
    group: tuple[str, ...]
    same: tuple[str, ...]
    face: Face
    label: Words
    issued_by: Words
    """Who hands out such cards."""
    attributes: Mapping[str, AttributeDisplay]
    identifying: tuple[str, ...] = ()
    """The attributes that tell whose card it is."""

    def __post_init__(self) -> None:
        used = {
            *self.group,
            *self.same,
            *self.identifying,
            self.face.title,
            self.face.subtitle,
            self.face.day,
            self.face.until,
        }
        used |= {attribute.said_by for attribute in self.attributes.values()}
        if unknown := sorted(str(name) for name in used - {None} if name not in self.attributes):
            raise ValueError(f"no such attribute: {', '.join(unknown)}")
        texts = [self.label, self.issued_by]
        for attribute in self.attributes.values():
            texts += [attribute.label, *(attribute.values or {}).values()]
            if (attribute.kind in ("scale", "words")) != bool(attribute.values):
                raise ValueError("a scale, and nothing else but words, says what its values mean")
        if any(set(words) != set(LANGUAGES) for words in texts):
            raise ValueError(f"every text is needed in {', '.join(LANGUAGES)}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(part, 16) / 255 for part in re.findall("..", colour.removeprefix("#"))]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
