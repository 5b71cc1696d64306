"""What the cryptography of one verification costs by itself: the anoncreds library in this process, and nothing around.

The question is the one that the clinic asks, the card has all attributes of its type and stands in a registry of its
size. A wallet proves, with a witness made anew, and a verifier verifies; reading and writing JSON is part of both.
"""

# mypy: disable-error-code="import-untyped"
import json
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import anoncreds

from agent.protocol import CredDefId, Did
from agent.yaml_files import read_yaml
from issuer.type_files import PACKAGED, load_credential_types
from salus.journey import TEMPLATE
from verifier.domain.asking import Circumstances, ask
from verifier.domain.question import proof_request
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.settings import TEMPLATES

DID = "F72i3Y3Q4i466efjYJYMHM"
SCHEMA_ID, CRED_DEF_ID = f"{DID}:2:vaccination:1.0", f"{DID}:3:CL:15:bench"
REV_REG_ID = f"{DID}:4:{CRED_DEF_ID}:CL_ACCUM:r1"
ISSUED = "20250302"


class OneCard:
    """An issuer, a card and its holder."""

    def __init__(self) -> None:
        kind = load_credential_types(PACKAGED)["vaccination"]
        self.schema = anoncreds.Schema.create("vaccination", "1.0", DID, list(kind.attribute_names))
        made = anoncreds.CredentialDefinition.create(
            SCHEMA_ID, self.schema, DID, "bench", "CL", support_revocation=True
        )
        self.definition, private, key_proof = made
        self._tails = tempfile.TemporaryDirectory()
        self.registry, registry_private = anoncreds.RevocationRegistryDefinition.create(
            CRED_DEF_ID, self.definition, DID, "r1", "CL_ACCUM", kind.registry_size, tails_dir_path=self._tails.name
        )
        self.list_at = int(time.time())
        self.status_list = anoncreds.RevocationStatusList.create(
            self.definition, REV_REG_ID, self.registry, registry_private, DID, True, self.list_at
        )
        self.link_secret = anoncreds.create_link_secret()
        offer = anoncreds.CredentialOffer.create(SCHEMA_ID, CRED_DEF_ID, key_proof)
        wanted, metadata = anoncreds.CredentialRequest.create(
            "bench", None, self.definition, self.link_secret, "default", offer
        )
        revocable = anoncreds.CredentialRevocationConfig(self.registry, registry_private, self.status_list, 1)
        values = dict.fromkeys(kind.attribute_names, "1") | {
            "target_disease_code": "14189004", "occurrence_dateint": ISSUED, "issued_dateint": ISSUED,
        }  # fmt: skip
        issued = anoncreds.Credential.create(self.definition, private, offer, wanted, values, None, revocable)
        self.credential = issued.process(metadata, self.link_secret, self.definition, self.registry)

    def request(self) -> dict[str, Any]:
        entry = TrustEntry(Did(DID), "Bench", "vaccination", CredDefId(CRED_DEF_ID), date(2024, 1, 1))
        now, template = datetime.now(UTC), read_yaml(TEMPLATES / f"{TEMPLATE}.yaml", Template)
        asked = ask(template, (entry,), Circumstances(anoncreds.generate_nonce(), now, now + timedelta(minutes=5)))
        request = dict(proof_request(asked))
        request["non_revoked"] = {**request["non_revoked"], "from": 0}  # as ACA-Py asks it
        return request

    def prove(self, request: dict[str, Any]) -> str:
        witness = anoncreds.CredentialRevocationState.create(
            self.registry, self.status_list, 1, self.registry.tails_location
        )
        chosen = anoncreds.PresentCredentials()
        chosen.add_attributes(
            self.credential, *request["requested_attributes"], reveal=True, timestamp=self.list_at, rev_state=witness
        )
        chosen.add_predicates(
            self.credential, *request["requested_predicates"], timestamp=self.list_at, rev_state=witness
        )
        made: str = anoncreds.Presentation.create(
            json.dumps(request), chosen, {}, self.link_secret, {SCHEMA_ID: self.schema}, {CRED_DEF_ID: self.definition}
        ).to_json()
        return made

    def verify(self, request: dict[str, Any], presentation: str) -> bool:
        return bool(
            anoncreds.Presentation.load(presentation).verify(
                json.dumps(request), {SCHEMA_ID: self.schema}, {CRED_DEF_ID: self.definition},
                {REV_REG_ID: self.registry}, [self.status_list],
            )
        )  # fmt: skip


def cpu_s_each(times: int) -> float:
    """CPU seconds of one proof and its verification."""
    card = OneCard()
    before = time.process_time()
    for _ in range(times):
        request = card.request()
        if not card.verify(request, card.prove(request)):
            raise SystemExit("The library does not verify its own proof.")
    return (time.process_time() - before) / times
