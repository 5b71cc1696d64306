"""`Idempotency-Key` on the machine API's POSTs, and the table behind it, on both databases."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from agent.service.auth import routes_of
from agent.service.database import Database
from agent.service.idempotency import Answer, Attempt, IdempotencyKeyReused, IdempotencyKeys, InProgress
from issuer import tables
from issuer.domain.scope import Scope
from tests.contract.issuer.conftest import client_of
from tests.contract.issuer.keys import API_KEY
from tests.contract.issuer.test_api_keys import make
from tests.contract.moving_clock import MovingClock

pytestmark = pytest.mark.asyncio

ANSWER = Answer(201, (("content-type", "application/json"),), b'{"a":"\xc3\xa4"}')
WANTED = {"name": "Ward system", "scopes": ["offers:read"]}


def attempt(**changed: object) -> Attempt:
    given: dict[str, object] = {"caller": "operator", "path": "/v1/x", "key": "k", "secret": "s", "content": b"{}"}
    return Attempt(**(given | changed))


@pytest.fixture
def clock() -> MovingClock:
    """It begins now: an issuer beside it deletes what is old."""
    clock = MovingClock()
    clock.now = datetime.now(UTC)
    return clock


@pytest.fixture
def keys(database: Database, clock: MovingClock) -> IdempotencyKeys:
    return IdempotencyKeys(database, tables.idempotency_keys, clock=clock)


async def claimed(keys: IdempotencyKeys, wanted: Attempt) -> str:
    claim = await keys.begin(wanted)
    assert isinstance(claim, str)
    return claim


async def test_what_was_answered_is_answered_again_and_only_to_the_same_request(keys: IdempotencyKeys) -> None:
    await keys.finish(attempt(), await claimed(keys, attempt()), ANSWER)
    assert await keys.begin(attempt()) == ANSWER
    for another in (attempt(content=b"{ }"), attempt(secret="another")):
        with pytest.raises(IdempotencyKeyReused):
            await keys.begin(another)
    for stranger in (attempt(caller="api-key:1"), attempt(path="/v1/y"), attempt(key="l")):
        await claimed(keys, stranger)


async def test_while_the_first_is_carried_out_the_second_is_told_to_wait(
    keys: IdempotencyKeys, clock: MovingClock
) -> None:
    claim = await claimed(keys, attempt())
    for _ in range(3):
        clock.pass_(seconds=50)
        await keys.renew(attempt(), claim)
        with pytest.raises(InProgress):
            await keys.begin(attempt())


async def test_the_claim_of_a_process_that_died_is_taken_over_and_its_late_answer_is_not_kept(
    keys: IdempotencyKeys, clock: MovingClock
) -> None:
    dead = await claimed(keys, attempt())
    clock.pass_(seconds=61)
    alive = await claimed(keys, attempt())
    await keys.finish(attempt(), dead, Answer(500, (), b"late"))
    await keys.give_up(attempt(), dead)
    with pytest.raises(InProgress):
        await keys.begin(attempt())
    await keys.finish(attempt(), alive, ANSWER)
    assert await keys.begin(attempt()) == ANSWER


async def test_of_many_at_once_one_is_carried_out(keys: IdempotencyKeys) -> None:
    begun = await asyncio.gather(*(keys.begin(attempt()) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(each, str) for each in begun) == 1
    assert sum(isinstance(each, InProgress) for each in begun) == 7


async def test_after_24_hours_a_key_is_forgotten(keys: IdempotencyKeys, clock: MovingClock) -> None:
    await keys.finish(attempt(), await claimed(keys, attempt()), ANSWER)
    clock.pass_(hours=24)
    assert await keys.begin(attempt()) == ANSWER and await keys.purge() == 0
    clock.pass_(seconds=1)
    await claimed(keys, attempt(content=b"another"))
    clock.pass_(hours=25)
    assert await keys.purge() == 1


async def test_a_post_sent_again_makes_nothing_twice_and_shows_its_secret_again_to_the_same_caller(
    clerk: httpx.AsyncClient, database: Database
) -> None:
    key = {"Idempotency-Key": '"first"'}
    first = await clerk.post("/v1/api-keys", json=WANTED, headers=key)
    again = await clerk.post("/v1/api-keys", json=WANTED, headers=key)
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    assert again.headers["content-type"] == "application/json"
    assert len((await clerk.get("/v1/api-keys")).json()["api_keys"]) == 1
    other = await clerk.post("/v1/api-keys", json=WANTED | {"name": "Other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    async with database.reading() as connection:
        [kept] = (await connection.scalars(sa.select(tables.idempotency_keys.c.answer))).all()
    assert kept is not None and first.json()["key"].encode() not in kept and b"Ward" not in kept


async def test_what_failed_may_be_sent_again_under_the_same_key(clerk: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k"}
    assert (await clerk.post("/v1/api-keys", json={}, headers=key)).status_code == 422
    assert (await clerk.post("/v1/api-keys", json=WANTED, headers=key)).status_code == 201


async def test_one_that_is_still_carried_out_says_when_to_come_back(
    clerk: httpx.AsyncClient, database: Database
) -> None:
    content = b"\napplication/json\n{}"
    waiting = attempt(path="/v1/offers", secret=f"Bearer {API_KEY}", content=content)
    await IdempotencyKeys(database, tables.idempotency_keys).begin(waiting)
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await clerk.post("/v1/offers", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (409, "in-progress", "2")


async def test_a_key_of_no_form_is_refused(clerk: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for wrong in ["", "x" * 201, "a b", "\xe9"]:
        with subtests.test(wrong=wrong):
            headers = [(b"idempotency-key", wrong.encode("latin-1")), (b"authorization", f"Bearer {API_KEY}".encode())]
            answer = await clerk.post("/v1/api-keys", json=WANTED, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


async def test_a_stranger_and_a_caller_without_the_scope_leave_nothing_in_the_table(
    clerk: httpx.AsyncClient, running: FastAPI, database: Database
) -> None:
    weak = (await make(clerk, Scope.OFFERS_READ))["key"]
    for key, status in (("nobody", 401), (weak, 403)):
        async with client_of(running, Authorization=f"Bearer {key}") as client:
            answer = await client.post("/v1/api-keys", json=WANTED, headers={"Idempotency-Key": "k"})
            assert answer.status_code == status
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.idempotency_keys)) == 0


async def test_every_post_of_the_machine_api_heeds_the_key(running: FastAPI, clerk: httpx.AsyncClient) -> None:
    posts = [entry.path for entry in routes_of(running) if "POST" in entry.methods and "/v1/" in entry.path]
    assert len(posts) >= 5
    for path in posts:
        answer = await clerk.post(path.replace("{", "").replace("}", ""), headers={"Idempotency-Key": "a b"})
        assert answer.json()["code"] == "invalid-input" and "Idempotency-Key" in answer.json()["detail"]
