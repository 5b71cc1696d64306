"""Every operation of the interface description, with a good body of its own, and somebody else's ids to try it with.

Nothing is listed by hand: a new route is tried by being described, and its ids are found in the tables that keep a
person's rows (wallet_api/store/owned.py). Only a new kind of row has to be added to `of_others`.
"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from agent.service.database import Database
from tests.contract.wallet_api.patients import (
    Patient,
    add_consent,
    add_emergency,
    add_record,
    add_rows,
    disclosure,
    offer,
    request,
    scan,
    stored,
)
from wallet_api.store.owned import OF_ACCOUNT, OF_WALLET

DESCRIPTION = Path(str(files("wallet_api"))) / "app" / "openapi.json"
JSON = "application/json"
OF_ONE = "/v1/wallets/{wallet_id}"
Json = dict[str, Any]
THE_FIRST = settings(phases=[Phase.generate], derandomize=True, database=None)
"""Always the same that is found, without a search for a shorter one."""


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    body: bytes
    """With what the description demands and no more."""
    media_type: str | None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.path))

    async def ask(
        self, client: httpx.AsyncClient, ids: Mapping[str, str], headers: Mapping[str, str]
    ) -> httpx.Response:
        sent = dict(headers) | ({"content-type": self.media_type} if self.media_type else {})
        async with asyncio.timeout(10):  # a stream that opens would not end
            return await client.request(self.method, self.path.format(**ids), headers=sent, content=self.body)


@cache
def operations() -> Sequence[Operation]:
    """Of the description that the web app's client is made of; a test holds it to be the service's own."""
    described = json.loads(DESCRIPTION.read_text())
    return [
        Operation(method.upper(), path, *_body(operation, described))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


async def of_others(client: httpx.AsyncClient, database: Database, patient: Patient) -> Mapping[str, list[str]]:
    """One row at least of each kind in this patient's wallet; answers the ids that no table of theirs has."""
    wallet_id = patient.wallet.id
    asked, held = request(wallet_id), stored(wallet_id)
    await add_rows(
        database, scan(wallet_id), offer(wallet_id), held, asked, disclosure(asked, held.credential_id or "")
    )
    await add_consent(database, wallet_id)
    await add_record(database, wallet_id)
    await add_emergency(database, wallet_id)
    await client.patch(patient.at, json={"label": "New"}, headers=patient.headers)
    happened = (await client.get(f"{patient.at}/happened", headers=patient.headers)).json()["happened"]
    return {"event_id": [each["event_id"] for each in happened]}


async def rows_of(database: Database, patient: Patient) -> Mapping[str, Sequence[Json]]:
    """Everything that is kept of a patient and their wallet, by table."""
    found: dict[str, Sequence[Json]] = {}
    async with database.reading() as connection:
        for every, owner in ((OF_WALLET, patient.wallet.id), (OF_ACCOUNT, patient.account_id)):
            for owned in every:
                rows = await connection.execute(sa.select(owned.table).where(owned.of(owner)))
                found[owned.table.name] = [*found.get(owned.table.name, []), *(dict(row._mapping) for row in rows)]
    return found


def ids_of(rows: Mapping[str, Sequence[Json]], further: Mapping[str, list[str]], name: str) -> list[str]:
    """What a path's parameter of this name can be: `offer_id` is the id of an offer, or stands in a column so named."""
    kind = name.removesuffix("_id") + "s"
    found = [row["id"] for table, every in rows.items() if table.endswith(kind) for row in every if "id" in row]
    found += further.get(name, [])
    found += [row[name] for every in rows.values() for row in every if row.get(name)]
    assert found or not name.endswith("_id"), f"no row has a {name}: let of_others() add one"
    return list(dict.fromkeys(found)) or ["0" * 64]


def _body(operation: Json, described: Json) -> tuple[bytes, str | None]:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return b"", None
    if JSON in content:
        return json.dumps(_smallest(content[JSON]["schema"], described)).encode(), JSON
    return b"x", next(iter(content))


def _smallest(schema: Json, described: Json) -> Any:
    schema = _plain(schema, described)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            return {name: _smallest(schema["properties"][name], described) for name in schema.get("required", [])}
        case "array":
            return [_smallest(schema["items"], described)] * schema.get("minItems", 1)
        case "string":
            return _text(schema.get("pattern", ""), schema.get("minLength", 1))
        case kind:
            return False if kind == "boolean" else schema.get("minimum", 1)


def _plain(schema: Json, described: Json) -> Json:
    """What it refers to; of several, the first."""
    if "$ref" in schema:
        return _plain(described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], described)
    choices = next((schema[word] for word in ("anyOf", "oneOf", "allOf") if word in schema), None)
    return _plain(choices[0], described) if choices else schema


@cache
def _text(pattern: str, shortest: int) -> str:
    if not pattern:
        return "x" * shortest
    return find(st.from_regex(pattern, fullmatch=True), lambda text: len(text) >= shortest, settings=THE_FIRST)
