"""The last check: whether claims can be issued as the packaged type says, before anybody is asked to offer them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256

from issuer.domain.claims import ClaimsRefused, to_attributes
from issuer.domain.credential_type import CredentialType
from issuer.type_files import PACKAGED, load_credential_type


@dataclass(frozen=True)
class ClaimFault:
    claim: str
    code: str
    sentence: str


def claim_faults(type_name: str, claims: Mapping[str, str | int], today: date) -> tuple[ClaimFault, ...]:
    """What is missing or cannot be issued; nothing if all is well."""
    try:
        to_attributes(_type(type_name), claims, today)
    except ClaimsRefused as refused:
        return tuple(
            ClaimFault(fault.field, "not-issuable", f"It {fault.sentence}.")
            if claims.get(fault.field) not in (None, "")
            else ClaimFault(fault.field, "missing", "Is needed for a credential.")
            for fault in refused.faults
        )
    return ()


def version_of(claims: Mapping[str, str | int], source: Mapping[str, object] | None = None) -> str:
    """The source's own version, else the SHA-256 of the canonical JSON of the claims."""
    meta = (source or {}).get("meta")
    version = meta.get("versionId") if isinstance(meta, Mapping) else None
    if isinstance(version, str) and version:
        return version
    return sha256(json.dumps(claims, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def _type(name: str) -> CredentialType:
    return load_credential_type(PACKAGED / f"{name}.yaml")
