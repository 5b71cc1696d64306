"""The request templates of a directory, one YAML file each, read again when they change.

A file that is broken, or asks what could be answered by cheating, is refused with its name and the reason, and takes no
other file down with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from agent.errors import Problem
from agent.yaml_files import BrokenFile, Whys, parse_yaml, read_data
from verifier.domain.template import Template

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,35}")
_WHYS: Whys = {
    ("prove",): "a predicate outside a group could be answered from another card; put it into the group",
    ("reveal",): "a value outside a group could be answered from another card; put it into the group",
}


class TemplateRefused(Problem):
    """A request template cannot be used."""

    code = "template-refused"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the author of the template: its file has to be corrected."


@dataclass(frozen=True)
class TemplateFile:
    """One file, and what it holds: a template, or the reason why it holds none."""

    name: str
    template_id: str
    """As the file says, or its name if it does not say one."""
    template: Template | None
    reason: str | None = None


class TemplateDirectory:
    def __init__(self, path: Path) -> None:
        """Raises TemplateRefused if there is no template at all: the path is wrong, most likely."""
        self._path = path
        self._known: Mapping[str, tuple[tuple[int, ...], TemplateFile]] = {}
        if not self.files():
            raise TemplateRefused(f"There is no request template in {path}.", next_step="Name another directory.")

    def files(self) -> tuple[TemplateFile, ...]:
        """As they are now, in the order of their names."""
        found: dict[str, tuple[tuple[int, ...], TemplateFile]] = {}
        for path in sorted(self._path.glob("*.yaml")):
            try:
                stat = path.stat()
                version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
                known = self._known.get(path.name)
                found[path.name] = known if known and known[0] == version else (version, _read(path))
            except OSError as error:
                broken = TemplateFile(path.name, path.stem, None, f"it cannot be read ({error.strerror})")
                found[path.name] = ((), broken)
        self._known = found
        return tuple(file for _, file in found.values())


def template_from(data: object) -> Template:
    """Raises BrokenFile with the reason."""
    return read_data(data, Template, _WHYS)


def _read(path: Path) -> TemplateFile:
    content = path.read_bytes()
    template_id = path.stem
    try:
        data = parse_yaml(content)
        template_id = _told_id(data) or template_id
        return TemplateFile(path.name, template_id, template_from(data))
    except BrokenFile as error:
        return TemplateFile(path.name, template_id, None, str(error))


def _told_id(data: object) -> str | None:
    told = data.get("id") if isinstance(data, dict) else None
    return told if isinstance(told, str) and _ID.fullmatch(told) else None
