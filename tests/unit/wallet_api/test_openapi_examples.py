"""The examples of the interface description are what its routes read and give."""

import json
from typing import Any

import yaml
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from agent.service.openapi_examples import add_examples
from wallet_api.app import EXAMPLES
from wallet_api.describe import unstarted


def test_each_example_is_read_by_the_model_of_its_route() -> None:
    app, examples = unstarted(), yaml.safe_load(EXAMPLES.read_text())
    add_examples(app.openapi(), examples)  # fails for an operation that there is not
    routes: dict[str, Any] = {
        f"{method} {each.path}": each.original_route
        for each in iter_route_contexts(app.routes)
        for method in each.methods or ()
    }
    for operation, of in examples.items():
        route = routes[operation]
        for value in of.get("request", {}).values():
            (body,) = route.dependant.body_params
            TypeAdapter(body.field_info.annotation).validate_json(json.dumps(value))
        for value in of.get("response", {}).values():
            adapter = TypeAdapter(route.response_model)
            assert json.loads(adapter.dump_json(adapter.validate_json(json.dumps(value)))) == value
