"""Sealing what the database must not show: tokens, secrets of webhooks, invitations on their way to the agent.

Fernet (AES-128-CBC and HMAC-SHA256); the first key seals, every key opens, so that keys can be changed.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import AfterValidator, SecretStr

from agent.errors import Problem


class SealBroken(Problem):
    """What was sealed cannot be opened with the keys at hand."""

    code = "seal-broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Tell the operator: the key that sealed it is missing from the settings."


class Sealer:
    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken("What was sealed cannot be opened.") from None

    def reseal(self, sealed: str) -> str:
        """The same under the first key. Raises SealBroken."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken("What was sealed cannot be opened.") from None


def split_keys(value: SecretStr) -> list[str]:
    """The keys of a comma separated list, the one that seals first."""
    return [key.strip() for key in value.get_secret_value().split(",") if key.strip()]


def _fernet_keys(value: SecretStr) -> SecretStr:
    keys = split_keys(value)
    if not keys:
        raise ValueError("no key")
    for key in keys:
        Fernet(key)
    return value


FernetKeys = Annotated[SecretStr, AfterValidator(_fernet_keys)]
"""A Fernet key (32 bytes, URL-safe base64), or several, comma separated. The first one seals, all open; to rotate, put
a new one first, start, and drop the old one when nothing is sealed by it any more."""
