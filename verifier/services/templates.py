"""Which request templates are in force: those of the directory and those saved here, the higher version of each.

A version that was asked by never changes: a file that was changed without a new version number is refused, and what it
said before stays in force. A broken file is no template at all; asking by it says why. Both are told in the listing and
in the log, once for each change. What was saved here is read anew each time, so it counts in every process at once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.errors import NotFound
from agent.service.clock import Clock, utc_now
from agent.service.logging import declare_fields, get_logger
from verifier.domain.language import Language
from verifier.domain.template import Template
from verifier.domain.version import version_number
from verifier.files.template_files import TemplateDirectory, TemplateFile, TemplateRefused
from verifier.store.saved_templates import SavedEdition, SavedTemplateStore
from verifier.store.templates import Content, TemplateStore

CHANGED = "its content was changed, and its version was not; the content of before stays in force"
NO_KEY = "it keeps what is shown, and the settings have no key to encrypt that with"
SAVED_OTHERWISE = "this version was saved here with another content, which is in force"
OLD_FORM = "this version was kept in a form that is not read any more; give it a new number"
declare_fields("file")
log = get_logger(__name__)
_templates = TypeAdapter(Template)


def content_of(template: Template) -> dict[str, Any]:
    """A template as JSON."""
    content: dict[str, Any] = _templates.dump_python(template, mode="json")
    return content


def read_content(content: Content) -> Template:
    """Raises ValidationError."""
    return _templates.validate_python(content)


@dataclass(frozen=True)
class Refusal:
    """A file, or something saved here, that is not in force, and why."""

    file: str
    template_id: str
    reason: str


@dataclass
class Catalogue:
    in_force: dict[str, Template] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    retired: dict[str, SavedEdition] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Of those in force that come from a file: its name."""

    def refuse(self, file: str, template_id: str, reason: str) -> None:
        self.refused.append(Refusal(file, template_id, reason))


class Templates:
    def __init__(
        self,
        directory: TemplateDirectory,
        store: TemplateStore,
        saved: SavedTemplateStore,
        clock: Clock = utc_now,
        *,
        may_keep: bool = False,
    ) -> None:
        self._directory = directory
        self._store = store
        self._saved = saved
        self._clock = clock
        self._may_keep = may_keep
        self._told: frozenset[Refusal] = frozenset()

    async def catalogue(self) -> Catalogue:
        files = self._directory.files()
        times = Counter(file.template_id for file in files)
        known = await self._store.contents(
            [(file.template.id, file.template.version) for file in files if file.template is not None]
        )
        found = Catalogue()
        for file in files:
            if times[file.template_id] > 1:
                reason = f"there is another file of the template {file.template_id}"
                found.refuse(file.name, file.template_id, reason)
            elif file.template is None:
                found.refuse(file.name, file.template_id, file.reason or "")
            else:
                _add(found, file, file.template, known.get((file.template.id, file.template.version)))
        for edition in await self._saved.newest():
            _put_over(found, edition)
        if not self._may_keep:
            _leave_out_keeping(found)
        found.in_force = dict(sorted(found.in_force.items()))
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

    async def title(self, template_id: str, version: str) -> str:
        """In English, of a version that was asked by, whether or not it is still in force; its id if none was kept."""
        content = await self._store.find(template_id, version)
        return template_id if content is None else str(content["title"][Language.ENGLISH])

    async def keep(self, template: Template) -> None:
        """Keep the version that is asked by. Raises TemplateRefused if another process kept another content of it."""
        if await self._kept(template) is None:
            await self._store.keep(template.id, template.version, content_of(template), self._clock())
        if await self._kept(template) != template:
            raise TemplateRefused(f"The template {template.id} cannot be used: {CHANGED}.")

    def versions_of_files(self, template_id: str) -> Mapping[str, Template]:
        """What the directory's files say of it now, in force or not."""
        found = [file.template for file in self._directory.files() if file.template_id == template_id]
        return {template.version: template for template in found if template is not None}

    async def _kept(self, template: Template) -> Template | None:
        content = await self._store.find(template.id, template.version)
        return None if content is None else read_content(content)

    def _tell(self, found: Catalogue) -> None:
        refused = frozenset(found.refused)
        for refusal in refused - self._told:
            log.error("template.refused", file=refusal.file, sentence=refusal.reason)
        self._told = refused


def _add(found: Catalogue, file: TemplateFile, template: Template, content: Content | None) -> None:
    """As it was asked by, if it was."""
    try:
        kept = None if content is None else read_content(content)
    except ValidationError:
        found.refuse(file.name, file.template_id, OLD_FORM)
        return
    if kept is not None and kept != template:
        found.refuse(file.name, file.template_id, CHANGED)
    found.in_force[template.id] = kept or template
    found.files[template.id] = file.name


def _leave_out_keeping(found: Catalogue) -> None:
    for template in [each for each in found.in_force.values() if each.keep_for_s]:
        del found.in_force[template.id]
        file = found.files.pop(template.id, f"version {template.version}, saved here")
        found.refuse(file, template.id, NO_KEY)


def _put_over(found: Catalogue, edition: SavedEdition) -> None:
    """What was saved or retired here takes the place of a file that has no higher version."""
    template_id, number = edition.template_id, version_number(edition.version)
    from_file, file = found.in_force.get(template_id), found.files.get(template_id)
    if from_file is not None and version_number(from_file.version) > number:
        return
    found.in_force.pop(template_id, None)
    found.files.pop(template_id, None)
    if edition.content is None:
        found.retired[template_id] = edition
        return
    try:
        saved = read_content(edition.content)
    except ValidationError:
        found.refuse(f"version {edition.version}, saved here", template_id, OLD_FORM)
        return
    has_its_number = from_file is not None and version_number(from_file.version) == number
    if file is not None and has_its_number and from_file != saved:
        found.refuse(file, template_id, SAVED_OTHERWISE)
    found.in_force[template_id] = saved
