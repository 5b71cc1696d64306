"""The matrix of shipped templates and every cheat, over real DIDComm: in every cell the right verdict and reason.

A verifier of our own code, run in the test's process at the stack's agent and ledger, trusts an issuer that is in the
test's process too. The hostile wallet makes its presentations itself and sends them by an agent that lets it.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import anoncreds
import pytest
import pytest_asyncio
import uvicorn

from agent.acapy.holder import AcaPyWalletHost
from agent.access.domain.act import OPERATOR
from agent.ports import Presentation, PresentationExchange
from agent.process import HOST, draw_port
from agent.protocol import AgentRole, Did, PresentationState, SchemaId
from issuer.type_files import load_credential_types
from salus.journey import TEMPLATE
from tests.flows.hostile.cheat import NAMESAKE, OURS, UNTRUSTED, Cheat
from tests.flows.hostile.desk import Desk, Line, MovedClock, settings_at
from tests.flows.hostile.issuer import Author
from tests.flows.hostile.matrix import ALWAYS, ROWS, TODAY, Case, Cell, cannot_be, cells, few
from tests.flows.hostile.wallet import ForgingWallet, Wallet, forging_wallet
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.sizes import IS_FULL
from tests.unit.verifier.cards import CardIssuer
from tests.unit.verifier.issuer_keys import NOBODY
from verifier.app import Parts, create_service
from verifier.domain.bounds import dateint
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Delivery, Outcome, State, Verification
from verifier.services.asking import Wanted
from verifier.services.journal import stream_of

AT_ONCE = 6
PATIENCE_S = 60
REGISTRY_SIZE = 40
CELLS = list(cells())
PLAYED = CELLS if IS_FULL else few(CELLS)


@dataclass(frozen=True)
class Issuers:
    made: Mapping[tuple[str, str], CardIssuer]
    stranger: Did
    author: Author

    @classmethod
    async def publish(cls, world: World) -> "Issuers":
        ours, stranger = [await Author.register(world.stack.ledger, world.pool.trustee) for _ in range(2)]
        each = await asyncio.gather(*(cls._of_type(ours, stranger, kind) for kind in ALWAYS))
        return cls({key: issuer for issuers in each for key, issuer in issuers.items()}, stranger.key.did, ours)

    @staticmethod
    async def _of_type(ours: Author, stranger: Author, kind: str) -> dict[tuple[str, str], CardIssuer]:
        attributes = [attribute.name for attribute in load_credential_types()[kind].attributes]
        number, other = [await author.write_schema(kind, attributes) for author in (ours, stranger)]
        did = stranger.key.did
        kept = await asyncio.to_thread(CardIssuer, NOBODY, "matrix", kind, attributes, REGISTRY_SIZE)
        schema, namesake = [anoncreds.Schema.create(kind, "1.0", whose, attributes) for whose in (ours.key.did, did)]
        same_schema = (SchemaId(f"{ours.key.did}:2:{kind}:1.0"), schema)
        trusted = kept.with_same_keys(ours.key.did, same_schema, number, "ours")
        made = {
            (OURS, kind): trusted,
            (UNTRUSTED, kind): trusted.with_same_keys(did, same_schema, number, "theirs"),
            (NAMESAKE, kind): trusted.with_same_keys(did, (f"{did}:2:{kind}:1.0", namesake), other, "ours"),
        }
        await ours.write_definition(made[OURS, kind], number)
        await stranger.write_definition(made[UNTRUSTED, kind], number)
        await stranger.write_definition(made[NAMESAKE, kind], other)
        return made

    def trust_file(self, path: Path, *whose: str) -> Path:
        entries = [
            {
                "issuer_did": issuer.did, "issuer_name": "Centre", "credential_type": kind,
                "cred_def_id": issuer.cred_def_id, "trusted_from": "2024-01-01",
            }
            for (name, kind), issuer in self.made.items() if name in whose
        ]  # fmt: skip
        path.write_text(json.dumps(entries))
        return path


@contextlib.asynccontextmanager
async def running_verifier(world: World, trust: Path, directory: Path) -> AsyncIterator[Desk]:
    """The whole service at the stack's agent, told by it of everything as the stack's own verifier is."""
    agent, clock = world.stack.layout.agent(AgentRole.VERIFIER), MovedClock()
    settings = settings_at(agent, agent.admin_port, world.stack.layout.genesis, trust, directory)
    parts = Parts(settings.model_copy(update={"reconcile_interval_s": 2}), clock)
    port = draw_port()
    config = uvicorn.Config(
        create_service(parts.settings, parts), host=HOST, port=port, log_level="error", log_config=None
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def ready() -> bool | None:
        return server.started or None

    await eventually(ready)
    targets = world.gates[AgentRole.VERIFIER].targets
    targets.append(f"http://{HOST}:{port}")
    try:
        yield Desk(parts, clock, Line(agent.admin_port))
    finally:
        targets.remove(f"http://{HOST}:{port}")
        server.should_exit = True
        await serving


@dataclass
class Session:
    """One hostile wallet at one desk, and an honest one that has no card at all."""

    desk: Desk
    wallet: ForgingWallet
    empty: Wallet
    cheat: Cheat
    right: dict[str, tuple[str, Presentation]] = field(default_factory=dict)
    """Per template the nonce and the answer of the session that was right."""
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def play(self, cell: Cell) -> Decision:
        async with self.places:
            wanted = Wanted(cell.row.template_id, copies=cell.row.copies, delivery=_delivery(cell))
            asked = await self.desk.find(await self.desk.parts.asking.ask(wanted, OPERATOR))
            if cell.case is Case.NO_CREDENTIAL:
                await self._decline(asked)
            else:
                self.wallet.will_answer(asked.question.nonce, await self._answer(cell, asked))
                await self.desk.take_up(self.wallet, asked.id)
            return await self._decided(asked.id)

    async def _decline(self, asked: Verification) -> None:
        await self.desk.take_up(self.empty, asked.id)

        async def there() -> PresentationExchange | None:
            found = await self.empty.holder.presentation_exchanges(PresentationState.REQUEST_RECEIVED)
            return next((each for each in found if each.request["nonce"] == asked.question.nonce), None)

        await self.empty.holder.decline_request((await eventually(there)).exchange_id, "no-credential")

    async def _answer(self, cell: Cell, asked: Verification) -> Presentation:
        nonce, answer = self.right.get(cell.row.template_id, ("", Presentation({})))
        if cell.case is not Case.REPLAYED:
            answer = await asyncio.to_thread(self.cheat.answer, cell, asked.question, nonce)
        if cell.case is Case.RIGHT:
            self.right[cell.row.template_id] = (asked.question.nonce, answer)
        return answer

    async def _decided(self, asked: str) -> Decision:
        async with asyncio.timeout(PATIENCE_S):
            async for event in self.desk.parts.outbox.subscribe(stream_of(asked), 0):
                if event.data["state"] == State.DECIDED:
                    break
        decision = (await self.desk.find(asked)).decision
        assert decision is not None
        return decision


def _delivery(cell: Cell) -> Delivery:
    """Over a connection where the answer is right or none; all others without its handshake, to save its cost."""
    return Delivery.CONNECTION if cell.case in (Case.RIGHT, Case.NO_CREDENTIAL) else Delivery.CONNECTIONLESS


@pytest_asyncio.fixture(scope="module")
async def issuers(world: World) -> Issuers:
    return await Issuers.publish(world)


@pytest_asyncio.fixture(scope="module")
async def cheat(issuers: Issuers) -> Cheat:
    """With its revoked cards revoked."""
    cheat = Cheat(issuers.made, anoncreds.create_link_secret(), str(dateint(TODAY)))
    revoked = [cheat.revoked_for(cell) for cell in PLAYED if cell.case is Case.REVOKED]
    for kind in ALWAYS:
        issuer = issuers.made[OURS, kind]
        places = {card.index for card in revoked if card.issuer is issuer}
        if places:
            await issuers.author.revoke(issuer, sorted(places))
    return cheat


@pytest_asyncio.fixture(scope="module")
async def wallet(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ForgingWallet]:
    async with forging_wallet(world, Path(tmp_path_factory.mktemp("cheat"))) as wallet:
        yield wallet


@pytest_asyncio.fixture(scope="module")
async def empty(wallet_host: AcaPyWalletHost) -> Wallet:
    return Wallet(wallet_host.holder(await wallet_host.create_tenant("empty")))


@pytest_asyncio.fixture(scope="module")
async def decisions(
    world: World,
    issuers: Issuers,
    cheat: Cheat,
    wallet: ForgingWallet,
    empty: Wallet,
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[Cell, Decision | BaseException]:
    """The cells, played at once; the right ones first, since others use what was sent there."""
    directory = Path(tmp_path_factory.mktemp("matrix"))
    trust = issuers.trust_file(directory / "trust.yaml", OURS)
    async with running_verifier(world, trust, directory) as desk:
        session = Session(desk, wallet, empty, cheat)
        right, rest = [c for c in PLAYED if c.case is Case.RIGHT], [c for c in PLAYED if c.case is not Case.RIGHT]
        played = await asyncio.gather(*map(session.play, right))
        refused = await asyncio.gather(*map(session.play, rest), return_exceptions=True)
        return dict(zip([*right, *rest], [*played, *refused], strict=True))


def test_every_cell_of_the_matrix_can_be_played_or_is_said_to_be_impossible() -> None:
    played = {(cell.row.template_id, cell.case) for cell in CELLS}
    said = {(row.template_id, case) for row, case, _ in cannot_be()}
    assert not played & said
    assert played | said == {(row.template_id, case) for row in ROWS for case in Case}


def test_the_few_have_each_template_right_and_each_cheat_once() -> None:
    played = few(CELLS)
    assert {cell.row.template_id for cell in played if cell.case is Case.RIGHT} == {row.template_id for row in ROWS}
    assert Counter(cell.case for cell in played) == dict.fromkeys(Case, 1) | {Case.RIGHT: len(ROWS)}


@pytest.mark.asyncio
@pytest.mark.parametrize("cell", PLAYED, ids=str)
async def test_the_verdict_and_its_reason_are_right(
    decisions: Mapping[Cell, Decision | BaseException], issuers: Issuers, cell: Cell
) -> None:
    found = decisions[cell]
    if isinstance(found, BaseException):
        raise found
    expected = Outcome.VALID if cell.reason is None else Outcome.INVALID
    assert (found.outcome, found.reason) == (expected, cell.reason)
    assert found.untrusted_issuer == (issuers.stranger if cell.reason is Reason.ISSUER_NOT_TRUSTED else None)


@pytest.mark.asyncio
async def test_a_strangers_card_is_valid_where_the_stranger_is_trusted(
    world: World, issuers: Issuers, cheat: Cheat, wallet: ForgingWallet, empty: Wallet, tmp_path: Path
) -> None:
    """So nothing else than trust is wrong with it."""
    trust = issuers.trust_file(tmp_path / "trust.yaml", UNTRUSTED, NAMESAKE)
    theirs = [c for c in CELLS if c.row.template_id == TEMPLATE and c.case in (Case.UNTRUSTED, Case.NAMESAKE)]
    async with running_verifier(world, trust, tmp_path) as desk:
        session = Session(desk, wallet, empty, cheat)
        assert [(await session.play(cell)).outcome for cell in theirs] == [Outcome.VALID, Outcome.VALID]
