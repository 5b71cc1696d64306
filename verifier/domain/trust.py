"""Which issuer may state what, and from when to when: the verifier's trust registry.

An issuer is trusted by credential definition, never by schema name: anyone can write a schema of that name.
The window is about the day of issuance, so an issuer removed today (`trusted_until`) does not void what it issued
before, unless its entry says `void`: then nothing it ever issued counts.
The registry as a whole: registry.py.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ConfigDict, with_config

from agent.protocol import CredDefId, Did, RevRegId
from verifier.domain.bounds import check_name, dateint

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
    """The integer attribute that holds the day of issuance."""
    void: bool = False
    """Nothing issued under this definition counts, whenever it was issued."""

    def __post_init__(self) -> None:
        if issuer_of(self.cred_def_id) != self.issuer_did:
            raise ValueError(f"{self.cred_def_id[:100]!r} is no credential definition of {self.issuer_did[:30]!r}")
        if self.trusted_until is not None and self.trusted_until < self.trusted_from:
            raise ValueError(f"{self.cred_def_id}: trusted_until lies before trusted_from")
        check_name("attribute", self.issued_attribute)

    @property
    def window(self) -> "IssuanceWindow":
        last = None if self.trusted_until is None else dateint(self.trusted_until)
        return IssuanceWindow(dateint(self.trusted_from), last)


@dataclass(frozen=True)
class IssuanceWindow:
    """Days of issuance (YYYYMMDD) on which an issuer is trusted."""

    first: int
    last: int | None

    def contains(self, issued: int) -> bool:
        return self.first <= issued and (self.last is None or issued <= self.last)


def entries_for(registry: Iterable[TrustEntry], credential_type: str) -> tuple[TrustEntry, ...]:
    """Those that count for a type of credential."""
    return tuple(entry for entry in registry if entry.credential_type == credential_type and not entry.void)


def windows(entries: Iterable[TrustEntry]) -> Mapping[CredDefId, IssuanceWindow]:
    return {entry.cred_def_id: entry.window for entry in entries}


def issuer_of(cred_def_id: str) -> Did | None:
    """The DID in a credential definition's id; None for what is no such id."""
    found = _CRED_DEF_ID.fullmatch(cred_def_id)
    return Did(found[1]) if found else None


def belongs_to(rev_reg_id: RevRegId, cred_def_id: CredDefId) -> bool:
    """Whether this registry is of the definition's own issuer.

    Anyone with the right to write can publish a registry that names a definition of somebody else, and with it "prove"
    that a revoked card is not. Indy's id says who wrote it (`DID:4:<cred_def_id>:CL_ACCUM:<tag>`), and the ledger finds
    a registry by that.
    """
    issuer_did = cred_def_id.partition(":")[0]
    return rev_reg_id.startswith(f"{issuer_did}:4:{cred_def_id}:CL_ACCUM:")
