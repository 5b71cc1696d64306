"""The `salus` command: up, demo, doctor, backup, restore, ledger status, and what each service needs."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from agent.audit.examining import Examined
from agent.errors import Problem
from agent.ledger.client import Ledger
from agent.ledger.status import ledger_status
from salus.audit_exports import asked_of_ledger, examined, export_log, log_source
from salus.auditing import checked_evidence, draw_audit_key
from salus.backup import back_up
from salus.backup import restore as restored
from salus.data_directory import DataDirectory
from salus.demo import demo as run_demo
from salus.demo import tell_where
from salus.doctor import examine, findings_table
from salus.publishing import publish_types
from salus.receipts import check_receipt as checked_receipt
from salus.receipts import shown, write_new_key
from salus.signing import sign_file
from salus.stack import ledger_source, running_stack
from salus.telling import JsonTeller, TerminalTeller, status_json, status_table, types_table
from verifier.files.trust_file import read_registry
from wallet_api.organisation_file import read_organisations

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
ledger_app = typer.Typer(no_args_is_help=True, help="The DID ledger.")
app.add_typer(ledger_app, name="ledger")
issuer_app = typer.Typer(no_args_is_help=True, help="The issuer.")
app.add_typer(issuer_app, name="issuer")
verifier_app = typer.Typer(no_args_is_help=True, help="The verifier.")
app.add_typer(verifier_app, name="verifier")
wallet_app = typer.Typer(no_args_is_help=True, help="The wallet.")
app.add_typer(wallet_app, name="wallet")

audit_app = typer.Typer(no_args_is_help=True, help="The log that nobody can rewrite.")
app.add_typer(audit_app, name="audit")

DataDir = Annotated[Path, typer.Option("--data-dir", envvar="SALUS_DATA_DIR", help="Where everything is kept.")]
Genesis = Annotated[
    str | None,
    typer.Option(
        "--genesis",
        envvar="SALUS_GENESIS",
        help="File or URL of another network's genesis, instead of the embedded pool.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, and nothing else there.")]
SigningKey = Annotated[
    Path | None, typer.Option("--key", help="Private JWK (Ed25519); else this machine's operator's.")
]
ExportedLog = Annotated[Path, typer.Argument(help="As 'salus audit export' wrote it.")]
LogTrust = Annotated[Path, typer.Option("--trust", help="As /v1/audit/trust gives it: keys, witnesses, ledger.")]
DEFAULT_DATA_DIR = Path(".salus")


def ledger_python() -> Path:
    """The interpreter of the ledger environment; `make` says which."""
    here = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("SALUS_LEDGER_PYTHON") or here / ".venv-ledger" / "bin" / "python")


@app.command()
def up(data_dir: DataDir = DEFAULT_DATA_DIR, genesis: Genesis = None) -> None:
    """Run everything on this machine until Ctrl-C."""
    tell = TerminalTeller()

    async def run() -> bool:
        directory = DataDirectory(data_dir)
        source = ledger_source(directory, ledger_python(), genesis)
        async with running_stack(directory, source, tell.progress) as stack:
            tell_where(stack, tell)
            await asyncio.Event().wait()
        return True

    _run(run())


@app.command()
def demo(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    genesis: Genesis = None,
    once: Annotated[bool, typer.Option("--once", help="End after the journey, with its exit status.")] = False,
    as_json: AsJson = False,
) -> None:
    """Watch a patient receive a vaccination credential and prove it to a clinic."""
    tell = JsonTeller() if as_json else TerminalTeller()
    directory = DataDirectory(data_dir)
    source = ledger_source(directory, ledger_python(), genesis)
    _run(run_demo(directory, source, tell, once=once), as_json=as_json)


@ledger_app.command()
def status(data_dir: DataDir = DEFAULT_DATA_DIR, genesis: Genesis = None, as_json: AsJson = False) -> None:
    """Show each validator: up or down, ledger size, root hash, and whether they agree."""

    async def run() -> bool:
        source = ledger_source(DataDirectory(data_dir), ledger_python(), genesis)
        async with Ledger(await source.network()) as ledger:
            found = await ledger_status(ledger)
        if as_json:
            print(json.dumps(status_json(found)))
        else:
            console = Console(highlight=False)
            console.print(status_table(found))
            console.print("All that are up agree." if found.roots_agree else "[red]They do not agree.[/]")
            console.print("It takes writes." if found.writable else "[red]Too few are up for a write.[/]")
        return found.writable and found.roots_agree

    _run(run())


@issuer_app.callback()
def issuer() -> None:
    """Without it, typer would make the only subcommand the command itself."""


@issuer_app.command()
def publish(data_dir: DataDir = DEFAULT_DATA_DIR, as_json: AsJson = False) -> None:
    """Put all credential types of the running issuer on the ledger, also those that are not published at the start."""

    async def run() -> bool:
        types = await publish_types(DataDirectory(data_dir))
        if as_json:
            shown = [{name: each[name] for name in ("name", "version", "state", "cred_def_id")} for each in types]
            print(json.dumps({"credential_types": shown}))
        else:
            Console(highlight=False).print(types_table(types))
        return all(each["state"] == "ready" for each in types)

    _run(run(), as_json=as_json)


@verifier_app.callback()
def verifier() -> None:
    """Without it, typer would make the only subcommand the command itself."""


@verifier_app.command()
def sign(
    registry: Annotated[Path, typer.Argument(help="The trust registry, with a higher sequence than the one in force.")],
    key: SigningKey = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Sign a trust registry: its detached JWS is put beside it."""
    _sign(registry, key, data_dir, partial(read_registry, name=registry.name))


@verifier_app.command()
def new_key(
    file: Annotated[Path, typer.Argument(help="Where the private key is written; there must be no such file yet.")],
) -> None:
    """Draw an Ed25519 key, for receipts or for the trust registry, and print its public part."""

    async def run() -> bool:
        print(write_new_key(file))
        return True

    _run(run())


@verifier_app.command()
def check_receipt(
    receipt: Annotated[Path, typer.Argument(help="The receipt, as /v1/verifications/{id}/receipt gives it.")],
    keys: Annotated[
        Path | None, typer.Option("--keys", help="JWK set, as /v1/receipt-keys gives it; else this machine's key.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Check the receipt of a verdict without the network, and say what it says."""

    async def run() -> bool:
        print(shown(checked_receipt(receipt, keys, DataDirectory(data_dir))))
        return True

    _run(run())


@wallet_app.callback()
def wallet() -> None:
    """Without it, typer would make the only subcommand the command itself."""


@wallet_app.command("sign")
def sign_organisations(
    registry: Annotated[Path, typer.Argument(help="The registry of organisations, with a higher sequence.")],
    key: SigningKey = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Sign a registry of organisations: its detached JWS is put beside it."""
    _sign(registry, key, data_dir, read_organisations)


def _sign(document: Path, key: Path | None, data_dir: Path, check: Callable[[bytes], object]) -> None:
    async def run() -> bool:
        signature = sign_file(document, key, DataDirectory(data_dir), check)
        Console(highlight=False).print(f"Signed: {signature}")
        return True

    _run(run())


@audit_app.command("new-key")
def new_audit_key(
    name: Annotated[str, typer.Argument(help="The log's or the witness's name, such as clinic.example/log.")],
    witness: Annotated[bool, typer.Option("--witness", help="A key to cosign by, not one of a log.")] = False,
) -> None:
    """Draw a key for a log, or for a witness: the first line is secret, the second one public."""

    async def run() -> bool:
        print(*draw_audit_key(name, witness=witness), sep="\n")
        return True

    _run(run())


@audit_app.command("verify")
def verify_audit_evidence(
    evidence: Annotated[Path, typer.Argument(help="As /v1/audit/events/{id}/evidence gives it.")],
    trust: LogTrust,
) -> None:
    """Check the evidence of one event without the network, and say who did what, why and when."""

    async def run() -> bool:
        print(checked_evidence(evidence, trust))
        return True

    _run(run())


@audit_app.command("export")
def export_audit_log(
    service: Annotated[str, typer.Argument(help="issuer, verifier or wallet, of this machine; or the address of one.")],
    directory: Annotated[Path, typer.Argument(help="Where to put it; there must be no such directory yet.")],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="Its key with the scope audit:read, for one elsewhere.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Fetch a whole log: checkpoint, tiles, entries and anchors as files, and what they are checked by (trust.json)."""

    async def run() -> bool:
        size = await export_log(log_source(service, key_file, DataDirectory(data_dir)), directory)
        print(f"{size} entries are in {directory}. Have trust.json from somebody whom you trust to say it.")
        return True

    _run(run())


@audit_app.command("check")
def check_audit_log(directory: ExportedLog, trust: LogTrust) -> None:
    """Check an exported log without the network: nothing in it was removed, put elsewhere or altered."""

    async def run() -> bool:
        found, _ = examined(directory, trust)
        return _told_of_log(found, found.faults)

    _run(run())


@audit_app.command("check-ledger")
def check_audit_ledger(
    directory: ExportedLog, trust: LogTrust, data_dir: DataDir = DEFAULT_DATA_DIR, genesis: Genesis = None
) -> None:
    """Check an exported log, and ask the ledger for each of its anchors."""

    async def run() -> bool:
        found, checked_by = examined(directory, trust)
        source = ledger_source(DataDirectory(data_dir), ledger_python(), genesis)
        async with Ledger(await source.network()) as ledger:
            return _told_of_log(found, [*found.faults, *await asked_of_ledger(found, checked_by, ledger)])

    _run(run())


def _told_of_log(found: Examined, faults: Sequence[str]) -> bool:
    print(*faults, sep="\n", end="\n" if faults else "")
    if not faults:
        print(f"The log is whole: {found.size} entries.")
        for checkpoint, at in found.anchored:
            print(f"{checkpoint.size} entries: transaction {at.seq_no}, so not written after {at.at.isoformat()}")
    return not faults


@app.command()
def witness() -> None:
    """Run a witness, which cosigns logs that only grow; its settings are SALUS_WITNESS_*."""
    from agent.audit.witness.__main__ import main as run_witness  # noqa: PLC0415 - a server, for this command alone

    run_witness()


@app.command()
def backup(
    keys_to: Annotated[Path, typer.Option("--keys-to", help="Folder for the keys; the file there is replaced.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder for the data; without it the keys alone.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Copy a stopped machine: the data to one place, the keys that open them to another."""

    async def run() -> bool:
        made = await back_up(DataDirectory(data_dir), to, keys_to)
        print(*(each for each in (made.data, made.keys) if each), sep="\n")
        return True

    _run(run())


@app.command()
def restore(
    data: Annotated[Path, typer.Argument(help="A file of data that salus backup made.")],
    keys: Annotated[Path, typer.Option("--keys", help="The newest file of keys.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Put a machine back into a new folder, and erase once more who was erased since."""

    async def run() -> bool:
        erased = await restored(data, keys, DataDirectory(data_dir))
        print(f"{data_dir}: erased once more: {erased.wallets} wallets, {erased.accounts} accounts")
        return True

    _run(run())


@app.command()
def doctor(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Say what is missing on this machine, and how to get it."""
    findings = examine(data_dir, ledger_python())
    Console(highlight=False).print(findings_table(findings))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def main() -> None:
    app()


def _run(work: Coroutine[Any, Any, bool], *, as_json: bool = False) -> None:
    try:
        ok = asyncio.run(_until_told(work))
    except Problem as problem:
        if as_json:
            print(json.dumps({"ok": False, "steps": [], "code": problem.code, "problem": str(problem)}))
        Console(stderr=True, highlight=False).print(f"[red]{problem.code}[/] {problem}")
        raise typer.Exit(1) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(0)
    raise typer.Exit(0 if ok else 1)


async def _until_told(work: Coroutine[Any, Any, bool]) -> bool:
    """SIGTERM ends it as Ctrl-C does: in order."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
