"""Other systems are told of every change: signed, in order, at least once, whatever they or we do in between."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from pydantic import SecretStr

from agent.service.links import LINK_PATHS
from agent.webhooks.domain.webhook import Webhook, WebhookState
from agent.webhooks.services import subscriptions
from agent.webhooks.services.delivering import BATCH, LEASE_S
from tests.contract.migrated import empty
from tests.contract.verifier.conftest import Bench, beside, settings_of
from tests.flows.waiting import eventually
from tests.sizes import sized
from tests.unit.verifier.asked import NOW
from tests.unit.webhooks.receiver import Receiver, Taken
from verifier import tables
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight
from verifier.settings import Settings

pytestmark = pytest.mark.asyncio

SEAL = Fernet.generate_key().decode()
BOTH = ["verification.changed", "verification.decided"]
WHOLE = ["draft", "waiting", "scanned", "answered", "decided"]
VALID = Decision(Outcome.VALID, None, (), NOW)
SHOWN = Sight(revealed={"vaccination": {"target_disease_code": "Zqplantedzq"}})


@dataclass
class Desk:
    """A verifier that has webhooks, over its API."""

    bench: Bench

    def __post_init__(self) -> None:
        self.bench.parts.outbox.poll_s = 3600  # whatever is delivered was so by a wake-up

    @property
    def http(self) -> httpx.AsyncClient:
        return self.bench.http

    async def subscribe(self, url: str, *event_types: str) -> Any:
        wanted = {"url": url, "event_types": list(event_types) or BOTH}
        response = await self.http.post("/v1/webhooks", json=wanted)
        assert response.status_code == 201, response.text
        return response.json()

    async def read(self, webhook_id: str) -> Any:
        return (await self.http.get(f"/v1/webhooks/{webhook_id}")).json()

    async def verification(self) -> str:
        """Asked, answered and decided."""
        asked = await self.bench.asked(State.ANSWERED)
        await self.bench.parts.journal.decided(asked, VALID, SHOWN)
        return str(asked.id)

    async def until(self, webhook_id: str, **wanted: object) -> Webhook:
        async def look() -> Webhook | None:
            found = await self.bench.parts.webhooks.store.find(webhook_id)
            return found if found and all(getattr(found, name) == value for name, value in wanted.items()) else None

        return await eventually(look, 10)

    async def until_free(self, webhook_id: str) -> None:
        """Until nobody delivers to it."""

        async def look() -> bool | None:
            async with self.bench.parts.database.reading() as connection:
                query = tables.webhooks.select().where(tables.webhooks.c.id == webhook_id)
                row = (await connection.execute(query)).one()
            return True if row.claim is None else None

        await eventually(look, 10)

    def later(self, **passed: float) -> None:
        self.bench.clock.move(timedelta(**passed).total_seconds())
        self.bench.parts.outbox.wake_all()


@contextlib.asynccontextmanager
async def delivering(bench: Bench) -> AsyncIterator[None]:
    task = asyncio.create_task(bench.parts.webhooks.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def another(desk: Desk, **changed: object) -> AsyncIterator[Desk]:
    """A second process on its database."""
    async with beside(desk.bench, **changed) as bench:
        yield Desk(bench)


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    given = {"webhook_seal_key": SEAL, "webhook_networks": "127.0.0.0/8"}
    return Settings.model_validate({**settings_of(shared_url, shared_path).model_dump(), **given})


@pytest.fixture(scope="module")
def shared_desk(shared_bench: Bench) -> Desk:
    return Desk(shared_bench)


@pytest_asyncio.fixture
async def desk(shared_desk: Desk, bench: Bench) -> Desk:
    """Where there is no webhook yet."""
    await empty(bench.parts.database, tables.webhooks)
    return shared_desk


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver().running() as receiver:
        yield receiver


def checked(taken: Taken, secret: str, now: float) -> Any:
    """As the documentation tells a receiver to do it."""
    text = (Path(__file__).parents[3] / "docs" / "verifier.md").read_text()
    (snippet,) = re.findall(r"```python\n(.*?)```", text, re.S)
    known: dict[str, Any] = {}
    exec(snippet, known)  # noqa: S102 - our own documentation
    return known["verified"](taken.headers, taken.body, secret, now)


async def test_every_change_is_told_in_order_with_a_signature_and_without_a_value(
    desk: Desk, receiver: Receiver
) -> None:
    made = await desk.subscribe(receiver.url())
    async with delivering(desk.bench):
        verification_id = await desk.verification()
        taken = await receiver.many(5)
    assert [each.state for each in taken] == WHOLE
    assert len({each.headers["webhook-id"] for each in taken}) == 5
    for each in taken:
        assert each.headers["content-type"] == "application/json"
        assert checked(each, made["secret"], NOW.timestamp() + 299) == each.said
        with pytest.raises(ValueError, match="too old"):
            checked(each, made["secret"], NOW.timestamp() + 301)
        with pytest.raises(ValueError, match="signature"):
            checked(Taken("/", each.headers, each.body + b" "), made["secret"], NOW.timestamp())
        assert "Zq" not in each.body.decode() and LINK_PATHS[0].split("{")[0] not in each.body.decode()
    assert taken[-1].said == {
        "type": "verification.decided",
        "timestamp": "2026-11-22T10:00:00Z",
        "data": {
            "verification_id": verification_id, "state": "decided", "verdict": "VALID", "reason": None,
            "template_id": "measles-10y", "template_version": "1.0",
        },
    }  # fmt: skip
    kept = await desk.until(made["webhook_id"], delivered_at=NOW)
    assert (kept.state, kept.last_error) == (WebhookState.ACTIVE, None)


async def test_only_what_was_subscribed_to_is_told_and_nothing_from_before(desk: Desk, receiver: Receiver) -> None:
    await desk.verification()
    await desk.subscribe(receiver.url(), "verification.decided")
    async with delivering(desk.bench):
        for _ in range(2):
            await desk.verification()
        assert [each.state for each in await receiver.many(2)] == ["decided", "decided"]
    assert receiver.came.empty()


async def test_many_verifications_at_once_are_told_each_in_its_order(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sized(10, BATCH)
    monkeypatch.setattr("agent.webhooks.services.delivering.BATCH", batch)
    await desk.subscribe(receiver.url())
    ids = [await desk.verification() for _ in range(2 * batch // 5 + 3)]
    async with delivering(desk.bench):
        taken = await receiver.many(5 * len(ids))
    assert len({each.headers["webhook-id"] for each in taken}) == len(taken)
    for verification_id in ids:
        assert [each.state for each in taken if each.said["data"]["verification_id"] == verification_id] == WHOLE


async def test_what_is_not_taken_is_sent_again_after_a_pause_under_the_same_id(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    receiver.answers = [204, 500, "drop"]
    await desk.verification()
    async with delivering(desk.bench):
        assert [each.state for each in await receiver.many(2)] == WHOLE[:2]
        await desk.until(made["webhook_id"], failures=1)
        told = await desk.read(made["webhook_id"])
        assert (told["state"], told["last_error"], told["failing_since"]) == (
            "failing",
            "status-500",
            "2026-11-22T10:00:00Z",
        )
        await desk.until_free(made["webhook_id"])
        desk.later(seconds=5)
        await desk.until(made["webhook_id"], failures=2)
        await desk.until_free(made["webhook_id"])
        desk.later(seconds=10)
        again = await receiver.many(5)
    assert [each.state for each in again] == [*WHOLE[1:2] * 2, *WHOLE[2:]]
    assert again[0].headers["webhook-id"] == again[1].headers["webhook-id"]
    assert int(again[1].headers["webhook-timestamp"]) == NOW.timestamp() + 15, "signed anew at each attempt"
    assert {each.path for each in again} == {"/hook"}
    assert (await desk.until(made["webhook_id"], failures=0)).last_error is None


async def test_a_stream_that_fails_does_not_hold_up_the_others_of_its_batch(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    first, second = (await desk.bench.asked()).id, (await desk.bench.asked()).id
    receiver.answers = [500]
    async with delivering(desk.bench):
        before = await receiver.many(3)
        await desk.until(made["webhook_id"], failures=1)
        await desk.until_free(made["webhook_id"])
        desk.later(seconds=5)
        failed = before[0].said["data"]["verification_id"]
        other = second if failed == first else first
        after = await receiver.many(4 if failed == first else 2)  # what was taken behind the place comes again
    of = [(each.said["data"]["verification_id"], each.state) for each in before + after]
    assert [state for verification_id, state in of if verification_id == failed] == ["draft", "draft", "waiting"]
    assert {state for verification_id, state in of if verification_id == other} == {"draft", "waiting"}


async def test_a_receiver_that_is_away_for_72_hours_is_given_up_and_resumed_where_it_ended(desk: Desk) -> None:
    away = Receiver()
    async with away.running():
        made = await desk.subscribe(away.url())
    webhook_id = made["webhook_id"]
    async with delivering(desk.bench):
        await desk.verification()
        for failures, hours in ((1, 0), (2, 71.9), (3, 0.1)):
            desk.later(hours=hours)
            await desk.until(webhook_id, failures=failures)
            await desk.until_free(webhook_id)
        told = await desk.read(webhook_id)
        assert (told["state"], told["last_error"], told["next_attempt_at"]) == ("given-up", "unreachable", None)
        desk.later(hours=100)
        async with away.running():
            assert (await desk.http.post(f"/v1/webhooks/{webhook_id}/resume")).json()["state"] == "active"
            assert [each.state for each in await away.many(5)] == WHOLE
        await desk.until(webhook_id, failures=0, last_error=None)


async def test_a_receiver_that_answers_410_is_told_nothing_more(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    receiver.answers = [410]
    await desk.verification()
    async with delivering(desk.bench):
        await desk.until(made["webhook_id"], stopped=WebhookState.GONE)
        await receiver.next()
        desk.later(hours=1)
        await desk.verification()
    assert (await desk.read(made["webhook_id"]))["state"] == "gone"
    assert receiver.came.empty()


async def test_a_stop_in_the_middle_loses_nothing_and_leaves_nobody_waiting(desk: Desk, receiver: Receiver) -> None:
    await desk.subscribe(receiver.url())
    receiver.answers = [204, 204, "hang"]
    await desk.verification()  # one batch
    async with delivering(desk.bench):
        assert [each.state for each in await receiver.many(3)] == WHOLE[:3]
    async with another(desk) as anew, delivering(anew.bench):
        again = await receiver.many(3)
    assert [each.state for each in again] == WHOLE[2:], "what was taken is written down, what was not comes again"


async def test_a_killed_process_holds_its_webhook_for_its_lease_only(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    store, now = desk.bench.parts.webhooks.store, desk.bench.clock()
    assert await store.claim(made["webhook_id"], "of the killed", now, now + timedelta(seconds=LEASE_S)) is not None
    assert await store.claim(made["webhook_id"], "of another", now, now + timedelta(seconds=LEASE_S)) is None
    async with delivering(desk.bench):
        await desk.verification()
        assert receiver.came.empty()
        desk.later(seconds=LEASE_S)
        assert [each.state for each in await receiver.many(5)] == WHOLE


async def test_a_process_that_lost_its_claim_changes_nothing(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    store, now = desk.bench.parts.webhooks.store, desk.bench.clock()
    held = await store.claim(made["webhook_id"], "slow", now, now)
    assert held is not None
    assert await store.claim(made["webhook_id"], "other", now, now + timedelta(seconds=LEASE_S)) is not None
    assert await store.progress(held.passed(99), "slow", None) is None
    assert (await desk.until(made["webhook_id"])).after_event == held.after_event


@pytest.mark.parametrize("database_kind", ["postgresql"], scope="module")
async def test_two_processes_on_one_database_deliver_each_message_once(desk: Desk, receiver: Receiver) -> None:
    """SQLite has one process only."""
    await desk.subscribe(receiver.url())
    async with another(desk) as other, delivering(desk.bench), delivering(other.bench):
        for at in (desk, other) * 6:
            await at.verification()
            at.bench.parts.outbox.wake_all()
        taken = await receiver.many(5 * 12)
    assert len({each.headers["webhook-id"] for each in taken}) == len(taken)
    assert receiver.came.empty()


async def test_a_rotated_secret_is_joined_by_the_one_before_for_its_grace(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url(), "verification.decided")
    path = f"/v1/webhooks/{made['webhook_id']}/rotate"
    newer = (await desk.http.post(path, json={"grace_s": 60})).json()["secret"]
    assert newer != made["secret"]
    async with delivering(desk.bench):
        await desk.verification()
        both = await receiver.next()
        desk.later(seconds=60)
        await desk.verification()
        after = await receiver.next()
    for secret in (newer, made["secret"]):
        assert checked(both, secret, NOW.timestamp())
    assert checked(after, newer, NOW.timestamp() + 60)
    with pytest.raises(ValueError, match="signature"):
        checked(after, made["secret"], NOW.timestamp() + 60)


async def test_a_secret_is_shown_once_and_sealed_in_the_database(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    assert made["secret"].startswith("whsec_")
    assert "secret" not in await desk.read(made["webhook_id"])
    (listed,) = (await desk.http.get("/v1/webhooks")).json()["webhooks"]
    assert listed == await desk.read(made["webhook_id"])
    async with desk.bench.parts.database.reading() as connection:
        kept = str((await connection.execute(tables.webhooks.select())).all())
    assert made["secret"].removeprefix("whsec_") not in kept


async def test_a_test_message_is_sent_at_once_and_its_fate_told(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    path = f"/v1/webhooks/{made['webhook_id']}/test"
    assert (await desk.http.post(path)).json() == {"delivered": True, "error": None}
    taken = await receiver.next()
    assert checked(taken, made["secret"], NOW.timestamp())["data"] == {"webhook_id": made["webhook_id"]}
    receiver.answers = [503]
    assert (await desk.http.post(path)).json() == {"delivered": False, "error": "status-503"}
    assert (await desk.read(made["webhook_id"]))["failures"] == 0


async def test_a_url_that_may_not_be_is_refused(desk: Desk) -> None:
    for url, code in (("https://user:secret@10.0.0.1/", "webhook-url-refused"), ("x" * 2001, "invalid-input")):
        response = await desk.http.post("/v1/webhooks", json={"url": url, "event_types": BOTH})
        assert (response.status_code, response.json()["code"]) == (422, code)
        assert "secret" not in response.text


async def test_an_address_is_looked_at_again_at_each_attempt(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    await desk.verification()
    async with another(desk, webhook_networks=()) as narrowed, delivering(narrowed.bench):
        await narrowed.until(made["webhook_id"], last_error="address-refused")
    assert receiver.came.empty()


async def test_without_a_key_there_are_no_webhooks_and_with_another_key_none_is_delivered(
    desk: Desk, receiver: Receiver
) -> None:
    made = await desk.subscribe(receiver.url())
    await desk.verification()
    async with another(desk, webhook_seal_key=None) as without:
        response = await without.http.post("/v1/webhooks", json={"url": receiver.url(), "event_types": BOTH})
        assert (response.status_code, response.json()["code"]) == (503, "webhooks-not-set-up")
    key = SecretStr(Fernet.generate_key().decode())
    async with another(desk, webhook_seal_key=key) as other, delivering(other.bench):
        await other.until(made["webhook_id"], last_error="secret-sealed")
    assert receiver.came.empty()


async def test_every_change_of_a_webhook_is_in_the_history_of_acts(desk: Desk, receiver: Receiver) -> None:
    made = await desk.subscribe(receiver.url())
    path = f"/v1/webhooks/{made['webhook_id']}"
    await desk.http.post(f"{path}/rotate", json={})
    await desk.http.post(f"{path}/resume")
    assert (await desk.http.delete(path)).status_code == 204
    acts = (await desk.http.get("/v1/acts")).json()["acts"]
    assert [each["kind"] for each in acts if each["record_id"] == made["webhook_id"]] == [
        "webhook-deleted", "webhook-resumed", "webhook-rotated", "webhook-created",
    ]  # fmt: skip
    for method, further in (("GET", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/resume"), ("POST", "/test")):
        response = await desk.http.request(method, path + further, json={} if further == "/rotate" else None)
        assert (response.status_code, response.json()["code"]) == (404, "not-found"), further


async def test_there_is_a_limit_to_webhooks(desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MOST", 1)
    await desk.subscribe(receiver.url())
    response = await desk.http.post("/v1/webhooks", json={"url": receiver.url(), "event_types": BOTH})
    assert (response.status_code, response.json()["code"]) == (409, "too-many-webhooks")
