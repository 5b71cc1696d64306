"""The trust registry as a whole: our own entries, and those that publishers of lists may add.

An edition has a sequence, and a later one a higher; whether it is signed, and by whom, is settled before it gets here.
Another organisation's list counts only for the types that our own registry lets its publisher add, and never against an
entry of our own. What of it cannot stand beside ours is left out, so that nobody else's list can break our registry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ConfigDict, with_config

from agent.protocol import CredDefId
from verifier.domain.trust import TrustEntry, entries_for

MAX_SEQUENCE = 2**53


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Publisher:
    """Another organisation whose list of issuers we take over, within a limit."""

    name: str
    key: Mapping[str, str]
    """The public JWK by which it signs its list."""
    may_add: tuple[str, ...]
    """Types of credentials."""

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= 64 or not self.name.isprintable():
            raise ValueError("the name of a publisher is one line of at most 64 characters")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Registry:
    sequence: int = 0
    entries: tuple[TrustEntry, ...] = ()
    publishers: tuple[Publisher, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.sequence < MAX_SEQUENCE:
            raise ValueError("the sequence is a number from 0 on")
        if len({publisher.name for publisher in self.publishers}) != len(self.publishers):
            raise ValueError("a publisher stands there twice")
        _check_entries(self.entries)

    @property
    def trusted(self) -> frozenset[CredDefId]:
        return frozenset(entry.cred_def_id for entry in self.entries if not entry.void)

    def publisher(self, name: str) -> Publisher | None:
        return next((publisher for publisher in self.publishers if publisher.name == name), None)

    def joined_by(self, lists: Iterable[tuple[Publisher, "Registry"]]) -> "Registry":
        """With what the publishers may add."""
        entries = list(self.entries)
        for publisher, added in lists:
            entries += taken_over(tuple(entries), publisher, added)
        return replace(self, entries=tuple(entries))


def taken_over(entries: tuple[TrustEntry, ...], publisher: Publisher, added: Registry) -> tuple[TrustEntry, ...]:
    """The entries of a publisher's list that count beside these."""
    known = {entry.cred_def_id for entry in entries}
    return tuple(
        entry
        for entry in added.entries
        if entry.credential_type in publisher.may_add
        and entry.cred_def_id not in known
        and _days_of_issuance(entries, entry.credential_type) <= {entry.issued_attribute}
    )


def _check_entries(entries: tuple[TrustEntry, ...]) -> None:
    if len({entry.cred_def_id for entry in entries}) != len(entries):
        raise ValueError("a credential definition stands there twice")
    for credential_type in {entry.credential_type for entry in entries}:
        if len(_days_of_issuance(entries, credential_type)) > 1:
            raise ValueError("the trusted definitions of one type must share one attribute for the day of issuance")


def _days_of_issuance(entries: tuple[TrustEntry, ...], credential_type: str) -> set[str]:
    return {entry.issued_attribute for entry in entries_for(entries, credential_type)}
