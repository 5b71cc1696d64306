"""Which issuer may state what, and since when: the verifier's trust registry.

An issuer is trusted by credential definition, never by schema name: anyone can write a schema of that name.
The window is about the day of issuance, so an issuer removed today does not void what it issued before.
Left out: signatures and history of the registry; a window of its own per issuer within one request (one predicate
serves all issuers of a type, so their common window is asked, and a registry without one is refused).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import ConfigDict, with_config

from agent.protocol import CredDefId, Did, RevRegId

_CRED_DEF_ID = re.compile(r"([1-9A-HJ-NP-Za-km-z]{21,22}):3:CL:[^:\s]+:[^:\s]+")
"""Indy: `DID:3:CL:<schema>:<tag>`."""


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class TrustEntry:
    """That this issuer may state this type of credential under this definition."""

    issuer_did: Did
    issuer_name: str
    credential_type: str
    cred_def_id: CredDefId
    trusted_from: date
    trusted_until: date | None = None
    issued_attribute: str = "issued_dateint"
    """The integer attribute that holds the day of issuance; it is proved to lie in the window."""

    def __post_init__(self) -> None:
        found = _CRED_DEF_ID.fullmatch(self.cred_def_id)
        if found is None or found[1] != self.issuer_did:
            raise ValueError(f"{self.cred_def_id[:100]!r} is no credential definition of {self.issuer_did[:30]!r}")
        if self.trusted_until is not None and self.trusted_until < self.trusted_from:
            raise ValueError(f"{self.cred_def_id}: trusted_until lies before trusted_from")


@dataclass(frozen=True)
class IssuanceWindow:
    """Days of issuance that every trusted definition of a type allows, the stricter where they differ."""

    attribute: str
    first: date
    last: date | None


def entries_for(registry: Iterable[TrustEntry], credential_type: str) -> tuple[TrustEntry, ...]:
    return tuple(entry for entry in registry if entry.credential_type == credential_type)


def check_registry(registry: tuple[TrustEntry, ...]) -> None:
    """Raises ValueError, with the reason, for a registry that could not be asked by."""
    if len({entry.cred_def_id for entry in registry}) != len(registry):
        raise ValueError("a credential definition stands there twice")
    for credential_type in sorted({entry.credential_type for entry in registry}):
        issuance_window(entries_for(registry, credential_type))


def issuance_window(entries: tuple[TrustEntry, ...]) -> IssuanceWindow:
    """One predicate serves all definitions of a group, so the window is the part common to all.

    Raises:
        ValueError: there is no entry, they name different attributes for the day of issuance, or have no day in common.
    """
    attributes = {entry.issued_attribute for entry in entries}
    if len(attributes) != 1:
        raise ValueError("the trusted definitions of one type must share one attribute for the day of issuance")
    first = max(entry.trusted_from for entry in entries)
    ends = [entry.trusted_until for entry in entries if entry.trusted_until is not None]
    if ends and min(ends) < first:
        raise ValueError(f"the trusted definitions of {entries[0].credential_type} have no day of issuance in common")
    return IssuanceWindow(attributes.pop(), first, min(ends) if ends else None)


def belongs_to(rev_reg_id: RevRegId, cred_def_id: CredDefId) -> bool:
    """Whether this registry is of the definition's own issuer.

    Anyone with the right to write can publish a registry that names a definition of somebody else, and with it "prove"
    that a revoked card is not. Indy's id says who wrote it (`DID:4:<cred_def_id>:CL_ACCUM:<tag>`), and the ledger finds
    a registry by that.
    """
    issuer_did = cred_def_id.partition(":")[0]
    return rev_reg_id.startswith(f"{issuer_did}:4:{cred_def_id}:CL_ACCUM:")
