"""`salus wallet`: the registry of organisations, and what the law keeps of who left."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from salus.command import DEFAULT_DATA_DIR, DataDir, run_command
from salus.signing import SigningKey, sign_and_tell
from wallet_api.organisation_file import read_organisations

wallet_app = typer.Typer(no_args_is_help=True, help="The wallet.")


@wallet_app.command("sign")
def sign_organisations(
    registry: Annotated[Path, typer.Argument(help="The registry of organisations, with a higher sequence.")],
    key: SigningKey = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Sign a registry of organisations: its detached JWS is put beside it."""
    sign_and_tell(registry, key, data_dir, read_organisations)


@wallet_app.command("new-retention-key")
def new_retention_key(
    file: Annotated[Path, typer.Argument(help="Where the secret key is written; there must be no such file yet.")],
) -> None:
    """Draw a key for what the law keeps of who leaves, and print its public part for the service's settings."""

    from salus.retained import write_retention_key  # noqa: PLC0415 - the wallet service's parts, for no other command

    async def run() -> bool:
        print(write_retention_key(file))
        return True

    run_command(run())


@wallet_app.command("kept-disclosures")
def show_kept_disclosures(
    service: Annotated[
        str | None, typer.Option("--service", help="Address of a wallet service elsewhere; else this machine's.")
    ] = None,
    key_file: Annotated[Path | None, typer.Option("--key-file", help="Its API key, for one elsewhere.")] = None,
    retention_key: Annotated[
        Path | None, typer.Option("--retention-key", help="File with secret keys, one a line; else this machine's.")
    ] = None,
    receipt: Annotated[
        str | None, typer.Option("--receipt", help="Only what was disclosed of the person who drew this receipt.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Tell as CSV what was disclosed of those who left, as long as the law keeps it. On the log it is an event."""

    from salus.retained import kept_disclosures  # noqa: PLC0415 - as above

    async def run() -> bool:
        sys.stdout.buffer.write(await kept_disclosures(service, key_file, retention_key, receipt, data_dir))
        return True

    run_command(run())
