"""What the reconciler works on: offers, by their id, and replacements, as `replacement:` and the old offer's id."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuer.replacement_store import ReplacementStore
from issuer.services.following import Following
from issuer.services.replacing import Replacing
from issuer.store import OfferStore

_REPLACEMENT = "replacement:"


def replacement_record(old_offer_id: str) -> str:
    return f"{_REPLACEMENT}{old_offer_id}"


@dataclass(frozen=True)
class Rounds:
    following: Following
    replacing: Replacing
    offers: OfferStore
    replacements: ReplacementStore

    async def refresh(self, record_id: str) -> None:
        if record_id.startswith(_REPLACEMENT):
            await self.replacing.advance(record_id.removeprefix(_REPLACEMENT))
        else:
            await self.following.refresh(record_id)

    async def open_ids(self) -> Sequence[str]:
        being_replaced = [replacement_record(offer_id) for offer_id in await self.replacements.open_ids()]
        return [*being_replaced, *await self.offers.open_ids(self.following.journal.clock())]
