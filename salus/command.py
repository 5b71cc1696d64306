"""What all commands of `salus` share: their options, and how one runs and ends."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from agent.errors import Problem

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
DEFAULT_DATA_DIR = Path(".salus")


def ledger_python() -> Path:
    """The interpreter of the ledger environment; `make` says which."""
    here = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("SALUS_LEDGER_PYTHON") or here / ".venv-ledger" / "bin" / "python")


def run_command(work: Coroutine[Any, Any, bool], *, as_json: bool = False) -> None:
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
