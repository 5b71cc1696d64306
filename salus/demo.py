"""`salus demo`: the stack, the journey through it, and what both report."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from agent.ledger.status import LedgerStatus, ledger_status
from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.journey import Journey, Record, Show, Step
from salus.ledger_source import LedgerSource
from salus.parties import Clerk, Clinic, Phone
from salus.soft_passkey import SoftPasskey
from salus.stack import Stack, running_stack
from salus.telling import Teller


async def demo(directory: DataDirectory, source: LedgerSource, tell: Teller, *, once: bool) -> bool:
    """Run the demo; stays up until cancelled unless `once`. Returns whether everything went as it should."""
    started = time.perf_counter()
    async with running_stack(directory, source, tell.progress) as stack:
        up = Step("Ledger, agents and services start", True, round(time.perf_counter() - started, 3))
        show = Show(step=tell.step, qr=tell.qr, say=tell.say)
        show.step(up)
        record = await walk(stack, directory, show)
        record.steps.insert(0, up)
        tell.result(report(record, await ledger_status(stack.ledger)))
        tell_where(stack, tell)
        if not once:
            tell.say("Everything stays up until Ctrl-C.")
            await asyncio.Event().wait()
    return record.ok


async def walk(stack: Stack, directory: DataDirectory, show: Show) -> Record:
    """One journey through a running stack, with the patient's wallet of the runs before."""
    clerk = Clerk(stack.url(AgentRole.ISSUER), stack.api_key(AgentRole.ISSUER))
    clinic = Clinic(stack.url(AgentRole.VERIFIER), stack.api_key(AgentRole.VERIFIER))
    started = time.perf_counter()
    phone = await patients_phone(stack, directory.secrets / "demo-passkey.json")
    wallet = Step("The patient has a wallet", True, round(time.perf_counter() - started, 3))
    show.step(wallet)
    try:
        record = await Journey(clerk, clinic, phone, show).run()
    finally:
        for party in (clerk, clinic, phone):
            await party.aclose()
    record.steps.insert(0, wallet)
    return record


async def patients_phone(stack: Stack, kept: Path) -> Phone:
    """A phone that signs in with the passkey in `kept`, or up with a new one."""
    phone = Phone(stack.url(AgentRole.WALLET))
    if kept.exists():
        phone.passkey = SoftPasskey.load(kept.read_text())
        await phone.sign_in()
    else:
        await phone.sign_up("demo")
        kept.touch(mode=0o600)
        kept.write_text(phone.key.dump())
    return phone


def report(record: Record, ledger: LedgerStatus) -> dict[str, Any]:
    """The JSON object of `salus demo --json`."""
    return {
        "ok": record.ok,
        "steps": [{"name": step.name, "ok": step.ok, "seconds": step.seconds} for step in record.steps],
        "ledger": {
            "validators_up": ledger.validators_up,
            "domain_size": ledger.domain_size,
            "roots_agree": ledger.roots_agree,
        },
        "revealed": record.revealed,
        "verdicts": record.verdicts,
        "reason": record.reason,
        **({"problem": record.problem} if record.problem else {}),
    }


WITH_CONSOLE = (AgentRole.ISSUER, AgentRole.VERIFIER)


def tell_where(stack: Stack, tell: Teller) -> None:
    """Where everything is, and how to get into the console while nobody has been there."""
    tell.urls(urls(stack))
    for role in WITH_CONSOLE:
        if (sentence := first_sign_in(stack, role)) is not None:
            tell.say(sentence)


def urls(stack: Stack) -> dict[str, str]:
    ledger = "4 validators on this machine" if stack.source.registrar(stack.ledger) else str(stack.source.genesis)
    services = {f"{role} service": stack.url(role) for role in AgentRole}
    services |= {f"{role}'s console": f"{stack.url(role)}/console" for role in WITH_CONSOLE}
    services["patient's web app"] = f"{stack.url(AgentRole.WALLET)}/"
    return {**services, "API keys": str(stack.layout.directory.secrets / "services.json"), "ledger": ledger}


def first_sign_in(stack: Stack, role: AgentRole) -> str | None:
    """What to sign in with at a console the first time; None once the password was changed."""
    try:
        kept = json.loads(stack.layout.first_admin(role).read_text())
    except FileNotFoundError:
        return None
    return f"First sign-in at the {role}'s console: name {kept['name']}, password {kept['password']}"
