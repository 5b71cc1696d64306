"""The cards a wallet holds, and whether the ledger calls them revoked.

Decides: values come from the agent whenever they are shown; revocation costs a read of the ledger, so a known answer is
good for a short while, and no answer within seconds is "unknown", never "no".
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent.errors import AgentRecordNotFound, AgentRefused, AgentUnavailable, NotFound
from agent.ports import HeldCredential, HolderAgent
from agent.protocol import CredentialId
from agent.service.clock import Clock
from wallet_api.domain.card_face import Face, faces
from wallet_api.domain.card_state import CardState, state_of
from wallet_api.domain.card_type import CardType
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.schema import schema_name
from wallet_api.services.naming import Naming
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import OfferStore

KEPT = timedelta(seconds=30)
READ_TIMEOUT_S = 4.0
AT_ONCE = 4
MAX_KEPT = 10_000


@dataclass(frozen=True)
class Card:
    credential: HeldCredential
    revoked: bool | None
    face: Face
    state: CardState
    issuer: Organisation | None
    """None where the registry names nobody who issues under its definition."""
    claimed_label: str
    """What its issuer calls itself."""
    stored_at: datetime | None


class Cards:
    def __init__(
        self, wallets: Wallets, offers: OfferStore, types: Mapping[str, CardType], naming: Naming, clock: Clock
    ) -> None:
        self._wallets = wallets
        self._offers = offers
        self._types = types
        self._naming = naming
        self._clock = clock
        self._known: dict[tuple[str, CredentialId], tuple[bool, datetime]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def all(self, wallet_id: str, kinds: Collection[str] | None = None) -> Sequence[Card]:
        """`kinds`: of these types only, which spares the ledger the others."""
        holder = await self._wallets.holder(wallet_id)
        held = [each for each in await holder.credentials() if kinds is None or schema_name(each.schema_id) in kinds]
        revoked = await self.revoked(wallet_id, holder, [each.credential_id for each in held])
        origins = await self._offers.origins(wallet_id)
        stored_at = {card: origin.changed_at for card, origin in origins.items()}
        known = faces(held, self._types, stored_at, revoked)
        organisations, today = self._naming.current(), self._clock().date()
        return [
            Card(
                each, revoked[each.credential_id], known[each.credential_id],
                _state(revoked[each.credential_id], known[each.credential_id], today),
                organisations.issuing(each.cred_def_id),
                origins[each.credential_id].claimed_label if each.credential_id in origins else "",
                stored_at.get(each.credential_id),
            )
            for each in held
        ]  # fmt: skip

    async def find(self, wallet_id: str, credential_id: str) -> Card:
        for card in await self.all(wallet_id):
            if card.credential.credential_id == credential_id:
                return card
        raise NotFound("There is no such card in this wallet.")

    async def revoked(
        self, wallet_id: str, holder: HolderAgent, cards: Iterable[CredentialId], *, afresh: bool = False
    ) -> Mapping[CredentialId, bool | None]:
        """Per card: revoked, not revoked, or None where it cannot be told now."""
        wanted = tuple(dict.fromkeys(cards))
        found = await asyncio.gather(*(self._one(wallet_id, holder, card, afresh) for card in wanted))
        return dict(zip(wanted, found, strict=True))

    async def _one(self, wallet_id: str, holder: HolderAgent, card: CredentialId, afresh: bool) -> bool | None:
        known = self._known.get((wallet_id, card))
        if known is not None and not afresh and self._clock() - known[1] < KEPT:
            return known[0]
        try:
            async with asyncio.timeout(READ_TIMEOUT_S), self._slots:
                revoked = await holder.is_revoked(card)
        except (AgentUnavailable, AgentRefused, AgentRecordNotFound, TimeoutError):
            return None
        self._keep((wallet_id, card), revoked)
        return revoked

    def _keep(self, key: tuple[str, CredentialId], revoked: bool) -> None:
        if len(self._known) >= MAX_KEPT:
            self._known.clear()
        self._known[key] = (revoked, self._clock())


def _state(revoked: bool | None, face: Face, today: date) -> CardState:
    return state_of(revoked=revoked, replaced=face.replaced, until=face.until, today=today)
