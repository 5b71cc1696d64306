"""The request templates of a directory, one YAML file each, read at the start.

A file that is broken, or asks what could be answered by cheating, is refused with its name and the reason: a clinic is
better without its verifier than with a question that proves nothing. Left out: versions side by side, changes without a
restart.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from agent.errors import Problem
from verifier.domain.template import Template
from verifier.yaml_files import BrokenFile, read_yaml


class TemplateRefused(Problem):
    """A request template cannot be used."""

    code = "template-refused"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Correct the file and start again."


def load_templates(directory: Path) -> Mapping[str, Template]:
    """By id. Raises TemplateRefused."""
    templates: dict[str, Template] = {}
    for path in sorted(directory.glob("*.yaml")):
        template = _load(path)
        if template.id in templates:
            raise TemplateRefused(f"{path.name}: there is another template {template.id}.")
        templates[template.id] = template
    if not templates:
        raise TemplateRefused(f"There is no request template in {directory}.")
    return templates


def _load(path: Path) -> Template:
    try:
        return read_yaml(path, Template)
    except BrokenFile as error:
        raise TemplateRefused(f"{error}.") from None
    except OSError as error:
        raise TemplateRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
