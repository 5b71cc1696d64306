"""What a value of a card means in words, as the app shows it: a date as a date, a number of a scale as what it says."""

from collections.abc import Mapping
from datetime import date

from wallet_api.domain.card_type import LANGUAGES, AttributeDisplay, Language, Words

UNKNOWN_DAY, NO_END = "19000101", "99991231"
"""How issuers write an unknown day, and no end (rounded against, and for, the holder)."""
UNKNOWN: Words = {"en": "not known", "de": "nicht bekannt", "ar": "غير معروف"}
WITHOUT_END: Words = {"en": "no end", "de": "kein Ende", "ar": "بلا نهاية"}


def meaning(value: str, display: AttributeDisplay | None) -> Words:
    """In every language; the value itself where nothing is known of it."""
    if value == "":
        return UNKNOWN
    match display.kind if display else "text":
        case "date":
            return _day(value)
        case "count" if value == "0":
            return UNKNOWN
        case "scale":
            return (display.values or {}).get(value, _as_it_is(value)) if display else _as_it_is(value)
        case "words":
            parts = [part.strip() for part in value.split(",")]
            known = display.values or {} if display else {}
            return {language: _all(parts, known, language) for language in LANGUAGES}
    return _as_it_is(value)


def label(name: str, display: AttributeDisplay | None) -> Words:
    """Of an attribute; its name where its type is not known."""
    return display.label if display else _as_it_is(name.removesuffix("_dateint").replace("_", " "))


def day_of(value: str) -> date | None:
    """Of YYYYMMDD, as credentials write dates."""
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


def _day(value: str) -> Words:
    if value == UNKNOWN_DAY:
        return UNKNOWN
    if value == NO_END:
        return WITHOUT_END
    day = day_of(value)
    return _as_it_is(day.isoformat() if day else value)


def _all(parts: list[str], known: Mapping[str, Words], language: Language) -> str:
    return ", ".join(known[part][language] if part in known else part for part in parts)


def _as_it_is(text: str) -> Words:
    return dict.fromkeys(LANGUAGES, text)
