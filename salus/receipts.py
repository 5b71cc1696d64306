"""Checks the receipt of a verdict offline, by keys from a file or by this machine's key; draws such keys."""

import json
from http import HTTPStatus
from pathlib import Path

from agent.detached_jws import SignatureRefused, draw_key, public_part
from agent.errors import Problem
from agent.secret_file import write_new
from agent.signed_claims import Claims, read_claims, read_jwk_set
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from verifier.domain.receipt import TYP


class ReceiptRefused(Problem):
    """The file is no receipt of whoever has these keys."""

    code = "receipt-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = (
        "Take the receipt and the keys (/v1/receipt-keys) from the verifier again; if it stays so, trust it not."
    )


class KeyNotWritten(Problem):
    """The file for a new key cannot be made."""

    code = "key-not-written"
    status = HTTPStatus.CONFLICT
    next_step = "Name a file that is not there yet, in a directory that you may write to."


def check_receipt(receipt: Path, keys: Path | None, directory: DataDirectory) -> Claims:
    """What the receipt says, once its signature holds. Raises ReceiptRefused."""
    try:
        text = keys.read_text() if keys else public_part(MachineLayout(directory, "").receipt_key)
        return read_claims(receipt.read_text(), read_jwk_set(text), typ=TYP)
    except SignatureRefused as refused:
        raise ReceiptRefused(f"The receipt is refused: {refused}.") from None
    except (OSError, ValueError) as error:
        raise ReceiptRefused(f"The receipt or the keys cannot be read ({type(error).__name__}).") from None


def write_new_key(path: Path) -> str:
    """Draw a key and keep it where only its owner reads it; answers the public part. Raises KeyNotWritten."""
    key = draw_key()
    try:
        write_new(path, key)
    except OSError as error:
        raise KeyNotWritten(f"{path} cannot be written ({type(error).__name__}).") from None
    return public_part(key)


def shown(claims: Claims) -> str:
    return json.dumps(dict(claims), indent=2)
