"""How long the steps of the journey take, over several journeys through one stack; how much issuing it can take, how
long many verifications at once take, and how many events the log takes. Then, on a stack of its own with PostgreSQL and
two processes of the wallet API: how soon events reach the right one of many phones.

Quote medians: machines are noisy. CPU seconds are those of all processes of the stack together.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.errors import Problem
from agent.protocol import AgentRole
from benchmarks.auditing import Auditing, fill
from benchmarks.issuing import Issuing, compare
from benchmarks.telling import Telling, tell_phones
from benchmarks.told import spread
from benchmarks.verifying import Verifying, verify_at_once
from salus.command import ledger_python
from salus.data_directory import DataDirectory
from salus.journey import Journey, Show
from salus.ledger_source import EmbeddedLedger
from salus.parties import Clerk, Clinic, Phone
from salus.stack import Stack, running_stack

SILENT = Show(step=lambda step: None, qr=lambda title, content: None, say=lambda text: None)


async def journey(stack: Stack) -> dict[str, float]:
    clerk = Clerk(stack.url(AgentRole.ISSUER), stack.api_key(AgentRole.ISSUER))
    clinic = Clinic(stack.url(AgentRole.VERIFIER), stack.api_key(AgentRole.VERIFIER))
    phone = Phone(stack.url(AgentRole.WALLET))
    try:
        await phone.sign_up("bench")
        record = await Journey(clerk, clinic, phone, SILENT).run()
    finally:
        for party in (clerk, clinic, phone):
            await party.aclose()
    if not record.ok:
        raise SystemExit(f"The journey failed: {record}")
    return {step.name: step.seconds for step in record.steps}


async def measure(journeys: int, wallets: int, each: int, verifications: int, events: int) -> None:
    figures: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        directory = DataDirectory(Path(place) / "data")
        started = time.perf_counter()
        async with running_stack(directory, EmbeddedLedger(directory.ledger, ledger_python()), print) as stack:
            figures["First start of ledger, agents and services"].append(time.perf_counter() - started)
            auditing = await fill(stack, events)
            await journey(stack)  # warm
            for _ in range(journeys):
                for name, seconds in (await journey(stack)).items():
                    figures[name].append(seconds)
            issuing = await compare(stack, wallets, each)
            verifying = await verify_at_once(stack, verifications, wallets)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    show(figures, usage.ru_utime + usage.ru_stime)
    show_issuing(issuing, wallets)
    show_verifying(verifying)
    show_auditing(auditing)


def show(figures: dict[str, list[float]], cpu_s: float) -> None:
    table = Table("Step", "min s", "median s", "max s", "n")
    for name, seconds in figures.items():
        row = (min(seconds), statistics.median(seconds), max(seconds))
        table.add_row(name, *(f"{value:.2f}" for value in row), str(len(seconds)))
    console = Console()
    console.print(table)
    console.print(f"CPU of all processes, from start to end: {cpu_s:.1f} s")


def show_issuing(issuing: list[Issuing], wallets: int) -> None:
    table = Table(f"Issuing to {wallets} wallets at once", "issuances a second", "CPU s an issuance")
    for found in issuing:
        table.add_row(found.driver, f"{found.per_second:.2f}", f"{found.cpu_s_each:.3f}")
    Console().print(table)


def show_verifying(found: Verifying) -> None:
    table = Table(f"{len(found.seconds)} verifications at once", "s")
    for name, seconds in {"p50": found.p50, "p95": found.p95, "longest": max(found.seconds)}.items():
        table.add_row(f"request to verdict, {name}", f"{seconds:.2f}")
    for part, cpu_s in found.cpu_s_each.items():
        table.add_row(f"CPU a verification, {part}", f"{cpu_s:.3f}")
    table.add_row("CPU a verification, all of these", f"{sum(found.cpu_s_each.values()):.3f}")
    table.add_row("CPU of the anoncreds library alone, prove and verify", f"{found.raw_cpu_s_each:.3f}")
    Console().print(table)


def show_auditing(found: Auditing) -> None:
    table = Table(f"{found.events} events on the log", "")
    table.add_row("written", f"{found.written_s:.1f} s")
    table.add_row("all of them on a checkpoint that both witnesses cosigned, after", f"{found.published_s:.1f} s")
    table.add_row("checkpoints; longest time between two", f"{found.checkpoints}; {found.longest_without_s:.1f} s")
    table.add_row("anchored; transactions on the ledger", f"{found.anchored}; {found.ledger_writes}")
    table.add_row("evidence without the event, at most", f"{found.evidence_bytes} bytes")
    table.add_row("evidence verified in", f"{1000 * found.verified_s:.2f} ms")
    Console().print(table)


def show_telling(found: Telling) -> None:
    open_streams = sum(group.phones for group in found.groups)
    title = f"{found.wallets} wallets, {open_streams} open streams, {found.at_once} acts at once"
    table = Table(title, "p50 s", "p95 s", "longest s")
    for group in found.groups:
        parts = {
            "webhook to event": group.told_s,
            "of it, written to heard": group.deliveries.seconds,
            "scan to event": group.act_s,
        }
        for name, seconds in parts.items():
            table.add_row(f"{name}, at {group.at}", *(f"{each:.3f}" for each in spread(seconds)))
    console, deliveries = Console(), [group.deliveries for group in found.groups]
    console.print(table)
    console.print(
        "At the process that the agent told of the offer, or at the other one. Webhook to event is the service's own"
        " part; a scan waits for the connection of the two agents first."
    )
    console.print(
        f"Events heard: {sum(len(each.seconds) for each in deliveries)}; by the wrong phone:"
        f" {sum(each.wrong for each in deliveries)}; missed: {sum(each.missed for each in deliveries)}; twice:"
        f" {sum(each.twice for each in deliveries)}. The wallets were made in {found.signed_up_s:.0f} s."
    )


async def run(wanted: argparse.Namespace) -> None:
    if wanted.only != "phones":
        await measure(wanted.journeys, wanted.wallets, wanted.issuances, wanted.verifications, wanted.events)
    if wanted.only != "one-stack":
        told = await tell_phones(wanted.phones, wanted.listening, wanted.acts)
        show_telling(told)
        if any(each.deliveries.wrong or each.deliveries.missed or each.deliveries.twice for each in told.groups):
            raise SystemExit("Events went astray.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=10)
    parser.add_argument("--wallets", type=int, default=8)
    parser.add_argument("--issuances", type=int, default=10, help="for each wallet")
    parser.add_argument("--verifications", type=int, default=50, help="at once")
    parser.add_argument("--events", type=int, default=100_000, help="on the log")
    parser.add_argument("--phones", type=int, default=1000, help="each with a wallet, on PostgreSQL")
    parser.add_argument("--listening", type=int, default=200, help="of these phones, by open streams")
    parser.add_argument("--acts", type=int, default=2, help="of these phones at once")
    parser.add_argument("--only", choices=["one-stack", "phones"], help="everything before the phones, or the phones")
    try:
        asyncio.run(run(parser.parse_args()))
    except Problem as problem:
        raise SystemExit(str(problem)) from None
