"""All routes of the console."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.console import Console
from agent.console.navigation import HOME
from agent.console.outfit import Outfit
from issuer.console.act_words import ACT_WORDS
from issuer.console.card_styles import NAME as CARDS
from issuer.console.card_styles import card_styles
from issuer.console.navigation import BATCHES, PLACES, RECALLS
from issuer.console.routes.batches import BatchPages, batch_page_routes
from issuer.console.routes.correct import correct_routes
from issuer.console.routes.find import find_routes
from issuer.console.routes.new_offer import new_offer_routes
from issuer.console.routes.offers import OfferPages, offer_list_routes, one_offer_routes
from issuer.console.routes.recalls import RecallPages, recall_routes
from issuer.domain.act import RecordKind
from issuer.domain.credential_type import CredentialType
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
    console = Console(_outfit(settings.label, desk.offering.types), access, settings.public_url)
    pages, doors, names = console.pages, console.doors, console.names
    offers = OfferPages(
        desk.store, desk.links, desk.outbox, access.act_store, names, desk.revocation, desk.renewing,
        desk.offering.types, desks.replacements.replacing.store, desk.audited,
    )  # fmt: skip
    batches = BatchPages(desks.batches, desk.offering.types, access.act_store, names, desk.outbox)
    return [
        *console.routes(),
        offer_list_routes(pages, doors, offers),
        new_offer_routes(pages, doors, desk.offering),  # before one offer: its path would match an id's
        one_offer_routes(pages, doors, offers),
        correct_routes(pages, doors, offers, desks.replacements),
        find_routes(pages, doors, offers),
        *batch_page_routes(pages, doors, batches),
        *recall_routes(pages, doors, RecallPages(offers, desks.revocations)),
    ]


def _outfit(label: str, types: Mapping[str, CredentialType]) -> Outfit:
    return Outfit(
        label=label,
        package="issuer.console",
        places=PLACES,
        first_page="the offers",
        act_words=ACT_WORDS,
        record_pages={RecordKind.OFFER: f"{HOME}/offers", RecordKind.RECALL: RECALLS, RecordKind.BATCH: BATCHES},
        live_events=("offer.changed", "replacement.changed", "batch.changed"),
        cookies="salus",
        styles={CARDS: card_styles(types.values())},
    )
