"""What a stranger says of itself: shown as a claim, short, and without characters that could disguise it."""

import unicodedata

MAX_LABEL = 100
MAX_PURPOSE = 200
MAX_REASON = 500


def claimed_label(text: object) -> str:
    return _clean(text, MAX_LABEL)


def visible_label(text: str) -> str:
    """Raises ValueError where nothing of it can be seen."""
    if not (label := claimed_label(text)):
        raise ValueError("no visible character")
    return label


def claimed_purpose(text: object) -> str:
    return _clean(text, MAX_PURPOSE)


def claimed_reason(text: object) -> str:
    return _clean(text, MAX_REASON)


def _clean(text: object, limit: int) -> str:
    """Control, format (such as right-to-left override), private and surrogate characters go; blanks become one."""
    if not isinstance(text, str):
        return ""
    kept = "".join(_character(character) for character in text[: limit * 10])
    return " ".join(kept.split())[:limit].rstrip()


def _character(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") else character
