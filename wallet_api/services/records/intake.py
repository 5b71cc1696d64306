"""Taking in the content of a record: checked, committed to and encrypted while it comes.

A document is never whole in memory. A FHIR resource is: its structure is checked, and its commitment is to its
canonical form (RFC 8785), so that white space and the order of members do not matter.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import BinaryIO

from agent.errors import InvalidInput, Problem
from agent.service.sealed_files import SealedWriter
from wallet_api.domain.fhir_resource import FhirUnreadable, canonical_resource
from wallet_api.domain.record import HEAD_BYTES, MediaType, is_what_it_says

SALT_BYTES = 32


class ContentUnfit(InvalidInput):
    """The content is not of the type that it says."""

    code = "content-unfit"
    next_step = "Send the file as it is, with its own Content-Type."


class ContentTooLarge(Problem):
    """The content is larger than a record may be."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    next_step = "Send a smaller file, or in parts, each a record of its own."


class ContentOther(InvalidInput):
    """The content is not the one that was signed."""

    code = "content-other"
    next_step = "Send the very bytes of which the statement has the SHA-256, or sign these."


def draw_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


class Intake:
    """One content on its way in; what it learns is there afterwards."""

    def __init__(self, media_type: MediaType, salt: str) -> None:
        self.media_type = media_type
        self.fhir_type: str | None = None
        self.size_bytes = 0
        self._as_sent = hashlib.sha256()
        self._digest = hashlib.sha256(bytes.fromhex(salt))

    @property
    def sha256(self) -> str:
        """Of the content as it came."""
        return self._as_sent.hexdigest()

    @property
    def commitment(self) -> str:
        return self._digest.hexdigest()

    async def take(self, content: AsyncIterator[bytes], file: BinaryIO, key: bytes, belongs_to: bytes) -> None:
        """Encrypt it into the file. Raises ContentUnfit, ContentTooLarge."""
        writer = SealedWriter(file, key, belongs_to)
        async for piece in self._checked(content):
            await asyncio.to_thread(writer.write, piece)
        await asyncio.to_thread(writer.finish)

    async def compare(self, content: AsyncIterator[bytes]) -> None:
        """Only learn its commitment. Raises ContentUnfit, ContentTooLarge."""
        async for _ in self._checked(content):
            pass

    def _checked(self, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        pieces = self._limited(content)
        return self._resource(pieces) if self.media_type is MediaType.FHIR else self._document(pieces)

    async def _limited(self, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        limit = self.media_type.max_bytes
        async for piece in content:
            self.size_bytes += len(piece)
            self._as_sent.update(piece)
            if self.size_bytes > limit:
                raise ContentTooLarge(f"A record of this type has at most {limit} bytes.")
            yield piece
        if not self.size_bytes:
            raise ContentUnfit("There is no content.")

    async def _document(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        head, is_checked = b"", False
        async for piece in pieces:
            self._digest.update(piece)
            if is_checked:
                yield piece
                continue
            head += piece
            if len(head) >= HEAD_BYTES:
                self._check(head)
                is_checked = True
                yield head
        if not is_checked:
            self._check(head)
            yield head

    def _check(self, head: bytes) -> None:
        if not is_what_it_says(self.media_type, head[:HEAD_BYTES]):
            raise ContentUnfit(f"This is no {self.media_type}.")

    async def _resource(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        whole = b"".join([piece async for piece in pieces])
        try:
            self.fhir_type, canonical = await asyncio.to_thread(canonical_resource, whole)
        except FhirUnreadable as fault:
            raise ContentUnfit(str(fault)) from None
        self._digest.update(canonical)
        yield whole
