"""Correcting a card at the console, and how far the replacement is."""

import re

import pytest
import pytest_asyncio

from agent.service.database import Database
from issuer.domain.offer import Offer, OfferState
from issuer.domain.publication import Publication
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState
from issuer.parts import Parts
from issuer.replacement_store import ReplacementStore
from issuer.services.offer_journal import OfferJournal, stream_of
from tests.contract.browser import Browser
from tests.contract.issuer.examples import CLAIMS, NOW, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio

FORM = {f"claim.{name}": str(value) for name, value in CLAIMS.items()} | {"reason": "correction"}
NEW_ID = "00000000-0000-4000-8000-000000000000"


@pytest_asyncio.fixture
async def old(journal: OfferJournal, published: Publication) -> Offer:
    """A card in a patient's wallet."""
    stored = offer(OfferState.STORED, rev_reg_id=REV_REG_ID, cred_rev_id=3, attributes=None)
    await journal.open_draft(stored)
    return stored


def path_of(old: Offer) -> str:
    return f"/console/offers/{old.offer_id}/correct"


async def replacement_at(database: Database, old: Offer, state: ReplacementState) -> None:
    wish = Replacement(old.offer_id, NEW_ID, state, ReplacementReason.CORRECTION, NOW, {"family_name": "Okafor"})
    async with database.transaction() as transaction:
        await ReplacementStore(database).add(transaction, wish)


async def test_the_form_begins_empty_and_says_that_the_values_were_deleted(mary: Browser, old: Offer) -> None:
    assert path_of(old) in (await mary.see(f"/console/offers/{old.offer_id}")).text
    page = (await mary.see(path_of(old))).text
    assert "whose values are deleted here" in page
    assert {*re.findall(r'name="claim\.\w+" type="\w+" value="([^"]*)"', page)} == {""}
    assert len(re.findall(r'type="radio" name="reason"', page)) == 2


async def test_a_faulty_field_is_named_and_what_was_typed_is_kept(mary: Browser, old: Offer) -> None:
    wrong = FORM | {"claim.dose_number": "one", "claim.given_name": "Ana-Maria", "reason": "update"}
    page = await mary.send(path_of(old), page=path_of(old), step="replace", **wrong)
    assert page.status_code == 422 and re.findall(r'id="claim-(\w+)-fault"', page.text) == ["dose_number"]
    assert 'value="one"' in page.text and 'value="Ana-Maria"' in page.text
    assert re.search(r'value="update" required\s+checked', page.text)


async def test_the_new_card_is_shown_before_the_old_one_is_touched(
    mary: Browser, old: Offer, journal: OfferJournal
) -> None:
    page = await mary.send(path_of(old), page=path_of(old), step="preview", **FORM)
    assert page.status_code == 200 and "17 May 1990" in page.text and 'value="replace"' in page.text
    assert page.text.index('value="preview"') < page.text.index('value="replace"')  # Enter presses the first
    assert await journal.store.find(old.offer_id) == old


async def test_a_confirmed_correction_is_begun_by_name_and_once(mary: Browser, old: Offer, database: Database) -> None:
    token_page = path_of(old)
    done = await mary.send(path_of(old), page=token_page, step="replace", **FORM)
    assert (done.status_code, done.headers["location"]) == (303, f"/console/offers/{old.offer_id}")
    page = (await mary.see(done.headers["location"])).text
    assert "Being replaced" in page and 'aria-current="step">Revoke the old card' in page
    assert "Replaced a card, mary" in page and "data-events" in page and "Okafor" not in page
    begun = await ReplacementStore(database).find(old.offer_id)
    assert begun is not None and begun.reason is ReplacementReason.CORRECTION
    assert (await mary.see(path_of(old))).headers["location"] == f"/console/offers/{old.offer_id}"
    again = await mary.send(path_of(old), page="/console/find", step="replace", **FORM)
    assert again.status_code == 409 and "Only a credential that was issued" in again.text


async def test_nothing_is_replaced_without_a_reason(mary: Browser, old: Offer, journal: OfferJournal) -> None:
    page = await mary.send(path_of(old), page=path_of(old), step="replace", **FORM | {"reason": "mood"})
    assert page.status_code == 422 and "why the card is replaced" in page.text
    assert await journal.store.find(old.offer_id) == old


@pytest.mark.parametrize(
    ("state", "present", "is_new_there"),
    [
        (ReplacementState.OFFERING, "Offer the new one", False),
        (ReplacementState.TELLING, "Tell the patient&#39;s wallet", True),
        (ReplacementState.DONE, None, True),
        (ReplacementState.FAILED, None, False),
    ],
)
async def test_the_old_offers_page_tells_how_far_it_is_and_leads_to_the_new_one(
    mary: Browser, old: Offer, database: Database, state: ReplacementState, present: str | None, is_new_there: bool
) -> None:
    await replacement_at(database, old, state)
    page = (await mary.see(f"/console/offers/{old.offer_id}")).text
    way = page.split('aria-label="How far the replacement is"')
    assert (len(way) == 2) == (state is not ReplacementState.FAILED)
    steps = way[1].split("</ol>")[0] if len(way) == 2 else ""
    assert re.findall(r'aria-current="step">([^<]+)', steps) == ([present] if present else [])
    assert (f'href="/console/offers/{NEW_ID}"' in page) is is_new_there
    assert ("cannot be offered" in page) is (state is ReplacementState.FAILED)


async def test_each_step_of_a_replacement_is_an_event_of_the_old_offer(parts: Parts, database: Database) -> None:
    old = offer(OfferState.REVOKED)
    await parts.journal.open_draft(old)
    await replacement_at(database, old, ReplacementState.REVOKING)
    await parts.rounds.replacing.advance(old.offer_id)
    events = parts.outbox.subscribe(stream_of(old.offer_id), 0)
    seen = [await anext(events) for _ in range(3)]
    assert [each.type for each in seen] == ["offer.changed", "replacement.changed", "replacement.changed"]
    assert [each.data["state"] for each in seen[1:]] == ["offering", "telling"]
