"""Reads the credential types from their YAML files.

Decides: that one broken file ends the start, with a sentence that names the file and the fault, since a type that
silently lacks an attribute would be on the ledger for good. Leaves out: what a type is
(issuer.domain.credential_type).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from http import HTTPStatus
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from agent.errors import Problem
from issuer.domain.card_display import CardDisplay, CardWords, Colours
from issuer.domain.credential_type import AttributeType, CredentialType

PACKAGED = Path(__file__).parent / "credential_types"
_adapter = TypeAdapter(CredentialType)


class CredentialTypeBroken(Problem):
    """A file of a credential type cannot be used."""

    code = "credential-type-broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Correct the file and start again."


def load_credential_types(directory: Path = PACKAGED) -> Mapping[str, CredentialType]:
    """All types of a directory by name. Raises CredentialTypeBroken."""
    types: dict[str, CredentialType] = {}
    for path in sorted(directory.glob("*.yaml")):
        found = load_credential_type(path)
        if found.name in types:
            raise CredentialTypeBroken(
                f"Two files of {directory} describe the type '{found.name}', one is {path.name}."
            )
        types[found.name] = found
    if not types:
        raise CredentialTypeBroken(f"There is no credential type in {directory}.")
    return types


def load_credential_type(path: Path) -> CredentialType:
    """Raises CredentialTypeBroken."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        _refuse_unknown(content)
        return _adapter.validate_python(content)
    except ValidationError as error:
        raise CredentialTypeBroken(f"{path}: {'; '.join(_faults(error))}.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, _Unknown) as error:
        raise CredentialTypeBroken(f"{path}: {' '.join(str(error).split())}.") from error


class _Unknown(ValueError):
    """There is a field that no type has."""


def _refuse_unknown(content: object) -> None:
    """Dataclasses take no notice of further fields, so `requird: true` would be lost."""
    if not isinstance(content, Mapping):
        raise _Unknown("it is no mapping of names to values")
    _refuse_others(content, CredentialType, "the type")
    attributes = content.get("attributes")
    for position, attribute in enumerate(attributes if isinstance(attributes, list) else []):
        if isinstance(attribute, Mapping):
            _refuse_others(attribute, AttributeType, f"attribute {attribute.get('name', position)}")
    if isinstance(display := content.get("display"), Mapping):
        _refuse_others(display, CardDisplay, "the display")
        _refuse_others(_mapping(display.get("colours")), Colours, "the colours")
        for language, words in _mapping(display.get("words")).items():
            _refuse_others(_mapping(words), CardWords, f"the words in {language}")


def _mapping(content: object) -> Mapping[object, object]:
    """It, or an empty one where the types' own check will say what it should be."""
    return content if isinstance(content, Mapping) else {}


def _refuse_others(content: Mapping[object, object], model: type, where: str) -> None:
    known = {each.name for each in fields(model)}
    if others := sorted(str(name) for name in content if name not in known):
        raise _Unknown(f"{where} has a field that is not known: {', '.join(others)}")


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        place = ".".join(str(part) for part in fault["loc"])
        sentence = fault["msg"].removeprefix("Value error, ")
        yield f"{place}: {sentence}" if place else sentence
