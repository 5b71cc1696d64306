"""What the `salus` command tells a person on a terminal, or a program by JSON; nothing of it goes anywhere else."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from agent.ledger.status import LedgerStatus
from agent.service.qr import qr_terminal
from salus.journey import Step


class Teller(Protocol):
    def progress(self, what: str) -> None: ...

    def step(self, step: Step) -> None: ...

    def qr(self, title: str, content: str) -> None: ...

    def say(self, text: str) -> None: ...

    def result(self, report: Mapping[str, Any]) -> None: ...

    def urls(self, urls: Mapping[str, str]) -> None: ...


class TerminalTeller:
    """For people: progress, steps with their times, QR codes, a table."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def progress(self, what: str) -> None:
        self._console.print(f"[dim]{what} ...[/]")

    def step(self, step: Step) -> None:
        mark = "[green]✓[/]" if step.ok else "[red]✗[/]"
        self._console.print(f"{mark} {step.name} [dim]{step.seconds:.2f} s[/]")

    def qr(self, title: str, content: str) -> None:
        self._console.print(f"\n{title} {content}")
        self._console.print(qr_terminal(content), markup=False)

    def say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def result(self, report: Mapping[str, Any]) -> None:
        ledger = report["ledger"]
        self._console.print(
            f"\nLedger: {ledger['validators_up']} validators up, {ledger['domain_size']} transactions, "
            f"roots {'agree' if ledger['roots_agree'] else 'differ'}"
        )
        if not report["ok"]:
            self._console.print(f"[red]The journey did not end as it should.[/] {report.get('problem', '')}")

    def urls(self, urls: Mapping[str, str]) -> None:
        table = Table("What", "Where")
        for name, where in urls.items():
            table.add_row(name, where)
        self._console.print(table)


class JsonTeller:
    """For programs: one JSON object on standard output, and nothing else there."""

    def progress(self, what: str) -> None:
        Console(stderr=True, highlight=False).print(f"{what} ...", style="dim")

    def step(self, step: Step) -> None:
        """In the report."""

    def qr(self, title: str, content: str) -> None:
        """For people only."""

    def say(self, text: str) -> None:
        """For people only."""

    def result(self, report: Mapping[str, Any]) -> None:
        print(json.dumps(report), flush=True)

    def urls(self, urls: Mapping[str, str]) -> None:
        """For people only."""


def status_table(status: LedgerStatus) -> Table:
    table = Table("Validator", "State", "Transactions", "Root hash", "Primary", title=f"Ledger {status.network}")
    for validator in status.validators:
        state = "[green]up[/]" if validator.up else "[red]down[/]"
        size = "" if validator.domain_size is None else str(validator.domain_size)
        table.add_row(validator.name, state, size, validator.domain_root or "", validator.primary or "")
    return table


def types_table(types: list[dict[str, Any]]) -> Table:
    table = Table("Credential type", "Version", "State", "Credential definition, or what is missing")
    for each in types:
        problem = each["problem"]
        table.add_row(
            each["name"], each["version"], each["state"], problem["sentence"] if problem else each["cred_def_id"]
        )
    return table


def status_json(status: LedgerStatus) -> dict[str, Any]:
    return {
        "network": status.network,
        "genesis_sha256": status.genesis_sha256,
        "validators_up": status.validators_up,
        "domain_size": status.domain_size,
        "roots_agree": status.roots_agree,
        "writable": status.writable,
        "validators": [
            {
                "name": v.name,
                "up": v.up,
                "domain_size": v.domain_size,
                "domain_root": v.domain_root,
                "primary": v.primary,
            }
            for v in status.validators
        ],
    }
