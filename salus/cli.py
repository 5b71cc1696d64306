"""The `salus` command: up, demo, doctor, backup, restore, ledger status, and what each service needs."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agent.ledger.client import Ledger
from agent.ledger.status import ledger_status
from salus.audit_cli import audit_app
from salus.backup import back_up
from salus.backup import restore as restored
from salus.command import DEFAULT_DATA_DIR, AsJson, DataDir, Genesis, ledger_python, run_command
from salus.data_directory import DataDirectory
from salus.demo import demo as run_demo
from salus.demo import tell_where
from salus.doctor import examine, findings_table
from salus.publishing import publish_types
from salus.receipts import check_receipt as checked_receipt
from salus.receipts import shown, write_new_key
from salus.signing import SigningKey, sign_and_tell
from salus.stack import ledger_source, running_stack
from salus.telling import JsonTeller, TerminalTeller, status_json, status_table, types_table
from salus.wallet_cli import wallet_app
from verifier.files.trust_file import read_registry

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
ledger_app = typer.Typer(no_args_is_help=True, help="The DID ledger.")
app.add_typer(ledger_app, name="ledger")
issuer_app = typer.Typer(no_args_is_help=True, help="The issuer.")
app.add_typer(issuer_app, name="issuer")
verifier_app = typer.Typer(no_args_is_help=True, help="The verifier.")
app.add_typer(verifier_app, name="verifier")
app.add_typer(wallet_app, name="wallet")

app.add_typer(audit_app, name="audit")


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

    run_command(run())


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
    run_command(run_demo(directory, source, tell, once=once), as_json=as_json)


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

    run_command(run())


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

    run_command(run(), as_json=as_json)


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
    sign_and_tell(registry, key, data_dir, partial(read_registry, name=registry.name))


@verifier_app.command()
def new_key(
    file: Annotated[Path, typer.Argument(help="Where the private key is written; there must be no such file yet.")],
) -> None:
    """Draw an Ed25519 key, for receipts or for the trust registry, and print its public part."""

    async def run() -> bool:
        print(write_new_key(file))
        return True

    run_command(run())


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

    run_command(run())


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

    run_command(run())


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

    run_command(run())


@app.command()
def doctor(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Say what is missing on this machine, and how to get it."""
    findings = examine(data_dir, ledger_python())
    Console(highlight=False).print(findings_table(findings))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def main() -> None:
    app()
