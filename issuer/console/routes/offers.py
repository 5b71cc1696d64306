"""The list of offers, searched and live, and one offer: its QR code, how far it is, its card, and revoking it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from markupsafe import Markup

from agent.access.act_store import ActStore
from agent.access.domain.act import Actor
from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.console.steps import Mark, marked
from agent.errors import InvalidInput, NotFound
from agent.service.links import Links
from agent.service.outbox import Outbox
from agent.service.qr import qr_svg
from agent.service.sse import EventStream, event_stream
from issuer.console.offer_words import reason_words, words_of
from issuer.console.replacement_words import ReplacementShown
from issuer.domain.act import RecordKind
from issuer.domain.card import Card, card_of
from issuer.domain.credential_type import CredentialType
from issuer.domain.offer import REVOCABLE, Offer, OfferState
from issuer.domain.offer_search import OfferSearch, as_id_part
from issuer.replacement_store import ReplacementStore
from issuer.services.audited import Audited
from issuer.services.offer_journal import ALL_OFFERS, stream_of
from issuer.services.renewing import Renewing
from issuer.services.revocation import Revocation
from issuer.store import OfferStore

SHOWN = 25
OfferId = Annotated[str, Path(pattern="^[0-9a-f-]{1,36}$")]
After = Annotated[int, Query(ge=0, le=2**62)]
_STEPS = (OfferState.OFFERED, OfferState.SCANNED, OfferState.REQUESTED, OfferState.ISSUED, OfferState.STORED)


@dataclass(frozen=True)
class OfferPages:
    """What these pages read and call."""

    store: OfferStore
    links: Links
    outbox: Outbox
    acts: ActStore
    names: NameBook
    revocation: Revocation
    renewing: Renewing
    types: Mapping[str, CredentialType]
    replacements: ReplacementStore
    audited: Audited

    async def there(self, offer_id: str) -> Offer:
        found = await self.store.find(offer_id)
        if found is None:
            raise NotFound("There is no offer of this id.")
        return found

    def title(self, offer: Offer) -> str:
        found = self.types.get(offer.credential_type)
        return found.title if found else offer.credential_type

    def card(self, offer: Offer) -> Card | None:
        """As the phone shows it; None once the values are deleted here."""
        found = self.types.get(offer.credential_type)
        return card_of(found, offer.attributes) if found and offer.attributes is not None else None

    async def seen_card(self, offer: Offer, by: Actor) -> Card | None:
        """The same for somebody who is about to see it."""
        card = self.card(offer)
        if card is not None:
            await self.audited.seen(RecordKind.OFFER, offer.offer_id, by)
        return card


def offer_list_routes(pages: Pages, doors: Doors, parts: OfferPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(HOME)
    async def offers(
        session: Here,
        offer: Annotated[str, Query(max_length=100)] = "",
        state: Annotated[str, Query(max_length=20)] = "",
        type: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[str | None, Query(pattern="^[0-9a-f-]{1,36}$")] = None,
    ) -> Response:
        part = as_id_part(offer)
        search = OfferSearch(part or "", _one_of(OfferState, state), type if type in parts.types else None)
        seen_id = await parts.outbox.latest_id(ALL_OFFERS)  # before the look, so that nothing falls in between
        last = await parts.there(after) if after else None
        found = await parts.store.page(last, SHOWN + 1, search) if part is not None else []
        return pages.show(
            "offers.html", session, here=HOME, offers=found[:SHOWN], more=len(found) > SHOWN, search=search,
            typed=offer, title=parts.title, words=words_of, states=list(OfferState), types=parts.types.values(),
            seen_id=seen_id, is_first_page=last is None,
        )  # fmt: skip

    @router.get(f"{HOME}/events", response_class=EventStream)
    async def events(request: Request, after: After = 0) -> EventStream:
        return event_stream(request, parts.outbox, ALL_OFFERS, after_id=after)

    return router


def one_offer_routes(pages: Pages, doors: Doors, parts: OfferPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(f"{HOME}/offers/{{offer_id}}")
    async def one(offer_id: OfferId, session: Here) -> Response:
        seen_id = await parts.outbox.latest_id(stream_of(offer_id))
        offer = await parts.there(offer_id)
        link, replacement = await parts.links.current(offer_id), await parts.replacements.find(offer_id)
        return pages.show(
            "offer.html", session, here=HOME, offer=offer, title=parts.title(offer), words=words_of(offer.state),
            card=await parts.seen_card(offer, session.actor), url=link.url if link else None, steps=_steps(offer),
            seen_id=seen_id,
            qr=Markup(qr_svg(link.url)) if link else None,  # noqa: S704 - our own SVG
            is_revocable=offer.state in REVOCABLE, is_renewable=Renewing.is_open_to(offer),
            acts=await parts.acts.of_record(offer_id),
            names=await parts.names.read(), reason=reason_words(offer.reason) if offer.reason else None,
            replacement=ReplacementShown.of(replacement) if replacement else None,
        )  # fmt: skip

    @router.get(f"{HOME}/offers/{{offer_id}}/events", response_class=EventStream)
    async def events(offer_id: OfferId, request: Request, after: After = 0) -> EventStream:
        await parts.there(offer_id)
        return event_stream(request, parts.outbox, stream_of(offer_id), after_id=after)

    @router.post(f"{HOME}/offers/{{offer_id}}/renew")
    async def renew(offer_id: OfferId, session: Here) -> Response:
        made = await parts.renewing.renew(offer_id, session.actor)
        return see(f"{HOME}/offers/{made.offer_id}")

    @router.get(f"{HOME}/offers/{{offer_id}}/revoke")
    async def ask(offer_id: OfferId, session: Here) -> Response:
        offer = await parts.there(offer_id)
        return pages.show("revoke.html", session, here=HOME, offer=offer, title=parts.title(offer))

    @router.post(f"{HOME}/offers/{{offer_id}}/revoke")
    async def revoke(offer_id: OfferId, session: Here) -> Response:
        await parts.revocation.revoke(offer_id, session.actor)
        return see(f"{HOME}/offers/{offer_id}")

    return router


def _steps(offer: Offer) -> list[tuple[str, Mark]]:
    """The way to the wallet; none off that way."""
    if offer.state not in _STEPS:
        return []
    is_end = offer.state is _STEPS[-1]
    return marked([words_of(state).label for state in _STEPS], len(_STEPS) if is_end else _STEPS.index(offer.state))


def _one_of[S: StrEnum](kind: type[S], value: str) -> S | None:
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise InvalidInput("There is no such state.") from None
