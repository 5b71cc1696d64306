"""`salus wallet kept-disclosures`: fetches what the law keeps of who left, and opens it by the retention key, here."""

import base64
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

import httpx

from agent.errors import InvalidInput, Problem
from agent.protocol import AgentRole
from agent.secret_file import write_new
from agent.service.clock import utc_now
from agent.tls import known_roots
from salus.audit_exports import TIMEOUT_S, LogSource, log_source
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from wallet_api.domain.accounting import Accounting
from wallet_api.export.accounting import as_csv
from wallet_api.retention_key import KeyUnfit, draw_retention_key, opened, recipient_of
from wallet_api.routes.kept_disclosures import KEPT_PATH, SealedList
from wallet_api.services.tokens import digest


class NotGiven(Problem):
    """The service does not answer, or does not give what it keeps."""

    code = "kept-disclosures-not-given"
    status = HTTPStatus.BAD_GATEWAY
    next_step = "See that the wallet service is up, and that the key is the one of its API."


class RetentionKeyUnfit(Problem):
    """What is kept does not open by this key."""

    code = "retention-key-unfit"
    status = HTTPStatus.CONFLICT
    next_step = "Name a file with the secret keys (AGE-SECRET-KEY-1...), one a line, of all the time since."


def write_retention_key(path: Path) -> str:
    """Draw a key and keep it where only its owner reads it; answers the public part. Raises InvalidInput."""
    key = draw_retention_key()
    try:
        write_new(path, key)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written ({type(error).__name__}).") from None
    return recipient_of(key)


async def kept_disclosures(
    service: str | None, api_key: Path | None, retention_key: Path | None, receipt: str | None, data_dir: Path
) -> bytes:
    """As CSV: of everybody who left, or of who drew this receipt.

    Raises NotGiven, RetentionKeyUnfit, InvalidInput.
    """
    directory = DataDirectory(data_dir)
    keys = _keys(retention_key, directory)
    return told(await _fetched(log_source(service or AgentRole.WALLET, api_key, directory)), keys, receipt)


def told(found: SealedList, keys: Sequence[str], receipt: str | None) -> bytes:
    """As CSV, what belongs to one person together. Raises RetentionKeyUnfit."""
    try:
        kept = [opened(base64.b64decode(each.sealed), keys) for each in found.kept]
    except KeyUnfit as unfit:
        raise RetentionKeyUnfit(f"A disclosure does not open: {unfit}.") from None
    theirs = [each for each in kept if receipt is None or each.receipt_sha256 == digest(receipt)]
    rows = sorted(theirs, key=lambda each: (each.receipt_sha256, each.disclosed.at))
    return as_csv(Accounting(utc_now(), [each.disclosed for each in rows]))


def _keys(file: Path | None, directory: DataDirectory) -> list[str]:
    try:
        text = file.read_text() if file else MachineLayout(directory, "").retention_key
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The file of the key cannot be read ({type(error).__name__}).") from None
    return [each for each in text.split() if each]


async def _fetched(source: LogSource) -> SealedList:
    headers = {"authorization": f"Bearer {source.key}"}
    try:
        async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT_S, verify=known_roots()) as http:
            answer = (await http.get(f"{source.url}{KEPT_PATH}")).raise_for_status()
        return SealedList.model_validate_json(answer.content)
    except httpx.HTTPStatusError as error:
        raise NotGiven(f"The service answered {error.response.status_code}.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotGiven(f"The service gave nothing ({type(error).__name__}).") from None
