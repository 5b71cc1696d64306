"""Settings that are AES-256 keys: 32 random bytes in URL-safe base64, or several, comma separated.

The first one seals or wraps, all open; to rotate, a new one is put first.
"""

import base64
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from agent.envelope import KEY_BYTES


def aes_keys(value: SecretStr) -> list[bytes]:
    """The keys, in their order. Raises ValueError."""
    return [base64.urlsafe_b64decode(key.strip()) for key in value.get_secret_value().split(",") if key.strip()]


def _checked(value: SecretStr) -> SecretStr:
    keys = aes_keys(value)
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError("not a comma separated list of 32 random bytes each, in URL-safe base64")
    return value


AesKeys = Annotated[SecretStr, AfterValidator(_checked)]
