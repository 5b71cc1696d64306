"""Claims as a clerk gives them, made into the attribute values of a credential, or refused field by field.

AnonCreds compares only canonical integers and signs every other text as its hash, so a value that a predicate will
look at is brought to its one form here or refused: "007" and " 7" would be offered as one thing and stored as
another. That holds for texts that look like a number too: agents in Python read "1_000" as a number, the library does
not, and such a proof never verifies. No sentence repeats a value: claims are personal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from issuer.domain.credential_type import AttributeKind, AttributeType, CredentialType

INT32_MAX = 2**31 - 1
LIFELONG = "99991231"
NEVER = "19000101"
MAX_TEXT = 256
MAX_FIELD = 64
JOINERS = str.maketrans("", "", "\u200c\u200d")
"""Invisible, and part of names in Persian and in Indian scripts."""
_PLAIN_NUMBER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field."""

    field: str
    sentence: str


class ClaimsRefused(ValueError):
    """One or more fields cannot be issued as they are."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} fields cannot be issued as they are")
        self.faults = faults


def to_attributes(
    credential_type: CredentialType, claims: Mapping[str, str | int | None], issued_on: date
) -> dict[str, str]:
    """The values of all attributes of the type, in its order.

    Raises:
        ClaimsRefused: with every fault found, not only the first.
    """
    unknown = (name for name in claims if name not in credential_type.attribute_names)
    faults = [Fault(name[:MAX_FIELD], "is no attribute of this type") for name in unknown]
    values: dict[str, str] = {}
    for attribute in credential_type.attributes:
        try:
            values[attribute.name] = _value(attribute, claims.get(attribute.name), issued_on)
        except ValueError as error:
            faults.append(Fault(attribute.name, str(error)))
    if faults:
        raise ClaimsRefused(tuple(faults))
    return values


def _value(attribute: AttributeType, claim: str | int | None, issued_on: date) -> str:
    text = "" if claim is None else str(claim).strip()
    if attribute.kind is AttributeKind.ISSUED_ON:
        if text:
            raise ValueError("is set by the issuer and cannot be claimed")
        return issued_on.strftime("%Y%m%d")
    if not text:
        if attribute.required:
            raise ValueError("is required")
        return attribute.unknown
    match attribute.kind:
        case AttributeKind.TEXT:
            return canonical_text(text)
        case AttributeKind.INTEGER:
            return _integer(text)
        case AttributeKind.DATEINT:
            return _dateint(text)
        case other:
            assert_never(other)


def canonical_text(text: str) -> str:
    """A text as it is issued: wallets turn what looks like a number into one. Raises ValueError."""
    if len(text) > MAX_TEXT or not text.translate(JOINERS).isprintable():
        raise ValueError(f"has more than {MAX_TEXT} or unprintable characters")
    try:
        number = int(text)
    except ValueError:
        return text
    if not -INT32_MAX - 1 <= number <= INT32_MAX:
        return text
    if not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError("looks like a number that is written unusually, and verifiers would read it in two ways")
    return str(number)


def _integer(text: str) -> str:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise ValueError("must be a whole number in the digits 0 to 9")
    number = int(text)
    if not -INT32_MAX <= number <= INT32_MAX:
        raise ValueError("must lie within 32 bits, or it could not be compared")
    return str(number)


def _dateint(text: str) -> str:
    if text == LIFELONG:
        return text
    compact = text.replace("-", "")
    if not (compact.isascii() and compact.isdigit() and len(compact) == 8):
        raise ValueError("must be a full date as YYYYMMDD or YYYY-MM-DD")
    try:
        date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    except ValueError:
        raise ValueError("is no day of the calendar") from None
    if compact < NEVER:
        raise ValueError("lies before 1900")
    return compact
