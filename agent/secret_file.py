"""Secrets of one program: drawn at its first start, kept in a JSON file that only its owner reads, never defaulted."""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from agent.errors import InvalidInput


class SecretsDamaged(InvalidInput):
    """The file is there and not whole."""

    code = "secrets-damaged"
    next_step = "Restore it from a backup: with new secrets, what was encrypted under the old ones is lost."


def load_or_create(path: Path, draw: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """The secrets named in `draw`, from the file, or drawn and written (mode 0600).

    Raises SecretsDamaged; drawing anew instead would lock the program out of its own data.
    """
    try:
        return _read(path, draw)
    except FileNotFoundError:
        return _create(path, draw)


def write_new(path: Path, secret: str) -> None:
    """For its owner's eyes alone (mode 0600), and on the disk. Raises OSError where there is such a file."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, draw: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in draw}
    except (ValueError, KeyError, TypeError) as error:
        raise SecretsDamaged(f"The secrets in {path} are damaged ({type(error).__name__}).") from None


def _create(path: Path, draw: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    drawn = {name: make() for name, make in draw.items()}
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    write_new(unfinished, json.dumps(drawn))
    try:
        os.link(unfinished, path)  # unlike rename it never replaces what another process wrote meanwhile
    except FileExistsError:
        return _read(path, draw)
    finally:
        unfinished.unlink()
    return drawn
