"""The issuer's routes against a real database, as far as they need no agent."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.ports import Invitation
from agent.service.database import Database
from agent.service.qr import read_qr
from issuer.domain.offer import Offer, OfferState
from issuer.domain.publication import Publication, PublicationState
from issuer.publication_store import PublicationStore
from issuer.services.offer_journal import OfferJournal
from issuer.settings import Settings
from issuer.store import OfferStore
from issuer.type_files import PACKAGED, load_credential_types
from tests.contract.issuer.conftest import client_of, started
from tests.contract.issuer.examples import CLAIMS, CRED_DEF_ID, REV_REG_ID, offer
from tests.contract.issuer.keys import API_KEY, WEBHOOK_KEY
from tests.unit.issuer.blood_test import BLOOD_TEST

pytestmark = pytest.mark.asyncio

INVITATION = Invitation({"@type": "https://didcomm.org/out-of-band/1.1/invitation", "@id": "i", "services": ["x"]})
AS_WALLET = {"Accept": "application/json"}


@pytest_asyncio.fixture
async def agent_webhooks(running: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(running, **{"x-api-key": WEBHOOK_KEY}) as client:
        yield client


def young(state: OfferState, **values: object) -> Offer:
    return offer(state, at=datetime.now(UTC).replace(microsecond=0), **values)


async def offered(journal: OfferJournal, **values: object) -> tuple[Offer, str]:
    """An offer with a link that waits for a wallet."""
    waiting = young(OfferState.OFFERED, **values)
    await journal.open_draft(waiting)
    async with journal.database.transaction() as transaction:
        link = await journal.links.create(transaction, waiting.offer_id, INVITATION, waiting.expires_at)
    return waiting, link.url


async def state_of(clerk: httpx.AsyncClient, of: Offer) -> str:
    return str((await clerk.get(f"/v1/offers/{of.offer_id}")).json()["state"])


async def test_the_types_are_told_with_their_attributes_and_state(clerk: httpx.AsyncClient) -> None:
    types = (await clerk.get("/v1/credential-types")).json()["credential_types"]
    assert [each["name"] for each in types] == ["allergy", "allergy_list", "practitioner", "vaccination"]
    told = types[-1]
    assert (told["name"], told["version"], told["title"], told["state"]) == (
        "vaccination",
        "1.0",
        "Vaccination",
        "waiting",
    )
    assert told["schema_id"] is None and told["cred_def_id"] is None and told["problem"] is None
    assert len(told["attributes"]) == 23
    assert told["attributes"][3] == {
        "name": "birth_dateint",
        "kind": "dateint",
        "meaning": "Date of birth",
        "required": True,
        "unknown": "",
        "unit": "",
        "code_system": "",
    }
    assert (told["publish"], told["subject"], told["recall"]) == ("at-start", "subject_id", "lot_number")
    assert told["display"]["words"]["de"]["label"] == "Impfung"


async def test_a_type_that_a_file_adds_is_told_with_its_display(settings: Settings, tmp_path: Path) -> None:
    types = tmp_path / "types"
    shutil.copytree(PACKAGED, types)
    (types / "blood_test.yaml").write_text(BLOOD_TEST)
    async with (
        started(settings.model_copy(update={"credential_types_dir": types})) as app,
        client_of(app, Authorization=f"Bearer {API_KEY}") as clerk,
    ):
        told = {each["name"]: each for each in (await clerk.get("/v1/credential-types")).json()["credential_types"]}
    assert len(told) == 5
    added = told["blood_test"]
    assert (added["state"], added["publish"], added["subject"]) == ("waiting", "on-request", "subject_id")
    assert added["attributes"][1]["unit"] == "g/L"
    assert added["display"]["colours"] == {"background": "#7a1030", "text": "#ffffff"}
    assert set(added["display"]["words"]) == {"en", "de", "ar"}


async def test_publishing_answers_with_what_is_missing_of_each_type(clerk: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await clerk.post("/v1/credential-types/publish")
        assert answer.status_code == 200
        told = answer.json()["credential_types"]
        assert {(each["state"], each["problem"]["code"]) for each in told} == {("waiting", "agent-unavailable")}


async def test_a_type_that_is_ready_is_not_published_again(clerk: httpx.AsyncClient, database: Database) -> None:
    ready = Publication("allergy", "1.0", PublicationState.READY, cred_def_id=CRED_DEF_ID)
    await PublicationStore(database).save(ready)
    told = (await clerk.post("/v1/credential-types/publish")).json()["credential_types"]
    assert (told[0]["name"], told[0]["state"], told[0]["problem"]) == ("allergy", "ready", None)


async def test_an_offer_of_a_type_that_is_not_published_has_to_wait(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post("/v1/offers", json={"credential_type": "vaccination", "claims": CLAIMS})
    assert (answer.status_code, answer.json()["code"]) == (503, "type-not-ready")
    assert (await clerk.get("/v1/offers")).json() == {"offers": [], "next_after": None}


async def test_refused_claims_are_told_by_field_and_nothing_is_stored(clerk: httpx.AsyncClient) -> None:
    claims = CLAIMS | {"dose_number": "MARKED", "birth_dateint": "19901399", "colour": "MARKED", "family_name": None}
    answer = await clerk.post("/v1/offers", json={"credential_type": "vaccination", "claims": claims})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "claims-refused")
    assert answer.headers["content-type"] == "application/problem+json"
    at_fault = [fault["pointer"].removeprefix("/body/claims/") for fault in body["errors"]]
    assert at_fault == ["colour", "family_name", "birth_dateint", "dose_number"]
    assert all(fault["message"] for fault in body["errors"]) and "MARKED" not in answer.text
    assert (await clerk.get("/v1/offers")).json()["offers"] == []


async def test_a_request_of_another_form_is_refused_without_an_echo(
    clerk: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    for body in [
        {},
        {"credential_type": "vaccination"},
        {"credential_type": "vaccination", "claims": "MARKED"},
        {"credential_type": "vaccination", "claims": {"family_name": {"deep": "MARKED"}}},
        {"credential_type": "vaccination", "claims": {"family_name": True}},
        {"credential_type": "vaccination", "claims": {"dose_number": 1.5}},
        {"credential_type": "vaccination", "claims": {"family_name": "MARKED" * 1000}},
        {"credential_type": "vaccination", "claims": {}, "MARKED": 1},
    ]:
        with subtests.test(body=body):
            answer = await clerk.post("/v1/offers", json=body)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
            assert "MARKED" not in answer.text


async def test_a_type_that_is_not_there_is_named_as_such(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post("/v1/offers", json={"credential_type": "driving_licence", "claims": {}})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-credential-type")


async def test_an_offer_that_the_agent_does_not_answer_fails_and_says_so(
    clerk: httpx.AsyncClient, database: Database, published: Publication
) -> None:
    answer = await clerk.post("/v1/offers", json={"credential_type": "vaccination", "claims": CLAIMS})
    assert (answer.status_code, answer.json()["code"]) == (503, "agent-unavailable")
    [failed] = (await clerk.get("/v1/offers")).json()["offers"]
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", "agent-failed", None)
    found = await OfferStore(database).find(failed["offer_id"])
    assert found is not None and found.attributes is None


async def test_an_offer_is_shown_without_its_attribute_values(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    waiting, url = await offered(journal, attributes={"family_name": "MARKED"})
    answer = await clerk.get(f"/v1/offers/{waiting.offer_id}")
    assert "MARKED" not in answer.text
    assert answer.json() == {
        "offer_id": waiting.offer_id,
        "credential_type": "vaccination",
        "type_version": "1.0",
        "state": "offered",
        "reason": None,
        "url": url,
        "cred_def_id": CRED_DEF_ID,
        "rev_reg_id": None,
        "cred_rev_id": None,
        "created_at": waiting.created_at.isoformat().replace("+00:00", "Z"),
        "expires_at": waiting.expires_at.isoformat().replace("+00:00", "Z"),
        "issued_at": None,
        "revoked_at": None,
    }


async def test_the_qr_code_holds_the_offers_link(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    waiting, url = await offered(journal)
    png = await clerk.get(f"/v1/offers/{waiting.offer_id}/qr.png")
    assert png.headers["content-type"] == "image/png" and read_qr(png.content) == url
    svg = await clerk.get(f"/v1/offers/{waiting.offer_id}/qr.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml") and svg.text.startswith("<svg")


async def test_the_qr_code_of_an_offer_that_ended_is_gone(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    waiting, _ = await offered(journal)
    await journal.move(waiting.offer_id, OfferState.EXPIRED)
    for kind in ("svg", "png"):
        answer = await clerk.get(f"/v1/offers/{waiting.offer_id}/qr.{kind}")
        assert (answer.status_code, answer.json()["code"]) == (410, "offer-closed")


async def test_an_offer_that_is_not_there_is_not_found(clerk: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for path in ["", "/qr.svg", "/qr.png", "/events"]:
        with subtests.test(path=path):
            answer = await clerk.get(f"/v1/offers/00000000-0000-4000-8000-000000000000{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_offers_are_listed_in_pages_the_newest_first(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    start = datetime.now(UTC)
    made = [offer(OfferState.EXPIRED, at=start + timedelta(seconds=second)) for second in range(5)]
    for each in made:
        await journal.open_draft(each)
    seen: list[str] = []
    after = ""
    while after is not None:
        page = (await clerk.get(f"/v1/offers?limit=2{after and '&after=' + after}")).json()
        seen += [each["offer_id"] for each in page["offers"]]
        after = page["next_after"]
    assert seen == [each.offer_id for each in reversed(made)]
    for query in ("limit=0", "limit=101", "limit=x", "after=unknown"):
        assert (await clerk.get(f"/v1/offers?{query}")).status_code == 422


async def test_what_was_not_issued_cannot_be_revoked(
    clerk: httpx.AsyncClient, journal: OfferJournal, subtests: pytest.Subtests
) -> None:
    for state in ["draft", "offered", "scanned", "requested", "declined", "expired", "failed"]:
        with subtests.test(state=state):
            unissued = young(OfferState(state), held=False)
            await journal.open_draft(unissued)
            answer = await clerk.post(f"/v1/offers/{unissued.offer_id}/revoke")
            assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
            assert await state_of(clerk, unissued) == state


@pytest.mark.parametrize("state", [OfferState.ISSUED, OfferState.STORED])
async def test_a_revocation_that_the_agent_does_not_answer_is_kept_for_later(
    clerk: httpx.AsyncClient, journal: OfferJournal, state: OfferState
) -> None:
    stored = young(state, rev_reg_id=REV_REG_ID, cred_rev_id=3)
    await journal.open_draft(stored)
    for _ in range(2):
        answer = await clerk.post(f"/v1/offers/{stored.offer_id}/revoke")
        assert (answer.status_code, answer.json()["state"]) == (202, "revoking")
    found = await journal.store.find(stored.offer_id)
    assert found is not None and found.attributes is None
    assert stored.offer_id in await journal.store.open_ids(journal.clock())


async def test_revoking_what_is_revoked_is_no_error(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    revoked = young(OfferState.REVOKED, rev_reg_id=REV_REG_ID, cred_rev_id=3, held=False)
    await journal.open_draft(revoked)
    answer = await clerk.post(f"/v1/offers/{revoked.offer_id}/revoke")
    assert (answer.status_code, answer.json()["state"]) == (200, "revoked")


async def test_a_wallet_that_fetches_the_invitation_has_scanned_the_offer(
    clerk: httpx.AsyncClient, stranger: httpx.AsyncClient, journal: OfferJournal
) -> None:
    waiting, url = await offered(journal)
    assert (await stranger.get(url, headers=AS_WALLET)).json() == INVITATION
    assert await state_of(clerk, waiting) == "scanned"
    assert (await stranger.get(f"{url}/status", headers=AS_WALLET)).json() == {"status": "scanned"}
    assert (await stranger.get(url, headers=AS_WALLET)).status_code == 200  # a network may have failed


async def test_once_a_wallet_has_begun_the_handshake_no_other_gets_the_invitation(
    clerk: httpx.AsyncClient, stranger: httpx.AsyncClient, agent_webhooks: httpx.AsyncClient, journal: OfferJournal
) -> None:
    waiting, url = await offered(journal)
    hint = {"connection_id": "c", "state": "request", "invitation_msg_id": waiting.invitation_id}
    for _ in range(2):
        assert (await agent_webhooks.post("/webhooks/topic/connections/", json=hint)).status_code == 200
    assert await state_of(clerk, waiting) == "scanned"
    assert (await stranger.get(url, headers=AS_WALLET)).status_code == 410
    assert (await clerk.get(f"/v1/offers/{waiting.offer_id}")).json()["url"] is None


async def test_a_connection_that_nobody_has_begun_says_nothing(
    clerk: httpx.AsyncClient, agent_webhooks: httpx.AsyncClient, journal: OfferJournal, subtests: pytest.Subtests
) -> None:
    for state in ["invitation", "start", "init", "error"]:
        with subtests.test(state=state):
            waiting, _ = await offered(journal)
            hint = {"connection_id": "c", "state": state, "invitation_msg_id": waiting.invitation_id}
            await agent_webhooks.post("/webhooks/topic/connections/", json=hint)
            assert await state_of(clerk, waiting) == "offered"


async def test_a_webhook_alone_never_makes_an_offer_stored(
    clerk: httpx.AsyncClient, agent_webhooks: httpx.AsyncClient, journal: OfferJournal
) -> None:
    waiting, _ = await offered(journal)
    for state in ("request-received", "done", "abandoned", "deleted", "nonsense"):
        hint = {"cred_ex_id": waiting.exchange_id, "state": state}
        assert (await agent_webhooks.post("/webhooks/topic/issue_credential_v2_0/", json=hint)).status_code == 200
    assert await state_of(clerk, waiting) == "offered"


async def test_webhooks_of_nothing_known_are_ignored(agent_webhooks: httpx.AsyncClient) -> None:
    hints = {
        "connections": {"connection_id": "c", "state": "active", "invitation_msg_id": "unknown"},
        "issue_credential_v2_0": {"cred_ex_id": "unknown", "state": "done"},
        "out_of_band": {"oob_id": "o", "state": "done"},
        "present_proof_v2_0": {"pres_ex_id": "p", "state": "done"},
        "basicmessages": {"content": "MARKED"},
    }
    for topic, hint in hints.items():
        assert (await agent_webhooks.post(f"/webhooks/topic/{topic}/", json=hint)).status_code == 200


async def test_a_malformed_webhook_is_refused_without_an_echo(agent_webhooks: httpx.AsyncClient) -> None:
    for body in (b"MARKED", b"[]", b'{"state": "MARKED"}', b'{"state": {"MARKED": 1}}'):
        answer = await agent_webhooks.post("/webhooks/topic/connections/", content=body)
        assert answer.status_code == 422 and "MARKED" not in answer.text


async def test_the_link_of_an_offer_that_ended_opens_nothing(
    stranger: httpx.AsyncClient, journal: OfferJournal, subtests: pytest.Subtests
) -> None:
    for state, status in [
        (OfferState.ISSUED, 410),
        (OfferState.STORED, 410),
        (OfferState.DECLINED, 410),
        (OfferState.EXPIRED, 410),
        (OfferState.FAILED, 410),
    ]:
        with subtests.test(state=state):
            waiting, url = await offered(journal)
            await journal.move(waiting.offer_id, state)
            assert (await stranger.get(url, headers=AS_WALLET)).status_code == status
            link = await journal.links.find(url.rsplit("/", 1)[1])
            assert link is not None and link.invitation is None


async def test_the_events_of_an_offer_are_its_states_and_nothing_else(another: FastAPI, journal: OfferJournal) -> None:
    waiting, _ = await offered(journal)
    await journal.move(waiting.offer_id, OfferState.REQUESTED)
    await journal.move(waiting.offer_id, OfferState.ISSUED, rev_reg_id=REV_REG_ID, cred_rev_id=9)
    assert not await journal.move(waiting.offer_id, OfferState.EXPIRED)
    another.state.closing.begin()  # or the stream would never end
    events = journal.outbox.subscribe(f"offer:{waiting.offer_id}", 0)
    seen = [await anext(events) for _ in range(3)]
    assert [event.data for event in seen] == [
        {"offer_id": waiting.offer_id, "state": state} for state in ("offered", "requested", "issued")
    ]
    assert {event.type for event in seen} == {"offer.changed"}
    async with client_of(another, Authorization=f"Bearer {API_KEY}") as clerk:
        answer = await clerk.get(f"/v1/offers/{waiting.offer_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_the_identity_needs_the_agent_and_says_so(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.get("/v1/identity")
    assert (answer.status_code, answer.json()["code"]) == (503, "agent-unavailable")


async def test_a_type_that_was_ready_is_ready_at_the_next_start(
    settings: Settings, database: Database, published: Publication
) -> None:
    async with started(settings):
        assert await PublicationStore(database).find(load_credential_types()["vaccination"]) == published
