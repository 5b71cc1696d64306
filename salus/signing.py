"""Signs the documents of an operator: the signature is put beside the document, and each is whole at any moment."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agent.detached_jws import sign
from agent.errors import Problem
from agent.signed_file import signature_path
from salus.command import run_command
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout

SigningKey = Annotated[
    Path | None, typer.Option("--key", help="Private JWK (Ed25519); else this machine's operator's.")
]


class NotToSign(Problem):
    """The document or the key cannot be used."""

    code = "document-not-signed"
    status = HTTPStatus.CONFLICT
    next_step = "Name a document of the right form, and a private JWK (Ed25519)."


def sign_file(path: Path, key: Path | None, directory: DataDirectory, check: Callable[[bytes], object]) -> Path:
    """The file of the signature, made by this key or by this machine's operator, if the document stands the check.

    Raises NotToSign, and Problems that the check raises.
    """
    try:
        document = path.read_bytes()
        private = key.read_text() if key else MachineLayout(directory, "").operator_key
        check(document)
        signature = sign(document, private)
    except (OSError, ValueError) as error:
        raise NotToSign(f"{path} cannot be signed ({type(error).__name__}: {error}).") from None
    _replace(signature_path(path), signature.encode())
    return signature_path(path)


def sign_and_tell(path: Path, key: Path | None, data_dir: Path, check: Callable[[bytes], object]) -> None:
    """A command of its own."""

    async def run() -> bool:
        signature = sign_file(path, key, DataDirectory(data_dir), check)
        Console(highlight=False).print(f"Signed: {signature}")
        return True

    run_command(run())


def write_signed(path: Path, document: bytes, key: str) -> None:
    """The signature first: what stands beside another document is refused, and tried again by who asks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(signature_path(path), sign(document, key).encode())
    _replace(path, document)


def _replace(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(target)
