"""The resources of a document with their places, and what a reference in one of them means (FHIR R4 2.3.0, 3.1.6).

A relative reference is looked up by type and id, an absolute one by fullUrl, `#id` in the resource itself. Left out:
fetching what is not in the document, and versions of one resource.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_TAIL = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/.*)?$")


@dataclass(frozen=True)
class Entry:
    """One resource of a document."""

    place: str
    resource: Mapping[str, object] = field(repr=False)
    full_url: str | None = None

    @property
    def resource_type(self) -> str:
        found = self.resource.get("resourceType")
        return found if isinstance(found, str) else ""

    @property
    def source_id(self) -> str | None:
        """Its id or first business identifier, if it has one that can be told."""
        found = self.resource.get("id")
        if isinstance(found, str) and _ID.fullmatch(found):
            return found
        identifiers = self.resource.get("identifier")
        first = identifiers[0] if isinstance(identifiers, list) and identifiers else None
        value = first.get("value") if isinstance(first, Mapping) else None
        return value if isinstance(value, str) and value else None


class Sources:
    """The resources of one document."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._known: dict[str, Entry] = {}
        for entry in self.entries:
            for name in _names(entry):
                self._known.setdefault(name, entry)

    def of_type(self, resource_type: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.resource_type == resource_type)

    def resolve(self, reference: object, within: Entry) -> Entry | None:
        """What it refers to, if that is in the document."""
        if not isinstance(reference, str):
            return None
        if reference.startswith("#"):
            return _contained(within, reference[1:])
        tail = _TAIL.search(reference)
        exact = self._known.get(reference)
        is_relative = tail is not None and tail.start() == 0
        return exact or (self._known.get(tail[1]) if tail and is_relative else None)


def _names(entry: Entry) -> Iterable[str]:
    if entry.full_url is not None:
        yield entry.full_url
        if tail := _TAIL.search(entry.full_url):
            yield tail[1]
    if isinstance(found := entry.resource.get("id"), str):
        yield f"{entry.resource_type}/{found}"


def _contained(within: Entry, wanted: str) -> Entry | None:
    contained = within.resource.get("contained")
    for at, each in enumerate(contained if isinstance(contained, list) else []):
        if isinstance(each, Mapping) and each.get("id") == wanted:
            return Entry(f"{within.place}.contained[{at}]", each)
    return None
