"""Examples of requests and answers in the interface description (OpenAPI 3.1, Media Type Object, `examples`).

A service keeps them as data: operation ("POST /v1/offers") -> `request` and `response` -> name -> value.
"""

from collections.abc import Mapping
from typing import Any

Examples = Mapping[str, Mapping[str, Mapping[str, Any]]]


def add_examples(document: dict[str, Any], examples: Examples) -> None:
    """Put each where it belongs. Raises KeyError for an operation that there is not, or that has no such content."""
    for name, of_operation in examples.items():
        method, _, path = name.partition(" ")
        operation = document["paths"][path][method.lower()]
        for part, named in of_operation.items():
            media = operation["requestBody"] if part == "request" else _success(operation)
            for content in media["content"].values():
                content["examples"] = {each: {"value": value} for each, value in named.items()}


def _success(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(value for status, value in operation["responses"].items() if status[0] == "2")
    return found
