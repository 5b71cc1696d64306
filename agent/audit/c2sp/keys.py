"""Keys of logs and witnesses: Ed25519, in one line of text each (C2SP signed-note, tlog-cosignature).

A log signs a checkpoint's text (type 0x01), a witness that text with the time in front of it (type 0x04).
"""

import hashlib
import re
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_base64
from agent.audit.c2sp.note import Note, SignatureLine, check_name

_PRIVATE = "PRIVATE+KEY+"
_PUBLIC_TEXT = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)")
_KEY_BYTES = 32
_COSIGNATURE_BYTES = 72


class KeyType(IntEnum):
    LOG = 1
    WITNESS = 4


class SignatureRefused(ValueError):
    """A signature in the name of a known key is not its own."""


@dataclass(frozen=True)
class PublicKey:
    name: str
    type: KeyType
    content: bytes

    @cached_property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + bytes([0x0A, self.type]) + self.content).digest()[:4]

    @property
    def text(self) -> str:
        """The vkey."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.type]) + self.content)}"

    def is_named_by(self, line: SignatureLine) -> bool:
        return line.name == self.name and line.key_id == self.key_id

    def check(self, body: str, line: SignatureLine) -> datetime | None:
        """That the line is this key's signature under a note's text; a witness says when. Raises SignatureRefused."""
        message, signature, at = body.encode(), line.signature, None
        if self.type is KeyType.WITNESS:
            if len(signature) != _COSIGNATURE_BYTES:
                raise SignatureRefused(f"{self.name} signed in no known form")
            (seconds,) = struct.unpack(">Q", signature[:8])
            message, signature, at = _cosigned(body, seconds), signature[8:], _moment(seconds)
        try:
            Ed25519PublicKey.from_public_bytes(self.content).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise SignatureRefused(f"{self.name} did not sign this") from None
        return at

    def has_signed(self, note: Note) -> bool:
        """Whether there is a signature in its name, and all that are hold. Raises SignatureRefused."""
        lines = [line for line in note.signatures if self.is_named_by(line)]
        for line in lines:
            self.check(note.body, line)
        return bool(lines)


@dataclass(frozen=True)
class PrivateKey:
    name: str
    type: KeyType
    seed: bytes = field(repr=False)

    @classmethod
    def draw(cls, name: str, type: KeyType) -> "PrivateKey":
        return cls(check_name(name), type, Ed25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.type, self._key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The skey, to keep secret."""
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{base64_of(bytes([self.type]) + self.seed)}"

    def sign(self, body: str) -> SignatureLine:
        """As a log."""
        _require(self.type, KeyType.LOG)
        return SignatureLine(self.name, self.public.key_id, self._key.sign(body.encode()))

    def cosign(self, body: str, at: datetime) -> SignatureLine:
        """As a witness."""
        _require(self.type, KeyType.WITNESS)
        seconds = int(at.timestamp())
        signature = struct.pack(">Q", seconds) + self._key.sign(_cosigned(body, seconds))
        return SignatureLine(self.name, self.public.key_id, signature)


def parse_public_key(text: str, type: KeyType) -> PublicKey:
    """A vkey. Raises FormatRefused, also for one of another type."""
    key_id, name, content = _parts(text, type)
    key = PublicKey(name, type, content)
    if key.key_id.hex() != key_id:
        raise FormatRefused("the key and its id differ")
    return key


def parse_private_key(text: str, type: KeyType) -> PrivateKey:
    """A skey. Raises FormatRefused, also for one of another type."""
    if not text.startswith(_PRIVATE):
        raise FormatRefused("not a private key")
    key_id, name, content = _parts(text.removeprefix(_PRIVATE), type)
    key = PrivateKey(name, type, content)
    if key.public.key_id.hex() != key_id:
        raise FormatRefused("the key and its id differ")
    return key


def _parts(text: str, type: KeyType) -> tuple[str, str, bytes]:
    found = _PUBLIC_TEXT.fullmatch(text)
    if found is None:
        raise FormatRefused("not a key")
    content = from_base64(found.group(3))
    if len(content) != 1 + _KEY_BYTES or content[0] != type:
        raise FormatRefused("a key of another type")
    return found.group(2), check_name(found.group(1)), content[1:]


def _require(type: KeyType, wanted: KeyType) -> None:
    if type is not wanted:
        raise ValueError("a key of another type")


def _cosigned(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise SignatureRefused("signed at no possible time") from None
