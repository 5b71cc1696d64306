"""All routes of the console."""

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.console import Console
from agent.console.outfit import Outfit
from verifier.console.act_words import ACT_WORDS
from verifier.console.navigation import PLACES, VERIFICATIONS
from verifier.console.routes.desk import desk_routes
from verifier.domain.act import RecordKind
from verifier.services.templates import Templates
from verifier.settings import Settings


def console_routes(settings: Settings, access: Access, templates: Templates) -> list[APIRouter]:
    console = Console(_outfit(settings.label), access, settings.public_url)
    return [*console.routes(), desk_routes(console.pages, console.doors, templates)]


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
    )
