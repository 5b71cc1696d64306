"""Which request templates are in force: those of the directory, checked against the versions that were asked by.

A version that was asked by never changes: a file that was changed without a new version number is refused, and what it
said before stays in force. A broken file is no template at all; asking by it says why. Both are told in the listing and
in the log, once for each change.
"""

from collections import Counter
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from agent.errors import NotFound
from agent.service.clock import Clock, utc_now
from agent.service.logging import declare_fields, get_logger
from verifier.domain.template import Template
from verifier.files.template_files import TemplateDirectory, TemplateFile, TemplateRefused
from verifier.store.templates import TemplateStore

CHANGED = "its content was changed, and its version was not; the content of before stays in force"
NO_KEY = "it keeps what is shown, and the settings have no key to encrypt that with"
declare_fields("file")
log = get_logger(__name__)
_templates = TypeAdapter(Template)


@dataclass(frozen=True)
class Refusal:
    """A file that is not in force, and why."""

    file: str
    template_id: str
    reason: str


@dataclass
class Catalogue:
    in_force: dict[str, Template] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, file: TemplateFile, reason: str) -> None:
        self.refused.append(Refusal(file.name, file.template_id, reason))


class Templates:
    def __init__(
        self, directory: TemplateDirectory, store: TemplateStore, clock: Clock = utc_now, *, may_keep: bool = False
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._may_keep = may_keep
        self._told: frozenset[Refusal] = frozenset()

    async def catalogue(self) -> Catalogue:
        files = self._directory.files()
        times = Counter(file.template_id for file in files)
        found = Catalogue()
        for file in files:
            if times[file.template_id] > 1:
                found.refuse(file, f"there is another file of the template {file.template_id}")
            elif file.template is None:
                found.refuse(file, file.reason or "")
            elif file.template.keep_for_s and not self._may_keep:
                found.refuse(file, NO_KEY)
            else:
                await self._add(found, file, file.template)
        self._tell(found)
        return found

    async def find(self, template_id: str) -> Template:
        """Raises NotFound, TemplateRefused."""
        found = await self.catalogue()
        if template := found.in_force.get(template_id):
            return template
        for refusal in found.refused:
            if refusal.template_id == template_id:
                raise TemplateRefused(f"The template cannot be used: {refusal.file}: {refusal.reason}.")
        raise NotFound("There is no such request template.", next_step="Choose one of /v1/request-templates.")

    async def keep(self, template: Template) -> None:
        """Keep the version that is asked by. Raises TemplateRefused if another process kept another content of it."""
        if await self._kept(template) is None:
            content = _templates.dump_python(template, mode="json")
            await self._store.keep(template.id, template.version, content, self._clock())
        if await self._kept(template) != template:
            raise TemplateRefused(f"The template {template.id} cannot be used: {CHANGED}.")

    async def _add(self, found: Catalogue, file: TemplateFile, template: Template) -> None:
        try:
            kept = await self._kept(template)
        except ValidationError:
            found.refuse(file, "this version was kept in a form that is not read any more; give it a new number")
            return
        if kept is not None and kept != template:
            found.refuse(file, CHANGED)
        found.in_force[template.id] = kept or template

    async def _kept(self, template: Template) -> Template | None:
        content = await self._store.find(template.id, template.version)
        return None if content is None else _templates.validate_python(content)

    def _tell(self, found: Catalogue) -> None:
        refused = frozenset(found.refused)
        for refusal in refused - self._told:
            log.error("template.refused", file=refusal.file, sentence=refusal.reason)
        self._told = refused
