"""How long many verifications at once take, and at what cost, beside what the cryptography costs by itself.

From the clinic's request to its verdict, with wallets that take the QR code's link up and approve at once. CPU is that
of the stack's processes, by what they are, without the measuring one's.
"""

import asyncio
import statistics
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from agent.protocol import AgentRole
from benchmarks.cpu import cpu_seconds_by_part
from benchmarks.raw_anoncreds import cpu_s_each
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Phone
from salus.stack import Stack

PATIENCE_S = 600.0


@dataclass(frozen=True)
class Verifying:
    """What a number of verifications took."""

    seconds: list[float]
    """From request to verdict, of each."""
    cpu_s_each: Mapping[str, float]
    """By kind of process."""
    raw_cpu_s_each: float
    """Of proof and verification in one process, without anything around them."""

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20, method="inclusive")[-1]


async def verify_at_once(stack: Stack, count: int, holders: int) -> Verifying:
    """So many verifications at once, spread over these holders, each of a wallet and a card of its own."""
    async with AsyncExitStack() as undo:
        clerk = Clerk(stack.url(AgentRole.ISSUER), stack.api_key(AgentRole.ISSUER))
        clinic = Clinic(stack.url(AgentRole.VERIFIER), stack.api_key(AgentRole.VERIFIER))
        clinic.timeout_s = PATIENCE_S
        for party in (clerk, clinic):
            undo.push_async_callback(party.aclose)
        phones = [await _with_a_card(stack, clerk, undo) for _ in range(holders)]
        await asyncio.gather(*(_verified(clinic, phone) for phone in phones))  # warm: definitions, tails
        before = cpu_seconds_by_part(stack)
        seconds = await asyncio.gather(*(_verified(clinic, phones[number % holders]) for number in range(count)))
        after = cpu_seconds_by_part(stack)
    each = {part: (after[part] - before[part]) / count for part in after}
    return Verifying(list(seconds), each, await asyncio.to_thread(cpu_s_each, count))


async def _with_a_card(stack: Stack, clerk: Clerk, undo: AsyncExitStack) -> Phone:
    phone = Phone(stack.url(AgentRole.WALLET))
    phone.timeout_s = PATIENCE_S
    undo.push_async_callback(phone.aclose)
    await phone.sign_up("bench")
    await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)
    return phone


async def _verified(clinic: Clinic, phone: Phone) -> float:
    started = time.perf_counter()
    asked = await clinic.ask(TEMPLATE)
    scan = await phone.follow(asked["url"])
    await phone.approve(scan["request_id"])
    decided = await clinic.until_decided(asked["verification_id"])
    if decided["verdict"] != "VALID":
        raise SystemExit(f"A verification ended {decided['verdict']}, {decided['reason']}.")
    return time.perf_counter() - started
