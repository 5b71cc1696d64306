"""Who issues cards and who asks for them, as the wallet's operator says: the only names shown to patients as facts.

An organisation is known by what nobody else has: the DIDs under which it issues, and the keys by which it proves that
it asks (agent/asker_proof.py). What it may see for a purpose is registered with it, so that asking for more is seen.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ConfigDict, with_config

from agent.detached_jws import read_public_key
from agent.protocol import CredDefId, Did

MAX_SEQUENCE = 2**53
MAX_NAME = 100
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ROLE = re.compile(r"[0-9]{4}")
_LEGACY_DID = re.compile(r"([1-9A-HJ-NP-Za-km-z]{21,22}):3:CL:")
_DID_INDY = re.compile(r"(did:indy:[^/]{1,100})/anoncreds/v0/CLAIM_DEF/")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Purpose:
    """What an organisation asks for, and which attributes it needs to see for that."""

    id: str
    sees: tuple[str, ...]


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Organisation:
    id: str
    name: str
    dids: tuple[Did, ...] = ()
    """Under which it issues, as the ids of its definitions begin: `F72i...`, or `did:indy:network:F72i...`."""
    keys: tuple[Mapping[str, str], ...] = ()
    """Public JWKs (Ed25519) by which it proves that it asks."""
    roles: tuple[str, ...] = ()
    """For whom among its people it may vouch (ISCO-08 unit groups, such as 2212): who else asks for consent is
    refused."""
    licences: tuple[str, ...] = ()
    """For which roles its practitioner cards are a licence (ISCO-08): a card of anybody else shows no role."""
    purposes: tuple[Purpose, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("an id has 1 to 64 lower-case letters, digits and hyphens")
        if not 0 < len(self.name) <= MAX_NAME or not self.name.isprintable() or self.name != self.name.strip():
            raise ValueError(f"a name is one line of at most {MAX_NAME} characters")
        for key in self.keys:
            read_public_key(key)
        if not all(_ROLE.fullmatch(role) for role in (*self.roles, *self.licences)):
            raise ValueError("a role is the four digits of an ISCO-08 unit group")
        _once("a purpose", [purpose.id for purpose in self.purposes])

    def purpose(self, purpose_id: str) -> Purpose | None:
        return next((each for each in self.purposes if each.id == purpose_id), None)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Organisations:
    """The registry as a whole."""

    sequence: int = 0
    organisations: tuple[Organisation, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 0 <= self.sequence < MAX_SEQUENCE:
            raise ValueError("the sequence is a number from 0 on")
        _once("an organisation", [each.id for each in self.organisations])
        _once("a name", [each.name.casefold() for each in self.organisations])
        _once("a DID", [did for each in self.organisations for did in each.dids])
        _once("a key", [read_public_key(key) for each in self.organisations for key in each.keys])

    def of_id(self, organisation_id: str | None) -> Organisation | None:
        return next((each for each in self.organisations if each.id == organisation_id), None)

    def issuing(self, cred_def_id: CredDefId | None) -> Organisation | None:
        """Whose credential definition it is; what is signed under it comes from nobody else."""
        did = issuer_did(cred_def_id or "")
        return next((each for each in self.organisations if did in each.dids), None) if did else None

    def licensing(self, did: str, role: str) -> Organisation | None:
        """Whose cards, issued under this DID, are a licence for the role."""
        return next((each for each in self.organisations if did in each.dids and role in each.licences), None)

    def issuing_any(self, cred_def_ids: Iterable[CredDefId]) -> Sequence[Organisation]:
        found = [organisation for each in cred_def_ids if (organisation := self.issuing(each))]
        return tuple(dict.fromkeys(found))

    def keys_of(self, organisation_id: str) -> Sequence[Mapping[str, str]]:
        organisation = self.of_id(organisation_id)
        return organisation.keys if organisation else ()


def issuer_did(cred_def_id: str) -> Did | None:
    """The DID in a credential definition's id (legacy Indy and did:indy AnonCreds methods); None for anything else."""
    found = _LEGACY_DID.match(cred_def_id) or _DID_INDY.match(cred_def_id)
    return Did(found[1]) if found else None


def _once(what: str, values: Sequence[str]) -> None:
    if len(set(values)) != len(values):
        raise ValueError(f"{what} stands there twice")
