"""The trust registry that is signed by the operator: from its file or by the API, newer editions only.

What is accepted is kept as it was signed, and its signature is looked at again whenever it is loaded. The newest
edition is in force, whichever way it came, so that all processes on one database trust the same issuers; an older file
beside it changes nothing. A file that is not signed, or wrongly, is a problem and not the registry of before: then
nobody is trusted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from agent.access.domain.act import SERVICE, Actor
from agent.access.services.acts import Acts
from agent.detached_jws import read_public_key
from agent.errors import Conflict, InvalidInput, Problem
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.logging import declare_fields, get_logger
from verifier.domain.act import ActKind
from verifier.domain.registry import Publisher, Registry
from verifier.files.signed_file import SignedRegistryDocument, SignedTrustFile, open_signed
from verifier.files.trust_file import TrustRegistryBroken
from verifier.store.registries import OWN, Edition, RegistryStore

declare_fields("sequence", "brought_by", "publisher")
log = get_logger(__name__)


class RegistryRefused(InvalidInput):
    """The document that was sent cannot be the trust registry."""

    code = "trust-registry-refused"
    next_step = "Correct the document, sign it again, and send both."


class NotNewer(Conflict):
    """There is an edition of this sequence or a higher one."""

    code = "trust-registry-not-newer"
    next_step = "Read the registry in force, take its changes over, and sign with a higher sequence."


class PublisherLeftOut(Problem):
    """Our registry does not name this publisher."""

    code = "publisher-unknown"
    status = HTTPStatus.NOT_FOUND
    next_step = "Enter it under 'publishers' in the trust registry."


@dataclass(frozen=True)
class TakenOver:
    """Another organisation's list, as far as we know it."""

    publisher: Publisher
    edition: Edition
    registry: Registry


@dataclass(frozen=True)
class SignedRegistry:
    database: Database
    file: SignedTrustFile
    store: RegistryStore
    acts: Acts
    key: Mapping[str, Any]
    clock: Clock = utc_now

    async def current(self) -> Registry:
        """What is in force, with the lists of publishers. Raises TrustRegistryBroken."""
        own = await self.own()
        return own.joined_by([(each.publisher, each.registry) for each in await self.lists(own)])

    async def own(self) -> Registry:
        """Our own entries only. Raises TrustRegistryBroken."""
        edition = await self.edition()
        return _opened(edition, self.key).content if edition else Registry()

    async def edition(self) -> Edition | None:
        """The one in force, a newer file taken up first. Raises TrustRegistryBroken."""
        offered, newest = self.file.read(), await self.store.newest()
        if offered is None or (newest is not None and newest.sequence > offered.content.sequence):
            return newest
        if newest is not None and newest.sequence == offered.content.sequence:
            if newest.document != offered.document:
                raise TrustRegistryBroken("The trust registry's file differs from the edition of this sequence.")
            return newest
        await self._add(offered, OWN, self.key, SERVICE)
        return await self.store.newest()

    async def replace(self, document: bytes, signature: str, by: Actor) -> None:
        """Put a newer edition in force. Raises RegistryRefused, NotNewer."""
        async with self.acts.refusals(by, ActKind.REGISTRY_REPLACED):
            await self.edition()
            offered = _offered(document, signature, self.key)
            if not await self._add(offered, OWN, self.key, by):
                raise NotNewer("The trust registry in force has this sequence or a higher one.")

    async def take_over(self, publisher_name: str, document: bytes, signature: str, by: Actor) -> Sequence[str]:
        """Take another organisation's list over; the types that it adds nothing of because it may not.

        Raises PublisherLeftOut, RegistryRefused, NotNewer, TrustRegistryBroken.
        """
        async with self.acts.refusals(by, ActKind.LIST_TAKEN_OVER):
            publisher = (await self.own()).publisher(publisher_name)
            if publisher is None:
                raise PublisherLeftOut("The trust registry names no publisher of this name.")
            offered = _offered(document, signature, publisher.key)
            if not await self._add(offered, publisher.name, publisher.key, by):
                raise NotNewer("The list that was taken over has this sequence or a higher one.")
        return sorted({entry.credential_type for entry in offered.content.entries} - set(publisher.may_add))

    async def look(self, document: bytes, signature: str, publisher_name: str = OWN) -> tuple[Registry, Registry]:
        """What is in force of this publisher, and what a signed document would put in its place; nothing is kept.

        Raises PublisherLeftOut, RegistryRefused, NotNewer, TrustRegistryBroken.
        """
        own = before = await self.own()
        key = self.key
        if publisher_name != OWN:
            publisher = own.publisher(publisher_name)
            if publisher is None:
                raise PublisherLeftOut("The trust registry names no publisher of this name.")
            key = publisher.key
            before = next((each.registry for each in await self.lists(own) if each.publisher == publisher), Registry())
        offered, newest = _offered(document, signature, key).content, await self.store.newest(publisher_name)
        if newest is not None and offered.sequence <= newest.sequence:
            raise NotNewer(f"The one in force has the sequence {newest.sequence}, and yours {offered.sequence}.")
        return before, offered

    async def lists(self, own: Registry) -> Sequence[TakenOver]:
        """Per publisher that our registry names its newest list, if that is signed by the key named there now."""
        found = []
        for publisher in own.publishers:
            edition = await self.store.newest(publisher.name)
            if edition is not None:
                try:
                    registry = _opened(edition, publisher.key).content
                except TrustRegistryBroken:
                    log.warning("trust_registry.list_left_out", publisher=publisher.name, sequence=edition.sequence)
                    continue
                found.append(TakenOver(publisher, edition, registry))
        return found

    async def history(self) -> Sequence[Edition]:
        return await self.store.history()

    async def _add(self, offered: SignedRegistryDocument, publisher: str, key: Mapping[str, Any], by: Actor) -> bool:
        sequence, signed_by = offered.content.sequence, read_public_key(key)
        brought_by = "file" if by == SERVICE else "api"
        act = ActKind.REGISTRY_REPLACED if publisher == OWN else ActKind.LIST_TAKEN_OVER
        edition = Edition(publisher, sequence, offered.document, offered.signature, signed_by, brought_by, self.clock())
        async with self.database.transaction() as transaction:
            added = await self.store.add(transaction, edition)
            if added:
                await self.acts.note(transaction, by, act, str(sequence))
        if added:
            log.info("trust_registry.in_force", sequence=sequence, brought_by=brought_by, publisher=publisher)
        return added


def _opened(edition: Edition, key: Mapping[str, Any]) -> SignedRegistryDocument:
    return open_signed(edition.document.encode(), edition.signature, key, f"edition {edition.sequence}")


def _offered(document: bytes, signature: str, key: Mapping[str, Any]) -> SignedRegistryDocument:
    try:
        return open_signed(document, signature, key, "the document")
    except TrustRegistryBroken as broken:
        raise RegistryRefused(broken.sentence) from None
