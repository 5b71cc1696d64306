"""`salus audit`: keys, evidence, and whole logs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from agent.audit.examining import Examined
from agent.ledger.client import Ledger
from salus.audit_exports import asked_of_ledger, examined, export_log, log_source
from salus.auditing import checked_evidence, draw_audit_key
from salus.command import DEFAULT_DATA_DIR, DataDir, Genesis, ledger_python, run_command
from salus.data_directory import DataDirectory
from salus.stack import ledger_source

audit_app = typer.Typer(no_args_is_help=True, help="The log that nobody can rewrite.")
ExportedLog = Annotated[Path, typer.Argument(help="As 'salus audit export' wrote it.")]
LogTrust = Annotated[Path, typer.Option("--trust", help="As /v1/audit/trust gives it: keys, witnesses, ledger.")]


@audit_app.command("new-key")
def new_audit_key(
    name: Annotated[str, typer.Argument(help="The log's or the witness's name, such as clinic.example/log.")],
    witness: Annotated[bool, typer.Option("--witness", help="A key to cosign by, not one of a log.")] = False,
) -> None:
    """Draw a key for a log, or for a witness: the first line is secret, the second one public."""

    async def run() -> bool:
        print(*draw_audit_key(name, witness=witness), sep="\n")
        return True

    run_command(run())


@audit_app.command("verify")
def verify_audit_evidence(
    evidence: Annotated[Path, typer.Argument(help="As /v1/audit/events/{id}/evidence gives it.")],
    trust: LogTrust,
) -> None:
    """Check the evidence of one event without the network, and say who did what, why and when."""

    async def run() -> bool:
        print(checked_evidence(evidence, trust))
        return True

    run_command(run())


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

    run_command(run())


@audit_app.command("check")
def check_audit_log(directory: ExportedLog, trust: LogTrust) -> None:
    """Check an exported log without the network: nothing in it was removed, put elsewhere or altered."""

    async def run() -> bool:
        found, _ = examined(directory, trust)
        return _told_of_log(found, found.faults)

    run_command(run())


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

    run_command(run())


def _told_of_log(found: Examined, faults: Sequence[str]) -> bool:
    print(*faults, sep="\n", end="\n" if faults else "")
    if not faults:
        print(f"The log is whole: {found.size} entries.")
        for checkpoint, at in found.anchored:
            print(f"{checkpoint.size} entries: transaction {at.seq_no}, so not written after {at.at.isoformat()}")
    return not faults
