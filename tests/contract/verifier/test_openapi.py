"""The interface description has an example of every request and answer, and each is what the route reads or gives."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from agent.service.problems import ProblemBody
from tests.contract.verifier.conftest import Service

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_kind", ["sqlite"], scope="module")]
"""One kind will do: nothing of it is in the description."""

PICTURES = {"image/svg+xml", "image/png"}


def operations(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema and (context.path or "").startswith("/v1/"):
            for method in context.methods or ():
                yield method, (context.path or "").replace(":path", ""), route


def exactly(model: Any, value: Any) -> None:
    """Neither a field too few nor one too many."""
    adapter = TypeAdapter(model)
    read = adapter.validate_json(json.dumps(value))
    assert json.loads(adapter.dump_json(read)) == value


async def test_every_operation_has_examples_that_its_route_reads_and_gives(service: Service) -> None:
    paths = (await service.http.get("/openapi.json")).json()["paths"]
    found = list(operations(service.app))
    assert len(found) == sum(len(of) for path, of in paths.items() if path.startswith("/v1/")) > 20
    for method, path, route in found:
        operation = paths[path][method.lower()]
        assert operation["description"], (method, path)
        problem = operation["responses"]["default"]["content"]["application/problem+json"]["example"]
        exactly(ProblemBody, problem | {"errors": None, "failing": None})
        if route.body_field is not None:
            (content,) = operation["requestBody"]["content"].values()
            (body,) = route.dependant.body_params
            for each in content["examples"].values():
                TypeAdapter(body.field_info.annotation).validate_json(json.dumps(each["value"]))
        (answer,) = [value for status, value in operation["responses"].items() if status.startswith("2")]
        for media, content in answer.get("content", {}).items():
            if media not in PICTURES:
                assert content["examples"], (method, path)
            if media == "application/json" and route.response_model is not None:
                for each in content["examples"].values():
                    exactly(route.response_model, each["value"])
