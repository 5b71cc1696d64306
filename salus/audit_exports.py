"""`salus audit export`, `check`, `check-ledger`: a whole log fetched, examined, and its anchors asked of the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx

from agent.audit.anchor_proof import Anchored, AnchorRefused, check_anchor
from agent.audit.c2sp.checkpoint import Checkpoint
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.evidence import Trust, read_trust
from agent.audit.examining import Examined, examine
from agent.audit.exported import ExportBroken, export, read_export
from agent.errors import Conflict, InvalidInput, Problem
from agent.ledger.anchors import PARTS, find_anchor
from agent.ledger.client import Ledger
from agent.protocol import AgentRole
from agent.tls import known_roots
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout

TIMEOUT_S = 30.0


class LogNotGiven(Problem):
    """The service does not answer, or does not give its log."""

    code = "log-not-given"
    status = HTTPStatus.BAD_GATEWAY
    next_step = "See that it is up, and that the key has the scope 'audit:read'."


@dataclass(frozen=True)
class LogSource:
    url: str
    key: str = field(repr=False)


def log_source(service: str, key_file: Path | None, directory: DataDirectory) -> LogSource:
    """A service of this machine by its name, or one elsewhere by its address and key. Raises InvalidInput."""
    if service in list(AgentRole):
        layout = MachineLayout(directory, "")
        return LogSource(layout.url(AgentRole(service)), layout.api_key(AgentRole(service)))
    if key_file is None:
        raise InvalidInput("A service elsewhere needs its key.", next_step="Name its file with --key-file.")
    try:
        return LogSource(service.rstrip("/"), key_file.read_text().strip())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The file of the key cannot be read ({type(error).__name__}).") from None


async def export_log(source: LogSource, directory: Path) -> int:
    """How many entries were fetched, together with what evidence is checked by. Raises LogNotGiven, Conflict."""
    headers = {"authorization": f"Bearer {source.key}"}
    async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT_S, verify=known_roots()) as http:

        async def get(path: str) -> bytes:
            return (await http.get(f"{source.url}/v1/audit/{path}")).raise_for_status().content

        try:
            size = await export(get, directory)
            (directory / "trust.json").write_bytes(await get("trust"))
        except FileExistsError:
            raise Conflict("This directory is there already.", next_step="Name one that is not.") from None
        except httpx.HTTPStatusError as error:
            raise LogNotGiven(f"The service answered {error.response.status_code}.") from None
        except (httpx.HTTPError, httpx.InvalidURL, FormatRefused) as error:
            raise LogNotGiven(f"The service gave no log ({type(error).__name__}).") from None
    return size


def examined(directory: Path, trust_file: Path) -> tuple[Examined, Trust]:
    """Raises InvalidInput."""
    try:
        trust = read_trust(trust_file.read_text())
        return examine(read_export(directory), trust), trust
    except (ExportBroken, FormatRefused, OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The log cannot be examined: {error}.") from None


async def asked_of_ledger(found: Examined, trust: Trust, ledger: Ledger) -> list[str]:
    """What is wrong with the anchors, as the ledger says; nothing if each stands there as it does in the export.

    Raises LedgerUnavailable.
    """
    if trust.anchor is None:
        return ["Nobody said by which DID the log is anchored."]
    if ledger.network.genesis_sha256 != trust.anchor.genesis_sha256:
        return ["This is another ledger than the one that the log is anchored on."]
    faults = list[str]()
    for checkpoint, anchored in found.anchored:
        reply = await find_anchor(ledger, trust.anchor.did, checkpoint.digest)
        faults += _compared(checkpoint, anchored, reply, trust)
    return faults


def _compared(checkpoint: Checkpoint, anchored: Anchored, reply: object, trust: Trust) -> Iterator[str]:
    name = f"The checkpoint of {checkpoint.size} entries"
    if not isinstance(reply, dict) or trust.anchor is None:
        yield f"{name} is not on the ledger."
        return
    try:
        proof = {part: reply[part] for part in PARTS}
        on_ledger = check_anchor(proof, checkpoint.digest, trust.anchor.did, trust.anchor.verkey)
    except (KeyError, AnchorRefused) as refused:
        yield f"{name} does not stand on the ledger as it should: {refused}."
        return
    if on_ledger != anchored:
        yield f"{name} stands on the ledger as transaction {on_ledger.seq_no} of {on_ledger.at.isoformat()}."
