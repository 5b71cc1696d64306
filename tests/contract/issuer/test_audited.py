"""What happens at the issuer is on its log, refusals and looks included."""

from datetime import timedelta

import httpx
import pytest

from issuer.domain.offer import OfferState, Reason
from issuer.services.offer_journal import OfferJournal
from tests.contract.browser import Browser
from tests.contract.issuer.examples import CLAIMS, offer

pytestmark = pytest.mark.asyncio
ROWS = b"subject_id,family_name\nP-1,Example\n"


async def words(http: httpx.AsyncClient, about: str) -> list[tuple[str, str, str]]:
    """Of each event: what sort, the act, the outcome; without this look itself, which is the last one."""
    events = (await http.get("/v1/audit/events", params={"about": about})).json()["events"]
    subtypes = [(each["event"]["subtype"], each["event"]["outcome"]) for each in events]
    *before, look = [(sort["code"], act["code"], outcome) for (sort, act), outcome in subtypes]
    assert look == ("read", "events-read", "0")
    return before


async def test_each_step_of_an_offer_is_on_the_log(clerk: httpx.AsyncClient, journal: OfferJournal) -> None:
    one, other = offer(), offer()
    for each in (one, other):
        await journal.open_draft(each)
    for state in (OfferState.SCANNED, OfferState.REQUESTED, OfferState.ISSUED, OfferState.STORED):
        await journal.move(one.offer_id, state)
    await journal.move(other.offer_id, OfferState.FAILED, reason=Reason.AGENT_FAILED)
    steps = [("request", "offer-requested", "0"), ("issue", "offer-issued", "0"), ("issue", "offer-stored", "0")]
    assert await words(clerk, f"offer:{one.offer_id}") == steps
    assert await words(clerk, f"offer:{other.offer_id}") == [("issue", "offer-failed", "8")]


async def test_what_staff_does_and_what_is_refused_to_them_is_on_the_log(clerk: httpx.AsyncClient) -> None:
    wanted = {"credential_type": "vaccination", "claims": {**CLAIMS, "dose_number": "many"}}
    assert (await clerk.post("/v1/offers", json=wanted)).status_code == 422
    assert (await clerk.post("/v1/offers", json={**wanted, "credential_type": "none"})).status_code == 422
    assert (await clerk.post("/v1/offers/o9/revoke")).status_code == 404
    read = (await clerk.post("/v1/batches", content=ROWS, headers={"content-type": "text/csv"})).json()
    assert (await clerk.post(f"/v1/batches/{read['batch_id']}/stop")).status_code == 409
    assert (await words(clerk, "offer"))[:2] == [("issue", "offered", "4")] * 2
    assert await words(clerk, "offer:o9") == [("revoke", "revoked", "4")]
    assert await words(clerk, f"batch:{read['batch_id']}") == [
        ("change", "batch-read", "0"),
        ("change", "batch-stopped", "4"),
    ]


async def test_whoever_looks_at_a_card_or_for_a_patients_cards_is_on_the_log(
    clerk: httpx.AsyncClient, mary: Browser, journal: OfferJournal
) -> None:
    shown = offer()
    about = f"offer:{shown.offer_id}"
    await journal.open_draft(shown)
    assert (await mary.see(f"/console/offers/{shown.offer_id}")).status_code == 200
    await clerk.post("/v1/offers/search", json={"subject_id": "P-4711"})
    assert await words(clerk, about) == [("read", "values-seen", "0")]
    assert ("read", "values-seen", "0") in await words(clerk, "offer")
    await journal.move(shown.offer_id, OfferState.EXPIRED)
    assert await journal.forget_expired(shown.expires_at + timedelta(seconds=1)) == 1
    assert ("erase", "values-expired", "0") in await words(clerk, about)
