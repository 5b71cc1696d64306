"""Sealing what the database must not show: tokens of tenants, and invitations on their way to the agent.

Fernet (AES-128-CBC and HMAC-SHA256); the first key seals, every key opens, so that keys can be changed.
"""

from collections.abc import Sequence
from http import HTTPStatus

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from agent.errors import Problem


class SealBroken(Problem):
    """What was sealed cannot be opened with the keys at hand."""

    code = "wallet-locked"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Tell the operator: the key that sealed this wallet is missing from the settings."


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
            raise SealBroken("The wallet cannot be opened.") from None

    def reseal(self, sealed: str) -> str:
        """The same under the first key. Raises SealBroken."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken("The wallet cannot be opened.") from None
