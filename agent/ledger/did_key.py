"""A DID of an Indy ledger with its Ed25519 key, as `did:sov` derives one from the other.

The DID is the first half of the verification key, so whoever has the seed has all of it.
"""

import secrets
from dataclasses import dataclass, field
from functools import cached_property

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agent.protocol import Did, Verkey

SEED_BYTES = 32


@dataclass(frozen=True)
class DidKey:
    """A signer on the ledger. Its seed never shows in a repr or a log."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes, not {len(self.seed)}")

    @classmethod
    def draw(cls) -> "DidKey":
        """A new one, at random."""
        return cls(secrets.token_bytes(SEED_BYTES))

    @property
    def did(self) -> Did:
        return Did(base58.b58encode(self._public_bytes[:16]).decode())

    @property
    def verkey(self) -> Verkey:
        """In full, in base58."""
        return Verkey(base58.b58encode(self._public_bytes).decode())

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return self._private_key.sign(message)

    @cached_property
    def _private_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def _public_bytes(self) -> bytes:
        return self._private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def full_verkey(did: Did, verkey: str) -> Verkey:
    """Undo the abbreviation `~...`, in which the ledger leaves out the half that is the DID."""
    if not verkey.startswith("~"):
        return Verkey(verkey)
    return Verkey(base58.b58encode(base58.b58decode(did) + base58.b58decode(verkey[1:])).decode())
