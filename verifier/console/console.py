"""All routes of the console."""

from importlib.resources import files

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.console import Console
from agent.console.outfit import Outfit
from agent.service.clock import Clock
from verifier.console.act_words import ACT_WORDS
from verifier.console.navigation import PLACES, VERIFICATIONS
from verifier.console.routes.desk import DeskPages, desk_routes
from verifier.console.routes.verification import VerificationPages, verification_page_routes
from verifier.domain.act import RecordKind
from verifier.routes.verifications import VerificationDesk
from verifier.services.templates import Templates
from verifier.settings import Settings

_STATIC = files("verifier.console") / "static"


def console_routes(
    settings: Settings, access: Access, desk: VerificationDesk, templates: Templates, clock: Clock
) -> list[APIRouter]:
    console = Console(_outfit(settings.label), access, settings.public_url)
    pages, doors, names, acts = console.pages, console.doors, console.names, access.act_store
    return [
        *console.routes(),
        desk_routes(pages, doors, DeskPages(templates, desk.store, acts, names, clock, settings.language)),
        *verification_page_routes(pages, doors, VerificationPages(desk, templates, acts, names, clock)),
    ]


def _outfit(label: str) -> Outfit:
    return Outfit(
        label=label,
        package="verifier.console",
        places=PLACES,
        first_page="the questions that can be asked",
        act_words=ACT_WORDS,
        record_pages={RecordKind.VERIFICATION: VERIFICATIONS},
        live_events=("verification.changed",),
        cookies="salus-verifier",
        styles={"desk.css": (_STATIC / "desk.css").read_bytes()},
        scripts={"desk.js": (_STATIC / "desk.js").read_bytes()},
        clerk="Desk",
    )
