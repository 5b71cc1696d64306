"""A YAML file read into the dataclasses of a domain; what is wrong is said together with the file's name."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

Whys = Mapping[tuple[int | str, ...], str]
"""By place in the data, what deserves more than "unexpected"."""
_NO_WHYS: Whys = {}


class _Loader(yaml.CSafeLoader):
    """Refuses a name that stands twice in one place: YAML takes the last, and the first may be the safeguard."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(names)) != len(names):
            raise yaml.constructor.ConstructorError(None, None, "a name stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


class BrokenFile(ValueError):
    """The file does not hold what it should."""


def read_yaml[T](path: Path, kind: type[T]) -> T:
    """Raises BrokenFile, or OSError when the file cannot be read."""
    try:
        return read_data(parse_yaml(path.read_bytes()), kind)
    except BrokenFile as error:
        raise BrokenFile(f"{path.name}: {error}") from None


def parse_yaml(content: bytes) -> object:
    """Raises BrokenFile."""
    try:
        return yaml.load(content.decode("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BrokenFile(f"it is not YAML ({type(error).__name__})") from None


def read_data[T](data: object, kind: type[T], whys: Whys = _NO_WHYS) -> T:
    """Raises BrokenFile with the reason, which repeats names of the file and none of another source."""
    try:
        found: T = _adapter(cast(Hashable, kind)).validate_python(data)
        return found
    except (ValidationError, RecursionError) as error:
        faults = error.errors(include_url=False) if isinstance(error, ValidationError) else []
        raise BrokenFile(_sentence(faults, whys)) from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Made once for each type, since that takes longer than to read a file."""
    return TypeAdapter(kind)


def _sentence(faults: Sequence[ErrorDetails], whys: Whys) -> str:
    return "; ".join(_fault(fault, whys) for fault in faults[:5]) or "it is nested too deeply"


def _fault(fault: ErrorDetails, whys: Whys) -> str:
    place = f"{'.'.join(map(str, fault['loc']))}: " if fault["loc"] else ""
    return f"{place}{whys.get(fault['loc'], fault['msg'].removeprefix('Value error, '))}"
