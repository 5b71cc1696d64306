"""Three real agents and a real ledger, through the adapters of agent.acapy alone.

Leaves out what the services make of it. A shared stack, because it takes half a minute to stand up; each test works on
exchanges of its own.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import BodyPartReader, encode_basic_auth, web

from agent.acapy import registry
from agent.acapy.holder import AcaPyHolder, AcaPyWalletHost
from agent.acapy.issuer import AcaPyIssuer
from agent.acapy.launcher import open_client, supervised
from agent.acapy.secrets import load_or_create_secrets
from agent.acapy.settings import AgentSettings, Tails
from agent.acapy.verifier import AcaPyVerifier
from agent.acapy.webhooks import check_key, parse_webhook
from agent.errors import AgentRecordNotFound, AgentRefused, AgentUnavailable, Conflict
from agent.ledger.client import Ledger
from agent.ledger.network import Network
from agent.ledger.pool.pool import EmbeddedPool
from agent.ledger.registrar import Registrar
from agent.ports import (
    CreatedInvitation,
    CredentialExchange,
    Hint,
    Match,
    PresentationExchange,
    ProofRequest,
    RegistryState,
    Selection,
)
from agent.process import Supervised, draw_port
from agent.protocol import (
    AgentRole,
    CredDefId,
    CredentialState,
    ExchangeId,
    LedgerRole,
    PresentationState,
    RevRegId,
    SchemaId,
    Topic,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

REPOSITORY = Path(__file__).parents[2]
ATTRIBUTES = ("subject_id", "target_disease_code", "occurrence_dateint")
VALUES = {"subject_id": "S-1", "target_disease_code": "14189004", "occurrence_dateint": "20240301"}
REGISTRY_SIZE = 100
UPLOAD = encode_basic_auth("issuer-agent", "upload secret/1")


@dataclass
class Outside:
    """What stands around the agents in these tests: a store for tails files and a receiver of webhooks."""

    secret: dict[AgentRole, str] = field(default_factory=dict)
    hints: list[tuple[AgentRole, Hint]] = field(default_factory=list)
    tails: dict[str, bytes] = field(default_factory=dict)
    base_url: str = ""
    upload: str = UPLOAD

    async def put_tails(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self.upload:
            return web.Response(status=401)
        part = await (await request.multipart()).next()
        assert isinstance(part, BodyPartReader)
        assert part.name == "tails"
        self.tails[request.match_info["hash"]] = await part.read()
        return web.Response()

    async def get_tails(self, request: web.Request) -> web.Response:
        found = self.tails.get(request.match_info["hash"])
        return web.Response(status=404) if found is None else web.Response(body=found)

    async def webhook(self, request: web.Request) -> web.Response:
        role = AgentRole(request.match_info["role"])
        headers = {name.lower(): value for name, value in request.headers.items()}
        check_key(headers, self.secret[role])
        if (hint := parse_webhook(request.match_info["topic"], await request.read(), headers)) is not None:
            self.hints.append((role, hint))
        return web.Response()

    async def start(self) -> web.AppRunner:
        app = web.Application(client_max_size=2**26)
        app.router.add_put("/tails/hash/{hash}", self.put_tails)
        app.router.add_get("/tails/hash/{hash}", self.get_tails)
        app.router.add_post("/{role}/topic/{topic}/", self.webhook)
        runner = web.AppRunner(app)
        await runner.setup()
        port = draw_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.base_url = f"http://127.0.0.1:{port}"
        return runner


@dataclass(frozen=True)
class Stack:
    pool: EmbeddedPool
    outside: Outside
    agents: dict[AgentRole, Supervised]
    issuer: AcaPyIssuer
    verifier: AcaPyVerifier
    host: AcaPyWalletHost


@dataclass(frozen=True)
class Published:
    schema_id: SchemaId
    cred_def_id: CredDefId
    interrupted: tuple[CredDefId, RegistryState | None]
    """What a first attempt, in vain, came to: the definition, and its registry if it was active."""


async def until[T](look: Callable[[], Awaitable[T | None]], timeout_s: float = 30.0) -> T:
    """Ask again until there is an answer."""
    deadline = time.monotonic() + timeout_s
    while not (found := await look()):
        assert time.monotonic() < deadline, f"nothing within {timeout_s} s"
        await asyncio.sleep(0.05)
    return found


def settings(role: AgentRole, outside: Outside, data_dir: Path, genesis: Path) -> AgentSettings:
    user, password = "issuer-agent", "upload%20secret%2F1"
    upload = outside.base_url.replace("http://", f"http://{user}:{password}@") + "/tails"
    return AgentSettings(
        role=role,
        label=f"Test {role}",
        data_dir=data_dir / role,
        secrets=load_or_create_secrets(data_dir / role / "secrets.json"),
        admin_port=draw_port(),
        inbound_port=draw_port(),
        genesis=genesis,
        webhook_url=f"{outside.base_url}/{role}",
        tails=Tails(f"{outside.base_url}/tails", upload) if role is AgentRole.ISSUER else None,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    python = Path(os.environ.get("SALUS_LEDGER_PYTHON", REPOSITORY / ".venv-ledger/bin/python"))
    assert python.exists(), f"the ledger's interpreter {python} is missing; make it or set SALUS_LEDGER_PYTHON"
    data_dir = tmp_path_factory.mktemp("agents")
    async with contextlib.AsyncExitStack() as undo:
        outside = Outside()
        undo.push_async_callback((await outside.start()).cleanup)
        pool = EmbeddedPool(data_dir / "ledger", python)
        undo.push_async_callback(pool.stop)
        await pool.start()
        wanted = {role: settings(role, outside, data_dir, pool.genesis_path) for role in AgentRole}
        outside.secret = {role: its.secrets.webhook_key for role, its in wanted.items()}
        clients = {role: open_client(its) for role, its in wanted.items()}
        agents = {role: supervised(its, clients[role]) for role, its in wanted.items()}
        for client in clients.values():
            undo.push_async_callback(client.aclose)

        async def stop_agents() -> None:
            await asyncio.gather(*(agent.stop() for agent in agents.values()))

        undo.push_async_callback(stop_agents)
        await asyncio.gather(*(agent.start() for agent in agents.values()))
        yield Stack(
            pool,
            outside,
            agents,
            AcaPyIssuer(clients[AgentRole.ISSUER]),
            AcaPyVerifier(clients[AgentRole.VERIFIER]),
            AcaPyWalletHost(clients[AgentRole.WALLET]),
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def published(stack: Stack) -> Published:
    ledger = Ledger(Network.parse(stack.pool.genesis_path.read_text()))
    for agent, role in ((stack.issuer, LedgerRole.ENDORSER), (stack.verifier, LedgerRole.ENDORSER)):
        key = await agent.local_did()
        await Registrar(ledger, stack.pool.trustee).register(key.did, key.verkey, role)
        await agent.make_public(key.did)
    schema_id = await stack.issuer.ensure_schema("vaccination", "1.0", ATTRIBUTES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "UNDER_WAY_S", 4.0)
        interrupted = await interrupted_publishing(stack, schema_id)
        cred_def_id = await stack.issuer.ensure_credential_definition(schema_id, "default", REGISTRY_SIZE)
    await until(lambda: stack.issuer.active_registry(cred_def_id), 60)
    return Published(schema_id, cred_def_id, interrupted)


async def interrupted_publishing(stack: Stack, schema_id: SchemaId) -> tuple[CredDefId, RegistryState | None]:
    """The tails cannot be uploaded, and the agent is killed while it tries again."""
    upload, stack.outside.upload = stack.outside.upload, "nobody"
    cred_def_id = await stack.issuer.ensure_credential_definition(schema_id, "default", REGISTRY_SIZE)
    active = await stack.issuer.active_registry(cred_def_id)
    agent = stack.agents[AgentRole.ISSUER]
    await agent.stop()
    stack.outside.upload = upload
    await agent.start()
    return cred_def_id, active


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient(stack: Stack) -> AcaPyHolder:
    return stack.host.holder(await stack.host.create_tenant("Patient one"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other_patient(stack: Stack, patient: AcaPyHolder) -> AcaPyHolder:
    return stack.host.holder(await stack.host.create_tenant("Patient two"))


def carried[E: (CredentialExchange, PresentationExchange)](by: CreatedInvitation, exchanges: Iterable[E]) -> E | None:
    return next((found for found in exchanges if found.parent_thread_id == by.invitation_id), None)


async def offered(
    stack: Stack, published: Published, holder: AcaPyHolder
) -> tuple[ExchangeId, CreatedInvitation, ExchangeId]:
    """Offer by invitation; returns the issuer's exchange, the invitation, and the holder's exchange."""
    exchange_id = await stack.issuer.create_offer(published.cred_def_id, VALUES, "Measles, first dose")
    invitation = await stack.issuer.invite(exchange_id, label="Test clinic", goal="Receive a vaccination")
    assert not await stack.issuer.invitation_was_scanned(invitation.invitation_id)
    await holder.receive_invitation(invitation.invitation)

    async def arrived() -> CredentialExchange | None:
        return carried(invitation, await holder.credential_exchanges())

    return exchange_id, invitation, (await until(arrived)).exchange_id


async def issued(stack: Stack, published: Published, holder: AcaPyHolder) -> CredentialExchange:
    """The whole way to a stored credential; returns the issuer's exchange when it is done."""
    exchange_id, _, held_id = await offered(stack, published, holder)
    await holder.accept_offer(await holder.credential_exchange(held_id))
    asked_for = CredentialState.REQUEST_RECEIVED
    await stack.issuer.issue(await until(lambda: in_state(stack.issuer.credential_exchange, exchange_id, asked_for)))
    await until(lambda: in_state(holder.credential_exchange, held_id, CredentialState.DONE))
    return await until(lambda: in_state(stack.issuer.credential_exchange, exchange_id, CredentialState.DONE))


async def in_state[E: (CredentialExchange, PresentationExchange)](
    read: Callable[[ExchangeId], Awaitable[E]], exchange_id: ExchangeId, state: CredentialState | PresentationState
) -> E | None:
    found = await read(exchange_id)
    return found if found.state == state else None


def proof_request(published: Published) -> ProofRequest:
    now = int(time.time())
    trusted = [{"cred_def_id": published.cred_def_id}]
    return ProofRequest(
        {
            "name": "measles",
            "version": "1.0",
            "nonce": str(int.from_bytes(os.urandom(9))),
            "requested_attributes": {"disease": {"names": ["target_disease_code"], "restrictions": trusted}},
            "requested_predicates": {
                "recent": {"name": "occurrence_dateint", "p_type": ">=", "p_value": 20161122, "restrictions": trusted}
            },
            "non_revoked": {"from": now, "to": now},
        }
    )


async def requested(
    stack: Stack, published: Published, holder: AcaPyHolder
) -> tuple[ExchangeId, CreatedInvitation, ExchangeId]:
    invitation = await stack.verifier.invite(label="Test clinic", goal="Show measles protection")
    assert await stack.verifier.connection_made(invitation.invitation_id) is None
    ours = (await holder.receive_invitation(invitation.invitation)).connection_id
    theirs = await until(lambda: stack.verifier.connection_made(invitation.invitation_id))
    request = proof_request(published)
    exchange_id = await stack.verifier.send_request(theirs, request, "For the travel clinic")
    assert await stack.verifier.send_request(theirs, request, "For the travel clinic") == exchange_id

    async def arrived() -> PresentationExchange | None:
        return next((one for one in await holder.presentation_exchanges() if one.connection_id == ours), None)

    return exchange_id, invitation, (await until(arrived)).exchange_id


async def match_of(holder: AcaPyHolder, exchange_id: ExchangeId, credential: CredentialExchange) -> Match:
    held = (credential.rev_reg_id, credential.cred_rev_id)
    return next(
        match
        for match in await holder.matches(exchange_id)
        if (match.credential.rev_reg_id, match.credential.cred_rev_id) == held
    )


async def shown(
    stack: Stack, published: Published, holder: AcaPyHolder, credential: CredentialExchange
) -> PresentationExchange:
    """Request, choose, present, verify."""
    exchange_id, _, held_id = await requested(stack, published, holder)
    match = await match_of(holder, held_id, credential)
    assert match.referents == {"disease", "recent"}
    name = match.credential.credential_id
    seen = await holder.presentation_exchange(held_id)
    await holder.present(seen, Selection(revealed={"disease": name}, predicates={"recent": name}))
    received = PresentationState.PRESENTATION_RECEIVED
    await until(lambda: in_state(stack.verifier.presentation_exchange, exchange_id, received))
    return await stack.verifier.verify(exchange_id)


def place(credential: CredentialExchange) -> tuple[RevRegId, int]:
    """Registry and index."""
    assert credential.rev_reg_id is not None
    assert credential.cred_rev_id is not None
    return credential.rev_reg_id, credential.cred_rev_id


async def test_publishing_again_finds_what_is_published(stack: Stack, published: Published) -> None:
    assert await stack.issuer.ensure_schema("vaccination", "1.0", ATTRIBUTES) == published.schema_id
    again = await stack.issuer.ensure_credential_definition(published.schema_id, "default", REGISTRY_SIZE)
    assert again == published.cred_def_id


async def test_a_registry_that_was_interrupted_is_replaced(stack: Stack, published: Published) -> None:
    assert published.interrupted == (published.cred_def_id, None)
    assert await stack.issuer.active_registry(published.cred_def_id) is not None


async def test_a_schema_with_other_attributes_is_a_conflict(stack: Stack, published: Published) -> None:
    with pytest.raises(Conflict):
        await stack.issuer.ensure_schema("vaccination", "1.0", ["subject_id"])


async def test_the_public_did_stays_the_local_one(stack: Stack, published: Published) -> None:
    public = await stack.issuer.public_did()
    assert public is not None
    assert await stack.issuer.local_did() == public
    await stack.issuer.make_public(public.did)
    assert await stack.issuer.public_did() == public


async def test_a_registry_without_its_tails_file_is_not_ready(stack: Stack, published: Published) -> None:
    whole = await stack.issuer.active_registry(published.cred_def_id)
    assert whole is not None
    assert whole.size == REGISTRY_SIZE
    assert "@" not in whole.tails_url
    assert "secret" not in whole.tails_url
    kept = stack.outside.tails.pop(whole.tails_hash)
    another = AcaPyIssuer(stack.issuer.client)
    assert await another.active_registry(published.cred_def_id) is None
    stack.outside.tails[whole.tails_hash] = kept[:-1] + b"?"
    assert await another.active_registry(published.cred_def_id) is None
    stack.outside.tails[whole.tails_hash] = kept
    assert await another.active_registry(published.cred_def_id) == whole


async def test_an_offer_is_accepted_issued_and_stored(stack: Stack, published: Published, patient: AcaPyHolder) -> None:
    exchange_id, invitation, held_id = await offered(stack, published, patient)
    offer = await patient.credential_exchange(held_id)
    assert offer.state is CredentialState.OFFER_RECEIVED
    assert offer.attributes == VALUES
    assert offer.comment == "Measles, first dose"
    assert (offer.cred_def_id, offer.schema_id) == (published.cred_def_id, published.schema_id)
    assert await stack.issuer.invitation_was_scanned(invitation.invitation_id)

    await patient.accept_offer(offer)
    await patient.accept_offer(await patient.credential_exchange(held_id))
    asked_for = CredentialState.REQUEST_RECEIVED
    requested = await until(lambda: in_state(stack.issuer.credential_exchange, exchange_id, asked_for))
    first = await stack.issuer.issue(requested)
    again = await stack.issuer.issue(await stack.issuer.credential_exchange(exchange_id))
    assert first.cred_rev_id is not None
    assert first.rev_reg_id is not None
    assert (again.rev_reg_id, again.cred_rev_id) == (first.rev_reg_id, first.cred_rev_id)
    stored = await until(lambda: in_state(patient.credential_exchange, held_id, CredentialState.DONE))
    await patient.store(stored)
    held = next(one for one in await patient.credentials() if one.credential_id == stored.credential_id)
    assert held.attributes == VALUES
    assert held.cred_rev_id == first.cred_rev_id
    assert not await patient.is_revoked(held.credential_id)


async def test_a_second_offer_reuses_the_connection(stack: Stack, published: Published, patient: AcaPyHolder) -> None:
    first = await issued(stack, published, patient)
    second = await issued(stack, published, patient)
    assert second.connection_id == first.connection_id
    assert second.cred_rev_id != first.cred_rev_id


async def test_tenants_do_not_see_one_another(
    stack: Stack, published: Published, patient: AcaPyHolder, other_patient: AcaPyHolder
) -> None:
    await issued(stack, published, patient)
    held = (await patient.credentials())[0]
    assert held.credential_id not in {one.credential_id for one in await other_patient.credentials()}
    exchange = (await patient.credential_exchanges())[0]
    with pytest.raises(AgentRecordNotFound):
        await other_patient.credential_exchange(exchange.exchange_id)


async def test_a_presentation_verifies_until_the_credential_is_revoked(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    credential = await issued(stack, published, patient)
    good = await shown(stack, published, patient, credential)
    assert good.verified is True
    assert good.presentation is not None
    assert (await stack.verifier.verify(good.exchange_id)).verified is True

    rev_reg_id, index = place(credential)
    await stack.issuer.revoke(rev_reg_id, {index})
    await stack.issuer.revoke(rev_reg_id, {index})
    assert index in await stack.issuer.revoked(rev_reg_id)
    bad = await shown(stack, published, patient, credential)
    assert bad.verified is False


async def test_a_declined_offer_stays_open_at_the_issuer(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    """The agent cannot match a problem report to an exchange that has no connection yet: an expiry must end it."""
    exchange_id, _, held_id = await offered(stack, published, patient)
    await patient.decline_offer(held_id, "declined-by-holder")
    assert (await patient.credential_exchange(held_id)).state is CredentialState.ABANDONED
    await issued(stack, published, patient)  # later on the same connection, so the report has come by then
    assert (await stack.issuer.credential_exchange(exchange_id)).state is CredentialState.OFFER_SENT


async def test_a_declined_request_is_told_to_the_verifier(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    exchange_id, _, held_id = await requested(stack, published, patient)
    await patient.decline_request(held_id, "declined-by-holder")
    assert (await patient.presentation_exchange(held_id)).state is PresentationState.ABANDONED
    abandoned = PresentationState.ABANDONED
    told = await until(lambda: in_state(stack.verifier.presentation_exchange, exchange_id, abandoned))
    assert told.error is not None
    assert told.error.endswith("declined-by-holder")


async def test_what_is_deleted_is_gone_and_deleting_again_is_no_error(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    exchange_id, invitation, held_id = await offered(stack, published, patient)
    for _ in range(2):
        await stack.issuer.delete_credential_exchange(exchange_id)
        await stack.issuer.delete_invitation(invitation.invitation_id)
        await patient.delete_credential_exchange(held_id)
    with pytest.raises(AgentRecordNotFound):
        await stack.issuer.credential_exchange(exchange_id)
    asked_id, asked, shown_id = await requested(stack, published, patient)
    for _ in range(2):
        await stack.verifier.forget(asked.invitation_id, None)
        await patient.delete_presentation_exchange(shown_id)
    with pytest.raises(AgentRecordNotFound):
        await stack.verifier.presentation_exchange(asked_id)


async def test_an_invitation_that_is_withdrawn_brings_a_wallet_nothing(stack: Stack, published: Published) -> None:
    """Whether the agent refuses it or stays silent depends on an earlier connection, so a scan needs a time limit."""
    withdrawn_id = await stack.issuer.create_offer(published.cred_def_id, VALUES, "")
    withdrawn = await stack.issuer.invite(withdrawn_id, label="Test clinic", goal="Receive")
    await stack.issuer.delete_invitation(withdrawn.invitation_id)
    stranger = stack.host.holder(await stack.host.create_tenant("Patient three"))
    with contextlib.suppress(AgentRefused):
        await stranger.receive_invitation(withdrawn.invitation)
    assert carried(withdrawn, await stranger.credential_exchanges()) is None


async def test_a_deleted_tenant_is_shut_out(stack: Stack, patient: AcaPyHolder) -> None:
    tenant = await stack.host.create_tenant("Leaves again")
    await stack.host.delete_tenant(tenant.tenant_id)
    await stack.host.delete_tenant(tenant.tenant_id)
    with pytest.raises(AgentRefused):
        await stack.host.holder(tenant).credentials()


async def test_webhooks_name_the_record_the_tenant_and_the_invitation(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    tenant = await stack.host.create_tenant("Listened to")
    exchange_id, invitation, held_id = await offered(stack, published, stack.host.holder(tenant))

    async def heard() -> bool:
        hints = stack.outside.hints
        offer = [hint for _, hint in hints if (hint.topic, hint.record_id) == (Topic.ISSUE_CREDENTIAL, held_id)]
        scan = [
            hint
            for role, hint in hints
            if (role, hint.topic, hint.invitation_id) == (AgentRole.ISSUER, Topic.CONNECTIONS, invitation.invitation_id)
        ]
        sent = any(hint.record_id == exchange_id and hint.tenant_id is None for _, hint in hints)
        return sent and any(hint.tenant_id == tenant.tenant_id for hint in offer) and len(scan) > 1

    await until(heard)


async def test_a_silent_ledger_is_the_agents_unavailability_and_passes(
    stack: Stack, published: Published, patient: AcaPyHolder
) -> None:
    rev_reg_id, index = place(await issued(stack, published, patient))
    await stack.pool.stop()
    try:
        with pytest.raises(AgentUnavailable):
            await stack.issuer.revoke(rev_reg_id, {index})
    finally:
        await stack.pool.start()

    async def revoked() -> bool:
        with contextlib.suppress(AgentUnavailable):
            await stack.issuer.revoke(rev_reg_id, {index})
            return True
        return False

    await until(revoked, 60)
    assert index in await stack.issuer.revoked(rev_reg_id)
