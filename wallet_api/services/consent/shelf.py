"""What of a wallet can be shared: its cards and its records, each an item of consent.

An item's id begins with its shelf (`card:...`, `record:...`). A record is handed out as it was put in, a card as a FHIR
R4 Parameters resource of its values as they were signed: a reading, not a proof, which a presentation gives.
"""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from starlette.concurrency import iterate_in_threadpool

from agent.errors import NotFound
from agent.ports import HeldCredential
from agent.protocol import CredentialId
from wallet_api.domain.card_face import faces
from wallet_api.domain.card_type import LANGUAGES, CardType, Words
from wallet_api.domain.consent.asking import Item, Sensitivity
from wallet_api.domain.consent.place import place_for
from wallet_api.domain.record import CATEGORY_WORDS, Category
from wallet_api.domain.schema import schema_name
from wallet_api.services.cards import Cards
from wallet_api.services.records.record import Record
from wallet_api.services.records.records import Records
from wallet_api.services.wallets import Wallets

FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True)
class Shown:
    """An item as the patient knows it."""

    item: Item
    label: Words
    """Of its kind."""
    title: str
    day: date | None


def places(kinds: Collection[str]) -> Sequence[Shown]:
    """Where something of these kinds would be put in."""
    return [Shown(place_for(each), CATEGORY_WORDS[Category(each)], "", None) for each in kinds]


@dataclass(frozen=True)
class Content:
    media_type: str
    pieces: AsyncIterator[bytes] = field(repr=False)


class Shelf(Protocol):
    @property
    def kinds(self) -> Mapping[str, Words]:
        """What may be asked for, and what patients call it."""
        ...

    async def items(self, wallet_id: str, kinds: Collection[str]) -> Sequence[Shown]:
        """Those of these kinds. Raises NotFound where the wallet is being ended, and the agent's errors."""
        ...

    async def content(self, wallet_id: str, item_id: str) -> Content | None:
        """All of it was found whole. None if it is not there. Raises the agent's errors."""
        ...


@dataclass(frozen=True)
class Shelves:
    """Several as one: each kind stands on one of them, and so does each item."""

    shelves: Sequence[Shelf]

    @property
    def kinds(self) -> Mapping[str, Words]:
        return {kind: words for shelf in self.shelves for kind, words in shelf.kinds.items()}

    async def items(self, wallet_id: str, kinds: Collection[str]) -> Sequence[Shown]:
        return [each for shelf in self.shelves for each in await shelf.items(wallet_id, kinds)]

    async def content(self, wallet_id: str, item_id: str) -> Content | None:
        for shelf in self.shelves:
            if found := await shelf.content(wallet_id, item_id):
                return found
        return None


class RecordShelf:
    PREFIX = "record:"

    def __init__(self, records: Records) -> None:
        self._records = records

    @property
    def kinds(self) -> Mapping[str, Words]:
        return {category.value: words for category, words in CATEGORY_WORDS.items()}

    async def items(self, wallet_id: str, kinds: Collection[str]) -> Sequence[Shown]:
        if not set(kinds) & set(self.kinds):
            return []
        kept = [each for each in (await self._records.all(wallet_id)).records if each.about.media_type is not None]
        return [self._shown(each) for each in kept if each.about.category in kinds]

    async def content(self, wallet_id: str, item_id: str) -> Content | None:
        if not item_id.startswith(self.PREFIX):
            return None
        try:
            record, pieces = await self._records.read(wallet_id, item_id.removeprefix(self.PREFIX))
        except NotFound:
            return None
        return Content(str(record.about.media_type), iterate_in_threadpool(pieces))

    def _shown(self, record: Record) -> Shown:
        about = record.about
        item = Item(f"{self.PREFIX}{record.id}", about.category.value, about.sensitivity)
        return Shown(item, CATEGORY_WORDS[about.category], about.title, about.day)


class CardShelf:
    PREFIX = "card:"

    def __init__(self, wallets: Wallets, cards: Cards, types: Mapping[str, CardType]) -> None:
        self._wallets = wallets
        self._cards = cards
        self._types = types

    @property
    def kinds(self) -> Mapping[str, Words]:
        return {name: kind.label for name, kind in self._types.items()}

    async def items(self, wallet_id: str, kinds: Collection[str]) -> Sequence[Shown]:
        if not set(kinds) & set(self._types):
            return []  # the agent need not be asked
        held = await (await self._wallets.holder(wallet_id)).credentials()
        known = faces(held, self._types, {}, {})
        return [
            Shown(self._item(card), self._label(card), known[card.credential_id].title, known[card.credential_id].day)
            for card in held
            if schema_name(card.schema_id) in kinds
        ]

    async def content(self, wallet_id: str, item_id: str) -> Content | None:
        if not item_id.startswith(self.PREFIX):
            return None
        holder, wanted = await self._wallets.holder(wallet_id), item_id.removeprefix(self.PREFIX)
        held = [card for card in await holder.credentials() if card.credential_id == wanted]
        if not held:
            return None
        revoked = await self._cards.revoked(wallet_id, holder, [CredentialId(wanted)])
        resource = json.dumps(_parameters(held[0], revoked[CredentialId(wanted)]), ensure_ascii=False)
        return Content(FHIR_JSON, one_piece(resource.encode()))

    def _item(self, card: HeldCredential) -> Item:
        return Item(f"{self.PREFIX}{card.credential_id}", schema_name(card.schema_id) or "", Sensitivity.NORMAL)

    def _label(self, card: HeldCredential) -> Words:
        name = schema_name(card.schema_id) or ""
        kind = self._types.get(name)
        return kind.label if kind else dict.fromkeys(LANGUAGES, name)


async def one_piece(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _parameters(card: HeldCredential, revoked: bool | None) -> Mapping[str, Any]:
    about: list[dict[str, Any]] = [
        {"name": "schema_id", "valueString": card.schema_id}, {"name": "cred_def_id", "valueString": card.cred_def_id}
    ]  # fmt: skip
    if revoked is not None:
        about.append({"name": "revoked", "valueBoolean": revoked})
    values = [{"name": name, "valueString": value} for name, value in sorted(card.attributes.items()) if value]
    return {"resourceType": "Parameters", "parameter": [*about, {"name": "attributes", "part": values}]}
