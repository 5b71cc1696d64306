"""Saves and retires templates here, as the editor's page and the API do; every edition is kept, with who made it.

A new version has to be higher than every one that is known of the template, whether from a file, saved, or asked by:
so the higher number always is the later word, and no version ever has two contents.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import Conflict, NotFound
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.logging import declare_fields, get_logger
from verifier.domain.act import ActKind
from verifier.domain.template import Template
from verifier.domain.version import next_version, version_number
from verifier.services.templates import Templates, content_of
from verifier.store.saved_templates import SavedEdition, SavedTemplateStore
from verifier.store.templates import AskedVersion, TemplateStore

declare_fields("template_id", "version")
log = get_logger(__name__)


class NotHigher(Conflict):
    """The version is not higher than all that are known of this template."""

    code = "template-version-not-higher"
    next_step = "Read the template in force, take its changes over, and give yours a higher version."


@dataclass(frozen=True)
class KnownVersions:
    """What is known of one template."""

    saved: Sequence[SavedEdition]
    """Saved and retired here, the newest first."""
    asked: Sequence[AskedVersion]
    """Asked by, the first one first."""
    in_files: Sequence[str]

    @property
    def highest(self) -> str | None:
        saved, asked = (each.version for each in self.saved), (each.version for each in self.asked)
        versions = [*saved, *asked, *self.in_files]
        return max(versions, key=version_number, default=None)

    @property
    def next(self) -> str:
        """The version to propose for a change."""
        return next_version(self.highest) if self.highest else "1.0"


@dataclass(frozen=True)
class TemplateKeeping:
    database: Database
    templates: Templates
    saved: SavedTemplateStore
    asked: TemplateStore
    acts: Acts
    clock: Clock = utc_now

    async def versions(self, template_id: str) -> KnownVersions:
        saved, asked = await self.saved.history(template_id), await self.asked.versions(template_id)
        return KnownVersions(saved, asked, tuple(self.templates.versions_of_files(template_id)))

    async def save(self, template: Template, by: Actor) -> None:
        """Put a new version in force; one that is in force already may be sent again. Raises NotHigher."""
        async with self.acts.refusals(by, ActKind.TEMPLATE_SAVED, template.id):
            await self._save(template, by)

    async def _save(self, template: Template, by: Actor) -> None:
        known = await self.versions(template.id)
        if known.highest is not None and version_number(template.version) <= version_number(known.highest):
            if (await self.templates.catalogue()).in_force.get(template.id) == template:
                return
            raise NotHigher(f"There is a version {known.highest} of this template, and yours is {template.version}.")
        await self._add(known, template.id, template.version, template, by)

    async def retire(self, template_id: str, by: Actor) -> None:
        """Offer it no more. Raises NotFound, NotHigher."""
        async with self.acts.refusals(by, ActKind.TEMPLATE_RETIRED, template_id):
            await self._retire(template_id, by)

    async def _retire(self, template_id: str, by: Actor) -> None:
        found = await self.templates.catalogue()
        template = found.in_force.get(template_id)
        if template is not None:
            await self._add(await self.versions(template_id), template_id, template.version, None, by)
        elif template_id not in found.retired:
            raise NotFound("There is no such request template in force.")

    async def _add(
        self, known: KnownVersions, template_id: str, version: str, template: Template | None, by: Actor
    ) -> None:
        number = known.saved[0].number + 1 if known.saved else 1
        content = content_of(template) if template else None
        edition = SavedEdition(template_id, number, version, content, self.clock(), by)
        kind = ActKind.TEMPLATE_SAVED if template else ActKind.TEMPLATE_RETIRED
        async with self.database.transaction() as transaction:
            if not await self.saved.add(transaction, edition):
                raise NotHigher("Somebody else has changed this template at the same time.")
            await self.acts.note(transaction, by, kind, template_id)
        log.info("template.saved" if template else "template.retired", template_id=template_id, version=version)
