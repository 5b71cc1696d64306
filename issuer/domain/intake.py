"""What reading a source gives: credentials to offer, and what was refused with its place and reason.

A place says where somebody has to look; a sentence says what is wrong without repeating a personal value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MAX_RECORDS = 20_000
"""Entries, lines or rows of one document: a minute's work."""


@dataclass(frozen=True)
class Proposed:
    """One credential to offer."""

    place: str
    """Where in the source: FHIRPath such as "Bundle.entry[3].resource", or "row 7"."""
    source_id: str
    """The resource's id or business identifier, or the row's key; with a suffix where one event gives several."""
    source_version: str
    """meta.versionId, else the SHA-256 of what was mapped."""
    credential_type: str
    subject_id: str
    claims: Mapping[str, str | int] = field(repr=False)


@dataclass(frozen=True)
class Refused:
    """Something that gives no credential."""

    place: str
    """FHIRPath of the faulty element, or "row 7, column lot_number"."""
    code: str
    sentence: str
    source_id: str | None


type Read = Proposed | Refused


def without_duplicates(results: Sequence[Read]) -> Sequence[Read]:
    """The first of what comes twice stays: the same source, or the same statement about the same person."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Read] = []
    for each in results:
        if isinstance(each, Refused):
            kept.append(each)
            continue
        keys = {(each.credential_type, each.source_id), (each.credential_type, *_statement(each))}
        if not seen & keys:
            kept.append(each)
        elif not (kept and isinstance(kept[-1], Refused) and kept[-1].place == each.place):  # told once for a dose
            sentence = "Stands in the source twice; the first is taken."
            kept.append(Refused(each.place, "duplicate", sentence, each.source_id))
        seen |= keys
    return kept


def _statement(proposed: Proposed) -> tuple[object, ...]:
    return tuple(sorted((name, value) for name, value in proposed.claims.items() if name != "event_id"))
