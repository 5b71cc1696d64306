"""Tag `AnonCreds - Revocation` of the admin API: registries and status lists (AnonCreds v1.0, revocation).

Two traps are dealt with in agent.acapy.issuer: a revocation that the agent records but fails to publish is answered
with 200, and the agent forgets to finish a registry when it was stopped in between.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

from pydantic import Field

from agent.acapy.client import AcaPyClient, Answer, Nothing
from agent.errors import AgentRecordNotFound
from agent.ports import RegistryState
from agent.protocol import CredDefId, Did, RevRegId

_PATH = "/anoncreds/revocation"
REGISTRY_TIMEOUT_S = 180.0
"""Tails of 10,000 credentials take seconds to make, and are uploaded meanwhile."""


class _State(StrEnum):
    FINISHED = "finished"
    FULL = "full"
    OTHER = "other"

    @classmethod
    def _missing_(cls, _: object) -> "_State":
        return cls.OTHER


class _Registry(Answer):
    revoc_reg_id: RevRegId
    state: _State
    tails_hash: str
    tails_url: str = Field(alias="tails_local_path")
    """Misnamed by the agent: it is the public location, as it stands on the ledger."""
    max_cred_num: int

    def typed(self) -> RegistryState:
        return RegistryState(self.revoc_reg_id, self.tails_url, self.tails_hash, self.max_cred_num)


class _FoundRegistry(Answer):
    result: _Registry


class _RevRegDefState(Answer):
    revocation_registry_definition_id: RevRegId


class _PublishedRegistry(Answer):
    revocation_registry_definition_state: _RevRegDefState


class _RegistryIds(Answer):
    rev_reg_ids: list[RevRegId]


class _Delta(Answer):
    revoked: tuple[int, ...] = ()


class _DeltaValue(Answer):
    value: _Delta


class _LedgerRecords(Answer):
    rev_reg_delta: _DeltaValue


async def active_registry(client: AcaPyClient, cred_def_id: CredDefId) -> RegistryState | None:
    """The registry that the agent calls active; that its tails can be had is not part of it."""
    try:
        found = (await client.get(f"{_PATH}/active-registry/{cred_def_id}", _FoundRegistry)).result
    except AgentRecordNotFound:
        return None
    return found.typed() if found.state is _State.FINISHED else None


async def registries(client: AcaPyClient, cred_def_id: CredDefId) -> Sequence[RegistryState]:
    """Those whose definition is on the ledger, also full ones; the list may still be on its way."""
    found: list[RegistryState] = []
    for state in (_State.FINISHED, _State.FULL):
        query = {"cred_def_id": cred_def_id, "state": state.value}
        for rev_reg_id in (await client.get(f"{_PATH}/registries", _RegistryIds, query)).rev_reg_ids:
            found.append((await client.get(f"{_PATH}/registry/{rev_reg_id}", _FoundRegistry)).result.typed())
    return found


async def publish_registry(client: AcaPyClient, issuer: Did, cred_def_id: CredDefId, tag: str, size: int) -> RevRegId:
    """A further registry; its list follows in the background, and `activate` puts it in use."""
    definition = {"issuerId": issuer, "credDefId": cred_def_id, "tag": tag, "maxCredNum": size}
    body = {"revocation_registry_definition": definition, "options": {}}
    path = "/anoncreds/revocation-registry-definition"
    published = await client.post(path, _PublishedRegistry, body, timeout_s=REGISTRY_TIMEOUT_S)
    return published.revocation_registry_definition_state.revocation_registry_definition_id


async def finished_registries(client: AcaPyClient, cred_def_id: CredDefId) -> list[RevRegId]:
    query = {"cred_def_id": cred_def_id, "state": "finished"}
    return (await client.get(f"{_PATH}/registries", _RegistryIds, query)).rev_reg_ids


async def activate(client: AcaPyClient, rev_reg_id: RevRegId) -> None:
    await client.put(f"{_PATH}/registry/{rev_reg_id}/active")


async def revoked_on_ledger(client: AcaPyClient, rev_reg_id: RevRegId) -> frozenset[int]:
    """The revoked indexes of the status list that stands on the ledger."""
    path = f"{_PATH}/registry/{rev_reg_id}/issued/indy_recs"
    return frozenset((await client.get(path, _LedgerRecords)).rev_reg_delta.value.revoked)


async def revoke(client: AcaPyClient, rev_reg_id: RevRegId, cred_rev_ids: Collection[int]) -> None:
    """Record all and publish once: the last call takes along what the calls before have marked as pending.

    The agent also answers 200 when it recorded and did not publish: ask the ledger afterwards.
    """
    *earlier, last = sorted(cred_rev_ids)
    for cred_rev_id in earlier:
        await _revoke(client, rev_reg_id, cred_rev_id, publish=False)
    await _revoke(client, rev_reg_id, last, publish=True)


async def _revoke(client: AcaPyClient, rev_reg_id: RevRegId, cred_rev_id: int, *, publish: bool) -> None:
    body = {"rev_reg_id": rev_reg_id, "cred_rev_id": str(cred_rev_id), "publish": publish, "notify": False}
    await client.post(f"{_PATH}/revoke", Nothing, body, timeout_s=REGISTRY_TIMEOUT_S)
