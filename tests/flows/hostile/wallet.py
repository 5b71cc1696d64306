"""A wallet on its agent's own interface, bound by no rule of ours; and one that forges what it presents."""

import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from agent.acapy import launcher, present_proof, server
from agent.acapy.holder import AcaPyHolder, AcaPyWalletHost
from agent.acapy.secrets import load_or_create_secrets
from agent.invitation import parse_invitation
from agent.ports import Invitation, Presentation, PresentationExchange
from agent.process import Supervised, draw_port
from agent.protocol import AgentRole, CredentialId, CredentialState, PresentationState, RevRegId
from agent.tls import known_roots
from salus.journey import vaccination
from salus.parties import Clerk
from tests.flows.gate import Mode, WebhookGate
from tests.flows.hostile.orders import ORDERS_VARIABLE, Forgery, Order, ready_answer
from tests.flows.waiting import eventually
from tests.flows.world import World

REPOSITORY = Path(__file__).parents[3]
ANSWERABLE = PresentationState.REQUEST_RECEIVED


@dataclass(frozen=True)
class Card:
    offer_id: str
    credential_id: CredentialId
    rev_reg_id: RevRegId


@dataclass
class Wallet:
    holder: AcaPyHolder

    async def take(self, clerk: Clerk, **changes: Any) -> Card:
        """Get a vaccination card with these claims."""
        known = {each.credential_id for each in await self.holder.credentials()}
        offer = await clerk.offer("vaccination", vaccination() | changes)
        await self.holder.receive_invitation(await fetched(offer["url"]))

        async def offered() -> bool | None:
            for each in await self.holder.credential_exchanges(CredentialState.OFFER_RECEIVED):
                await self.holder.accept_offer(each)
                return True
            return None

        await eventually(offered)
        await clerk.until_offer(offer["offer_id"], "stored")
        (new,) = [each for each in await self.holder.credentials() if each.credential_id not in known]
        assert new.rev_reg_id is not None
        return Card(offer["offer_id"], new.credential_id, new.rev_reg_id)

    async def scan(self, url: str) -> PresentationExchange:
        """Take up the invitation behind a link; gives the request that comes."""
        known = await self.requests()
        await self.holder.receive_invitation(await fetched(url))
        return await self.asked(known)

    async def requests(self) -> set[str]:
        """Those that wait for an answer."""
        return {each.exchange_id for each in await self.holder.presentation_exchanges(ANSWERABLE)}

    async def asked(self, known: set[str]) -> PresentationExchange:
        """The request that is not one of the known ones."""

        async def new() -> PresentationExchange | None:
            waiting = await self.holder.presentation_exchanges(ANSWERABLE)
            found = [each for each in waiting if each.exchange_id not in known]
            return found[0] if found else None

        return await eventually(new)

    async def answer(self, exchange: PresentationExchange, card: Card, shown: Card | None = None) -> None:
        """Answer with one card, or show the values of another one."""
        attributes, predicates = exchange.request["requested_attributes"], exchange.request["requested_predicates"]
        picked = dict.fromkeys(attributes, (shown or card).credential_id)
        await self.answer_by(exchange, picked | dict.fromkeys(predicates, card.credential_id))

    async def answer_by(
        self, exchange: PresentationExchange, picked: Mapping[str, CredentialId], *, reveal: bool = True
    ) -> None:
        """Answer each referent with the card that is picked for it."""
        attributes, predicates = exchange.request["requested_attributes"], exchange.request["requested_predicates"]
        answer = {
            "requested_attributes": {name: {"cred_id": picked[name], "revealed": reveal} for name in attributes},
            "requested_predicates": {name: {"cred_id": picked[name]} for name in predicates},
            "self_attested_attributes": {},
        }
        await present_proof.send_presentation(self.holder.client, exchange.exchange_id, answer)


@dataclass
class ForgingWallet(Wallet):
    orders: Path

    def forge(self, forgery: Forgery, value: Any = None, *, may_answer_again: bool = False) -> None:
        """From now on, until something else is ordered."""
        Order(forgery, value, may_answer_again).write(self.orders)

    def will_answer(self, nonce: str, presentation: Presentation) -> None:
        """Send this, as it is, as soon as the request of this nonce comes."""
        ready_answer(self.orders, nonce).write_text(json.dumps(presentation))


async def fetched(url: str) -> Invitation:
    async with httpx.AsyncClient(verify=known_roots()) as client:
        response = await client.get(url, headers={"accept": "application/json"})
    return parse_invitation(response.content)


@contextlib.asynccontextmanager
async def forging_wallet(world: World, directory: Path) -> AsyncIterator[ForgingWallet]:
    """A wallet at an agent of the attacker's own, beside those of the stack."""
    nobody_listens = WebhookGate("")
    nobody_listens.mode = Mode.WITHHOLD
    async with contextlib.AsyncExitStack() as undo:
        await undo.enter_async_context(nobody_listens.open())
        settings = replace(
            world.stack.layout.agent(AgentRole.WALLET),
            label="Somebody",
            data_dir=directory,
            secrets=load_or_create_secrets(directory / "secrets.json"),
            admin_port=draw_port(),
            inbound_port=draw_port(),
            webhook_url=nobody_listens.url,
        )
        orders, client = directory / "orders.json", launcher.open_client(settings)
        undo.push_async_callback(client.aclose)
        honest = launcher.command(settings)
        command = replace(
            honest,
            name="forging agent",
            argv=(sys.executable, "-m", "tests.flows.hostile.forging_agent", *honest.argv[3:]),
            env={**honest.env, ORDERS_VARIABLE: str(orders)},
            cwd=REPOSITORY,
        )

        async def ready() -> bool:
            return await server.is_ready(client)

        agent = Supervised(command, ready, patience=launcher.PATIENCE)
        undo.push_async_callback(agent.stop)
        await agent.start()
        host = AcaPyWalletHost(client)
        yield ForgingWallet(host.holder(await host.create_tenant("forger")), orders)
