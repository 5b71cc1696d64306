"""How many credentials a second are issued, and at what cost, beside a plain driver of the agents' admin APIs.

Both drive the same agents and ledger, one after the other, with as many wallets at once. The plain driver does the
least that issues a credential: no database, no QR link, no events, no judgement of what went wrong; and it issues one
at a time too, since the agent can give one revocation index twice. CPU is that of the stack's processes, without the
measuring one's.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from agent.acapy.holder import AcaPyHolder, AcaPyWalletHost
from agent.acapy.issuer import AcaPyIssuer
from agent.acapy.launcher import open_client
from agent.ports import CredentialExchange
from agent.protocol import AgentRole, CredDefId, CredentialState, ExchangeId, ThreadId
from benchmarks.cpu import cpu_seconds
from issuer.type_files import PACKAGED, load_credential_types
from salus.journey import vaccination
from salus.parties import Clerk, Phone
from salus.stack import Stack

POLL_S = 0.05

type Issue = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Issuing:
    """What a number of issuances took."""

    driver: str
    per_second: float
    cpu_s_each: float


async def compare(stack: Stack, wallets: int, each: int) -> list[Issuing]:
    """So many wallets at once, each of them issued so many credentials."""
    async with AsyncExitStack() as undo:
        services = [await _by_services(stack, undo) for _ in range(wallets)]
        ours = await _measured("Salus services", stack, services, each)
        plain = await _by_admin_api(stack, undo, wallets, await _cred_def_id(stack, undo))
        return [ours, await _measured("plain admin API", stack, plain, each)]


async def _measured(driver: str, stack: Stack, wallets: list[Issue], each: int) -> Issuing:
    async def issue_all(issue: Issue) -> None:
        for _ in range(each):
            await issue()

    await asyncio.gather(*(issue() for issue in wallets))  # warm: connections, definitions
    cpu_before, started = cpu_seconds(stack), time.perf_counter()
    await asyncio.gather(*(issue_all(issue) for issue in wallets))
    seconds, count = time.perf_counter() - started, len(wallets) * each
    return Issuing(driver, count / seconds, (cpu_seconds(stack) - cpu_before) / count)


async def _by_services(stack: Stack, undo: AsyncExitStack) -> Issue:
    clerk = Clerk(stack.url(AgentRole.ISSUER), stack.api_key(AgentRole.ISSUER))
    phone = Phone(stack.url(AgentRole.WALLET))
    for party in (clerk, phone):
        undo.push_async_callback(party.aclose)
    await phone.sign_up("bench")

    async def issue() -> None:
        await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)

    return issue


async def _cred_def_id(stack: Stack, undo: AsyncExitStack) -> CredDefId:
    clerk = Clerk(stack.url(AgentRole.ISSUER), stack.api_key(AgentRole.ISSUER))
    undo.push_async_callback(clerk.aclose)
    types = (await clerk.get("/v1/credential-types"))["credential_types"]
    return CredDefId(next(each["cred_def_id"] for each in types if each["name"] == "vaccination"))


async def _by_admin_api(stack: Stack, undo: AsyncExitStack, wallets: int, cred_def_id: CredDefId) -> list[Issue]:
    clients = {role: open_client(stack.layout.agent(role)) for role in (AgentRole.ISSUER, AgentRole.WALLET)}
    for client in clients.values():
        undo.push_async_callback(client.aclose)
    issuer, host = AcaPyIssuer(clients[AgentRole.ISSUER]), AcaPyWalletHost(clients[AgentRole.WALLET])
    undo.push_async_callback(issuer.tails.aclose)
    turn = asyncio.Lock()
    return [_plainly(issuer, host.holder(await host.create_tenant("bench")), cred_def_id, turn) for _ in range(wallets)]


def _plainly(issuer: AcaPyIssuer, holder: AcaPyHolder, cred_def_id: CredDefId, turn: asyncio.Lock) -> Issue:
    values = {name: str(value) for name, value in vaccination().items()}
    attributes = dict.fromkeys(load_credential_types(PACKAGED)["vaccination"].attribute_names, "") | values

    async def issue() -> None:
        sent = await issuer.create_offer(cred_def_id, attributes, "bench")
        invited = await issuer.invite(sent, label="bench", goal="bench")
        await holder.receive_invitation(invited.invitation)
        thread = (await issuer.credential_exchange(sent)).thread_id
        received = await _until(lambda: _of_thread(holder, thread))
        await holder.accept_offer(received)
        requested = await _until(lambda: _in(issuer, sent, CredentialState.REQUEST_RECEIVED))
        async with turn:
            await issuer.issue(requested)
        await _until(lambda: _in(issuer, sent, CredentialState.DONE))
        await issuer.delete_credential_exchange(sent)
        await holder.delete_credential_exchange(received.exchange_id)

    return issue


async def _of_thread(holder: AcaPyHolder, thread_id: ThreadId) -> CredentialExchange | None:
    found = [each for each in await holder.credential_exchanges() if each.thread_id == thread_id]
    return found[0] if found else None


async def _in(issuer: AcaPyIssuer, exchange_id: ExchangeId, state: CredentialState) -> CredentialExchange | None:
    found = await issuer.credential_exchange(exchange_id)
    return found if found.state is state else None


async def _until[T](look: Callable[[], Awaitable[T | None]]) -> T:
    async with asyncio.timeout(60):
        while (found := await look()) is None:  # noqa: ASYNC110 - the plain driver hears no webhooks
            await asyncio.sleep(POLL_S)
        return found
