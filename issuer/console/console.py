"""All routes of the console."""

from dataclasses import dataclass

from fastapi import APIRouter

from agent.access.access import Access
from issuer.console.act_words import NameBook
from issuer.console.card_styles import card_styles
from issuer.console.cookies import Cookies
from issuer.console.guards import Doors, Origin
from issuer.console.pages import Pages
from issuer.console.routes.api_keys import api_key_page_routes
from issuer.console.routes.batches import BatchPages, batch_page_routes
from issuer.console.routes.correct import correct_routes
from issuer.console.routes.find import find_routes
from issuer.console.routes.history import history_routes
from issuer.console.routes.new_offer import new_offer_routes
from issuer.console.routes.offers import OfferPages, offer_list_routes, one_offer_routes
from issuer.console.routes.recalls import RecallPages, recall_routes
from issuer.console.routes.sign_in import own_account_routes, sign_in_routes
from issuer.console.routes.static import static_routes
from issuer.console.routes.users import user_routes
from issuer.routes.batches import BatchDesk
from issuer.routes.offers import OfferDesk
from issuer.routes.replacements import ReplacementDesk
from issuer.routes.revocations import RevocationDesk
from issuer.settings import Settings


@dataclass(frozen=True)
class Desks:
    """What the pages call."""

    offers: OfferDesk
    replacements: ReplacementDesk
    revocations: RevocationDesk
    batches: BatchDesk


def console_routes(settings: Settings, access: Access, desks: Desks) -> list[APIRouter]:
    desk = desks.offers
    pages = Pages(settings.label)
    cookies = Cookies(is_https=settings.public_url.startswith("https:"))
    doors = Doors(access.sign_in, cookies, Origin.of(settings.public_url))
    names = NameBook(access.user_store, access.key_store)
    offers = OfferPages(
        desk.store, desk.links, desk.outbox, access.act_store, names, desk.revocation, desk.renewing,
        desk.offering.types, desks.replacements.replacing.store,
    )  # fmt: skip
    batches = BatchPages(desks.batches, desk.offering.types, access.act_store, names, desk.outbox)
    return [
        static_routes(card_styles(desk.offering.types.values())),
        sign_in_routes(pages, doors),
        own_account_routes(pages, doors, access.first_admin),
        offer_list_routes(pages, doors, offers),
        new_offer_routes(pages, doors, desk.offering),  # before one offer: its path would match an id's
        one_offer_routes(pages, doors, offers),
        correct_routes(pages, doors, offers, desks.replacements),
        find_routes(pages, doors, offers),
        *batch_page_routes(pages, doors, batches),
        *recall_routes(pages, doors, RecallPages(offers, desks.revocations)),
        history_routes(pages, doors, access.act_store, names),
        user_routes(pages, doors, access.users),
        api_key_page_routes(pages, doors, access.api_keys),
    ]
