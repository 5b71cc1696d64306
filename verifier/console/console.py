"""All routes of the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.console import Console
from agent.console.guards import Doors
from agent.console.navigation import Place
from agent.console.outfit import Outfit
from agent.console.pages import Pages
from agent.service.clock import Clock
from verifier.console.act_words import ACT_WORDS
from verifier.console.navigation import EMERGENCY, PLACES, READ_RECORDS, VERIFICATIONS
from verifier.console.routes.consents import consent_page_routes
from verifier.console.routes.desk import DeskPages, desk_routes
from verifier.console.routes.edit_template import edit_routes
from verifier.console.routes.emergencies import emergency_page_routes
from verifier.console.routes.next_registry import next_registry_routes
from verifier.console.routes.own_role import own_role_routes
from verifier.console.routes.signed_registry import signed_registry_routes
from verifier.console.routes.template_pages import TemplatePages
from verifier.console.routes.templates import template_routes
from verifier.console.routes.trust import TrustPages, trust_routes
from verifier.console.routes.verification import VerificationPages, verification_page_routes
from verifier.domain.act import RecordKind
from verifier.files.card_files import read_card_types
from verifier.routes.verifications import VerificationDesk
from verifier.services.consents import Consents
from verifier.services.emergencies import Emergencies
from verifier.services.judging import ReadRegistry
from verifier.services.signed_registry import SignedRegistry
from verifier.services.template_keeping import TemplateKeeping
from verifier.services.templates import Templates
from verifier.settings import Settings

_STATIC = files("verifier.console") / "static"


@dataclass(frozen=True)
class Desks:
    """What the pages call."""

    desk: VerificationDesk
    templates: Templates
    keeping: TemplateKeeping
    registry: ReadRegistry
    signed_registry: SignedRegistry | None
    consents: Consents | None
    """Of a verifier that asks for consent."""
    emergencies: Emergencies | None
    """Of the same."""

    @property
    def clock(self) -> Clock:
        return self.keeping.clock


def console_routes(settings: Settings, access: Access, desks: Desks) -> list[APIRouter]:
    places = (*PLACES, READ_RECORDS, EMERGENCY) if desks.consents else PLACES
    console = Console(_outfit(settings.label, places), access, settings.public_url)
    pages, doors, names, acts = console.pages, console.doors, console.names, access.act_store
    editor = TemplatePages(pages, desks.keeping, read_card_types(), desks.registry, names)
    trust = TrustPages(
        pages, desks.registry, desks.signed_registry, settings.trust_registry.name, acts, names, desks.clock
    )
    asking = DeskPages(desks.templates, desks.desk.store, acts, names, desks.clock, settings.language)
    verifications = VerificationPages(desks.desk, desks.templates, acts, names, desks.clock)
    return [
        *console.routes(),
        desk_routes(pages, doors, asking),
        *verification_page_routes(pages, doors, verifications),
        template_routes(editor, doors),
        edit_routes(editor, doors),
        trust_routes(trust, doors),
        next_registry_routes(trust, doors),
        signed_registry_routes(trust, doors),
        *(_consent_routes(pages, doors, desks.consents, verifications) if desks.consents else []),
        *([emergency_page_routes(pages, doors, desks.emergencies)] if desks.emergencies else []),
    ]


def _consent_routes(
    pages: Pages, doors: Doors, consents: Consents, verifications: VerificationPages
) -> Sequence[APIRouter]:
    return consent_page_routes(pages, doors, consents), own_role_routes(pages, doors, consents, verifications)


def _outfit(label: str, places: Sequence[Place]) -> Outfit:
    return Outfit(
        label=label,
        package="verifier.console",
        places=tuple(places),
        first_page="the questions that can be asked",
        act_words=ACT_WORDS,
        record_pages={RecordKind.VERIFICATION: VERIFICATIONS},
        live_events=("verification.changed",),
        cookies="salus-verifier",
        styles={name: (_STATIC / name).read_bytes() for name in ("desk.css", "editor.css")},
        scripts={name: (_STATIC / name).read_bytes() for name in ("desk.js", "editor.js")},
        clerk="Desk",
    )
