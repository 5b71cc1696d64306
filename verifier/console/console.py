"""All routes of the console."""

from dataclasses import dataclass

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.console import Console
from agent.console.outfit import Outfit
from verifier.console.act_words import ACT_WORDS
from verifier.console.navigation import PLACES, VERIFICATIONS
from verifier.console.routes.desk import desk_routes
from verifier.console.routes.edit_template import edit_routes
from verifier.console.routes.editor_files import editor_file_routes
from verifier.console.routes.next_registry import next_registry_routes
from verifier.console.routes.signed_registry import signed_registry_routes
from verifier.console.routes.template_pages import TemplatePages
from verifier.console.routes.templates import template_routes
from verifier.console.routes.trust import TrustPages, trust_routes
from verifier.domain.act import RecordKind
from verifier.files.card_files import read_card_types
from verifier.services.judging import ReadRegistry
from verifier.services.signed_registry import SignedRegistry
from verifier.services.template_keeping import TemplateKeeping
from verifier.services.templates import Templates
from verifier.settings import Settings


@dataclass(frozen=True)
class Desks:
    """What the pages call."""

    templates: Templates
    keeping: TemplateKeeping
    registry: ReadRegistry
    signed_registry: SignedRegistry | None


def console_routes(settings: Settings, access: Access, desks: Desks) -> list[APIRouter]:
    console = Console(_outfit(settings.label), access, settings.public_url)
    pages, doors = console.pages, console.doors
    editor = TemplatePages(pages, desks.keeping, read_card_types(), desks.registry, console.names)
    trust = TrustPages(
        pages, desks.registry, desks.signed_registry, settings.trust_registry.name, access.act_store, console.names,
        desks.keeping.clock,
    )  # fmt: skip
    return [
        *console.routes(),
        desk_routes(pages, doors, desks.templates),
        template_routes(editor, doors),
        edit_routes(editor, doors),
        editor_file_routes(pages, doors),
        trust_routes(trust, doors),
        next_registry_routes(trust, doors),
        signed_registry_routes(trust, doors),
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
    )
