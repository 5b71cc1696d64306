"""The trust registry as the document that is signed: YAML, without what is usual."""

from typing import Any

import yaml
from pydantic import TypeAdapter

from verifier.domain.registry import Registry

_registries = TypeAdapter(Registry)


def document_of(registry: Registry) -> bytes:
    """It is read again by `trust_file.read_registry`."""
    content: dict[str, Any] = _registries.dump_python(registry, exclude_defaults=True, mode="json")
    return yaml.safe_dump({"sequence": registry.sequence, **content}, sort_keys=False, allow_unicode=True).encode()
