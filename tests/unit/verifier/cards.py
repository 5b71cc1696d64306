"""Real credentials made with the anoncreds library, without a ledger: an issuer, a holder, and what both may do wrong.

The library ends the process when it is given arguments of the wrong kind, so nothing here passes on what it did not
make itself.
"""

# mypy: disable-error-code="import-untyped"
import copy
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import anoncreds

from agent.ports import Presentation, ProofRequest
from agent.protocol import CredDefId, Did, RevRegId, SchemaId
from tests.unit.verifier.issuer_keys import issuer_keys, renamed

anoncreds.library_version()  # loads the library: two threads that do so at once end in a panic
ATTRIBUTES = ("subject_id", "target_disease_code", "occurrence_dateint", "dose_number", "issued_dateint")
MEASLES = "14189004"
INFLUENZA = "6142004"
REGISTRY_SIZE = 10
LIST_OF_ISSUANCE = 1_700_000_000
"""Unix seconds of the first revocation list."""


@dataclass(frozen=True)
class Registry:
    """A revocation registry and all lists it ever had, by their moments."""

    rev_reg_id: RevRegId
    definition: Any
    private: Any
    lists: dict[int, Any] = field(default_factory=dict)

    @property
    def oldest(self) -> int:
        return min(self.lists)

    @property
    def newest(self) -> int:
        return max(self.lists)


@dataclass(frozen=True)
class Card:
    """A credential in the holder's hands."""

    credential: Any
    index: int
    registry: Registry
    issuer: "CardIssuer"


class CardIssuer:
    """An issuer's one schema, definition and registry; two of one DID are one issuer."""

    def __init__(
        self,
        did: str = "F72i3Y3Q4i466efjYJYMHM",
        tag: str = "default",
        kind: str = "vaccination",
        attributes: Sequence[str] = ATTRIBUTES,
        size: int = REGISTRY_SIZE,
        schema_no: int = 15,
    ) -> None:
        self.did = Did(did)
        self.size = size
        self.schema_id = SchemaId(f"{did}:2:{kind}:1.0")
        self.schema = anoncreds.Schema.create(kind, "1.0", did, list(attributes))
        self.definition, self._private, self._key_proof = issuer_keys(did, self.schema_id, tag, attributes)
        self._begin(schema_no, tag)

    def _begin(self, schema_no: int, tag: str) -> None:
        self.cred_def_id = CredDefId(f"{self.did}:3:CL:{schema_no}:{tag}")
        self.registry = self.new_registry(f"{self.did}:4:{self.cred_def_id}:CL_ACCUM:r1")
        self._next_index = 1

    def with_same_keys(self, did: str, schema: "tuple[SchemaId, Any]", schema_no: int, tag: str) -> "CardIssuer":
        """Another issuer's definition, on its own schema or ours. Making keys takes seconds, so it has the same."""
        other = copy.copy(self)
        other.did = Did(did)
        other.schema_id, other.schema = schema
        other.definition = renamed(self.definition, str(schema_no), did, tag)
        other._begin(schema_no, tag)
        return other

    def new_registry(self, rev_reg_id: str, issuer_did: str | None = None) -> Registry:
        did = issuer_did or self.did
        definition, private = anoncreds.RevocationRegistryDefinition.create(
            self.cred_def_id, self.definition, did, "r1", "CL_ACCUM", self.size, tails_dir_path=tempfile.mkdtemp()
        )
        first = anoncreds.RevocationStatusList.create(
            self.definition, rev_reg_id, definition, private, did, True, LIST_OF_ISSUANCE
        )
        return Registry(RevRegId(rev_reg_id), definition, private, {LIST_OF_ISSUANCE: first})

    def issue(self, values: Mapping[str, str], link_secret: str, registry: Registry | None = None) -> Card:
        registry = registry or self.registry
        index, self._next_index = self._next_index, self._next_index + 1
        offer = anoncreds.CredentialOffer.create(self.schema_id, self.cred_def_id, self._key_proof)
        request, metadata = anoncreds.CredentialRequest.create(
            "entropy", None, self.definition, link_secret, "default", offer
        )
        revocation = anoncreds.CredentialRevocationConfig(
            registry.definition, registry.private, registry.lists[registry.oldest], index
        )
        issued = anoncreds.Credential.create(
            self.definition, self._private, offer, request, dict(values), None, revocation
        )
        return Card(issued.process(metadata, link_secret, self.definition, registry.definition), index, registry, self)

    def revoke(self, card: Card, at: int) -> None:
        self.revoke_places(card.registry, [card.index], at)

    def touch(self, registry: Registry, at: int) -> None:
        """A further list, in which another card was revoked."""
        self.revoke_places(registry, [self.size - 1], at)

    def revoke_places(self, registry: Registry, indices: Sequence[int], at: int) -> None:
        registry.lists[at] = registry.lists[registry.newest].update(
            self.definition, registry.definition, registry.private, [], list(indices), at
        )


def vaccination(**changed: str) -> dict[str, str]:
    values = {
        "subject_id": "S-1",
        "target_disease_code": MEASLES,
        "occurrence_dateint": "20240301",
        "dose_number": "2",
        "issued_dateint": "20240302",
    }
    return values | changed


@dataclass(frozen=True)
class Use:
    """Which card answers which referents, and against which list (None: the newest; 0: without non-revocation)."""

    card: Card
    revealed: Sequence[str] = ()
    unrevealed: Sequence[str] = ()
    predicates: Sequence[str] = ()
    list_at: int | None = None


def present(
    request: ProofRequest, uses: Sequence[Use], link_secret: str, self_attested: Mapping[str, str] | None = None
) -> Presentation:
    """A presentation as a holder makes it, honest or not."""
    chosen = anoncreds.PresentCredentials()
    for use in uses:
        moment = use.card.registry.newest if use.list_at is None else use.list_at or None
        state = _state(use.card, moment) if moment else None
        if use.revealed:
            chosen.add_attributes(use.card.credential, *use.revealed, reveal=True, timestamp=moment, rev_state=state)
        if use.unrevealed:
            chosen.add_attributes(use.card.credential, *use.unrevealed, reveal=False, timestamp=moment, rev_state=state)
        if use.predicates:
            chosen.add_predicates(use.card.credential, *use.predicates, timestamp=moment, rev_state=state)
    made = anoncreds.Presentation.create(
        json.dumps(request),
        chosen,
        dict(self_attested or {}),
        link_secret,
        {use.card.issuer.schema_id: use.card.issuer.schema for use in uses},
        {use.card.issuer.cred_def_id: use.card.issuer.definition for use in uses},
    )
    return Presentation(json.loads(made.to_json()))


def holds(
    request: ProofRequest, presentation: Presentation, issuers: Sequence[CardIssuer], *registries: Registry
) -> bool:
    """The library's verification, prepared as ACA-Py does: `from` becomes 0, and the lists are those that are named."""
    relaxed = json.loads(json.dumps(request))
    if "non_revoked" in relaxed:
        relaxed["non_revoked"]["from"] = 0
    known = {registry.rev_reg_id: registry for registry in (*registries, *(issuer.registry for issuer in issuers))}
    named = {(each["rev_reg_id"], each["timestamp"]) for each in presentation["identifiers"] if each.get("timestamp")}
    try:
        return bool(
            anoncreds.Presentation.load(json.dumps(presentation)).verify(
                json.dumps(relaxed),
                {issuer.schema_id: issuer.schema for issuer in issuers},
                {issuer.cred_def_id: issuer.definition for issuer in issuers},
                {name: registry.definition for name, registry in known.items()},
                [_list_in_force(known[name], moment) for name, moment in sorted(named) if name in known],
            )
        )
    except anoncreds.AnoncredsError:
        return False


def _list_in_force(registry: Registry, moment: int) -> Any:
    """As the ledger answers: the last list until this moment, named by its own moment; the first if there was none."""
    return registry.lists[max((at for at in registry.lists if at <= moment), default=registry.oldest)]


def _state(card: Card, moment: int) -> Any:
    registry = card.registry
    return anoncreds.CredentialRevocationState.create(
        registry.definition, registry.lists[moment], card.index, registry.definition.tails_location
    )
