"""JSON text into values, the first layer of validation: size, encoding, form, depth, keys that come twice.

A key that comes twice is refused, since readers differ in which of the two they take. Decides nothing about FHIR.
Source: RFC 8259; FHIR R4 JSON (2.6.2) wants UTF-8.
"""

import json
from collections.abc import Iterator, Mapping

from issuer.domain.intake import Refused
from issuer.fhir.fault import ElementFault, fhir_path

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 60
"""Real documents stay below 20; beyond it only recursion would be tested."""
ROOTS = ("Bundle", "Immunization", "AllergyIntolerance", "Patient")


class Unreadable(ValueError):
    """The text cannot be read as JSON."""

    def __init__(self, fault: ElementFault, root: str = "Resource") -> None:
        super().__init__(fault.code)
        self.fault, self.root = fault, root

    def refused(self, prefix: str = "") -> Refused:
        return self.fault.refused(f"{prefix}{self.root}", None)


class _Doubled(dict[str, object]):
    """An object in which a key came twice."""

    key: str = ""


def parse_json(document: bytes) -> object:
    """Raises Unreadable."""
    if len(document) > MAX_BYTES:
        raise _unreadable("too-large", f"The document has more than {MAX_BYTES // 1024**2} MB.")
    try:
        text = document.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _unreadable("not-utf-8", "The document is not UTF-8, as FHIR wants it.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise _unreadable("not-json", "The document is no JSON.") from None
    for steps, found in _walk(value):
        if len(steps) > MAX_DEPTH:
            raise _too_deep()
        if isinstance(found, _Doubled):
            fault = ElementFault(fhir_path((*steps, found.key)), "duplicate-key", "The element stands there twice.")
            raise Unreadable(fault, _root(value))
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled, seen = _Doubled(found), set[str]()
    again = (key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # None: go on
    doubled.key = next(again)
    return doubled


def _no_constant(_: str) -> object:
    raise ValueError("NaN and Infinity are no JSON")


def _walk(value: object) -> Iterator[tuple[tuple[str | int, ...], object]]:
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        steps, found = waiting.pop()
        yield steps, found
        if isinstance(found, Mapping):
            waiting += [((*steps, key), each) for key, each in found.items() if isinstance(each, dict | list)]
        elif isinstance(found, list):
            waiting += [((*steps, at), each) for at, each in enumerate(found) if isinstance(each, dict | list)]


def _root(value: object) -> str:
    found = value.get("resourceType") if isinstance(value, dict) else None
    return found if found in ROOTS else "Resource"


def _too_deep() -> Unreadable:
    return _unreadable("too-deep", f"The document is nested more than {MAX_DEPTH} levels deep.")


def _unreadable(code: str, sentence: str) -> Unreadable:
    return Unreadable(ElementFault("", code, sentence))
