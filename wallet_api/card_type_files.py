"""Reads how the types of cards look from their YAML files; a broken file ends the start."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import TypeAdapter, ValidationError

from agent.errors import Problem
from wallet_api.domain.card_type import CardType

PACKAGED = Path(__file__).parent / "card_types"
_adapter: TypeAdapter[CardType] = TypeAdapter(CardType)


class CardTypeBroken(Problem):
    """A file that says how a type of card looks cannot be used."""

    code = "card-type-broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Correct the file and start again."


@cache
def load_card_types(directory: Path = PACKAGED) -> Mapping[str, CardType]:
    """All types of a directory by name, read once. Raises CardTypeBroken."""
    return MappingProxyType({found.name: found for found in map(_load, sorted(directory.glob("*.yaml")))})


def _load(path: Path) -> CardType:
    try:
        return _adapter.validate_python(_prepared(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)))
    except (ValidationError, OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise CardTypeBroken(f"{path}: {' '.join(str(error).split())}.") from error


def _prepared(content: object) -> dict[object, object]:
    """The values of a scale are numbers only in the file."""
    if not isinstance(content, dict):
        raise ValueError("it is no mapping of names to values")
    attributes = content.get("attributes")
    for each in attributes.values() if isinstance(attributes, dict) else []:
        if isinstance(each, dict) and isinstance(each.get("values"), dict):
            each["values"] = {str(value): words for value, words in each["values"].items()}
    return content
