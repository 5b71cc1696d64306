"""Whether a record was offered before: what makes a second upload of the same records offer nothing twice.

A record is known by the type of credential, its subject and its id in the source; a version of it by its version there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from issuer.domain.offer import BEFORE_ISSUED, REVOCABLE, OfferState

type Record = tuple[str, str, str]
"""The type of credential, the subject and the record's id in the source."""


@dataclass(frozen=True)
class Source:
    """One version of one record."""

    credential_type: str
    subject_id: str
    source_id: str
    source_version: str

    @property
    def record(self) -> Record:
        """What all versions of it share."""
        return self.credential_type, self.subject_id, self.source_id


@dataclass(frozen=True)
class Known:
    """A version of a record that was offered, and what became of its offer."""

    source_version: str
    offer_id: str
    state: OfferState | None
    """None while the offer is still to be written: its credential is being replaced."""


class Standing(StrEnum):
    NEW = "new"
    DONE = "done"
    """This version was offered, or a newer one."""
    LAPSED = "lapsed"
    """This version was offered, and nobody took it up in time, or the agent failed: it may be offered again."""
    CORRECTS = "corrects"
    """An earlier version is out, or on offer."""
    BUSY = "busy"
    """An earlier version is being corrected just now."""


_LAPSED = frozenset({OfferState.EXPIRED, OfferState.FAILED})
_LIVE = BEFORE_ISSUED | REVOCABLE


def standing(version: str, known: Sequence[Known]) -> Standing:
    """Where a version of a record stands; `known` are all of the record that were offered, the oldest first.

    Who declined, and what was revoked or withdrawn, counts as done: somebody decided so.
    """
    if not known:
        return Standing.NEW
    newest = known[-1]
    if any(each.source_version == version for each in known):
        lapsed = newest.source_version == version and newest.state in _LAPSED
        return Standing.LAPSED if lapsed else Standing.DONE
    if newest.state is None:
        return Standing.BUSY
    return Standing.CORRECTS if newest.state in _LIVE else Standing.NEW
