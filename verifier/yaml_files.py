"""A YAML file read into the dataclasses of the domain; what is wrong is said together with the file's name."""

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails


class BrokenFile(ValueError):
    """The file does not hold what it should."""


def read_yaml[T](path: Path, kind: type[T]) -> T:
    """Raises BrokenFile, or OSError when the file cannot be read."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenFile(f"{path.name}: it is not YAML ({type(error).__name__})") from None
    try:
        return TypeAdapter(kind).validate_python(loaded)
    except ValidationError as error:
        raise BrokenFile(f"{path.name}: {_sentence(error.errors(include_url=False))}") from None


def _sentence(faults: Sequence[ErrorDetails]) -> str:
    return "; ".join(f"{_place(fault['loc'])}{fault['msg'].removeprefix('Value error, ')}" for fault in faults[:5])


def _place(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""
