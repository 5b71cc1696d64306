"""An issuer in the test's own process: its keys are made here, and its definitions and lists are on the real ledger.

Its cards go to a wallet in the same process, so that a test can have any card at once, and present it in any way.
"""

# mypy: disable-error-code="import-untyped"
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import anoncreds
from indy_vdr import ledger as vdr

from agent.ledger.client import Ledger
from agent.ledger.did_key import DidKey
from agent.ledger.registrar import Registrar
from agent.protocol import LedgerRole
from tests.unit.verifier.cards import CardIssuer, Registry


@dataclass(frozen=True)
class Author:
    """Who writes to the ledger."""

    ledger: Ledger
    key: DidKey

    @classmethod
    async def register(cls, ledger: Ledger, trustee: DidKey) -> "Author":
        author = cls(ledger, DidKey.draw())
        await Registrar(ledger, trustee).register(author.key.did, author.key.verkey, LedgerRole.ENDORSER)
        return author

    async def write_schema(self, name: str, attributes: Sequence[str]) -> int:
        """Its number on the ledger."""
        schema_id = f"{self.key.did}:2:{name}:1.0"
        told = {"ver": "1.0", "id": schema_id, "name": name, "version": "1.0", "attrNames": list(attributes)}
        written = await self._write(vdr.build_schema_request(self.key.did, told | {"seqNo": None}))
        return int(written["seqNo"])

    async def write_definition(self, issuer: CardIssuer, schema_no: int) -> None:
        """Together with its registry and first list."""
        made = issuer.definition.to_dict()
        told = {"ver": "1.0", "id": issuer.cred_def_id, "schemaId": str(schema_no), "type": "CL", "tag": made["tag"]}
        await self._write(vdr.build_cred_def_request(self.key.did, told | {"value": made["value"]}))
        registry = issuer.registry
        made = registry.definition.to_dict()
        told = {"ver": "1.0", "id": registry.rev_reg_id, "revocDefType": "CL_ACCUM", "tag": made["tag"]}
        value = made["value"] | {"issuanceType": "ISSUANCE_BY_DEFAULT"}
        told |= {"credDefId": issuer.cred_def_id}
        await self._write(vdr.build_revoc_reg_def_request(self.key.did, told | {"value": value}))
        await self._write_list(registry, {"accum": _accumulator(registry)})

    async def revoke(self, issuer: CardIssuer, places: Sequence[int]) -> None:
        """A further list, by which the cards at these places of its registry are revoked."""
        registry = issuer.registry
        before = _accumulator(registry)
        issuer.revoke_places(registry, places, registry.newest + 1)
        told = {"prevAccum": before, "accum": _accumulator(registry), "revoked": list(places)}
        await self._write_list(registry, told)

    async def _write_list(self, registry: Registry, told: Any) -> None:
        """Write it, and name it by the ledger's time from now on."""
        entry = {"ver": "1.0", "value": told}
        request = vdr.build_revoc_reg_entry_request(self.key.did, registry.rev_reg_id, "CL_ACCUM", entry)
        written_at = (await self._write(request))["txnTime"]
        newest = registry.lists.pop(registry.newest).to_dict()
        registry.lists[written_at] = anoncreds.RevocationStatusList.load(newest | {"timestamp": written_at})

    async def _write(self, request: Any) -> Any:
        """What the ledger says of the transaction: `seqNo` and `txnTime`."""
        request.set_signature(self.key.sign(request.signature_input))
        return (await self.ledger.ask(lambda: request))["txnMetadata"]


def _accumulator(registry: Registry) -> str:
    accumulator: str = registry.lists[registry.newest].to_dict()["currentAccumulator"]
    return accumulator
