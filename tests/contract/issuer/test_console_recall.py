"""Recalling a lot at the console."""

import re

import pytest

from issuer.domain.offer import Offer, OfferState
from issuer.domain.publication import Publication
from issuer.services.offer_journal import OfferJournal
from tests.contract.browser import Browser
from tests.contract.issuer.examples import CLAIMS, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio

RECALLS = "/console/recalls"
LOT = {"type": "vaccination", "lot": " 0071"}


def stored(index: int, lot: str = "71") -> Offer:
    place = {"rev_reg_id": REV_REG_ID, "cred_rev_id": index, "lot_number": lot, "attributes": None}
    return offer(OfferState.STORED, **place)


def facts(html: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", html))


async def test_only_kinds_of_cards_that_have_a_lot_can_be_chosen(mary: Browser) -> None:
    page = (await mary.see(RECALLS)).text
    assert re.findall(r'<option value="(\w+)"', page) == ["vaccination"]
    assert re.search(r'aria-current="page">Recall<', page)


async def test_what_would_be_done_is_counted_and_nothing_is_done_yet(mary: Browser, journal: OfferJournal) -> None:
    made = [stored(1), stored(2), offer(lot_number="71"), offer(OfferState.EXPIRED, lot_number="71"), stored(3, "72")]
    for each in made:
        await journal.open_draft(each)
    page = await mary.send(RECALLS, page=RECALLS, step="look", **LOT)
    assert page.status_code == 200 and "lot 71" in page.text
    assert facts(page.text) == {"To revoke": "2", "To withdraw": "1", "Nothing to do": "1"}
    assert [await journal.store.find(each.offer_id) for each in made[:2]] == made[:2]
    assert "Recalls so far" not in (await mary.see(RECALLS)).text


async def test_a_confirmed_recall_has_a_page_that_follows_it_and_no_lot_in_its_address(
    mary: Browser, journal: OfferJournal
) -> None:
    given, over, other = stored(1), offer(OfferState.DECLINED, lot_number="71"), stored(2, "72")
    for each in (given, over, other):
        await journal.open_draft(each)
    done = await mary.send(RECALLS, page=RECALLS, step="recall", **LOT)
    path = done.headers["location"]
    assert done.status_code == 303 and re.fullmatch(rf"{RECALLS}/[0-9a-f-]{{36}}", path)
    page = (await mary.see(path)).text
    assert "Being recalled" in page and "0 of 1 done" in page and 'data-events="/console/events?after=' in page
    assert facts(page) == {"Being revoked": "1", "Revoked": "0", "Withdrawn": "0", "Nothing to do": "1"}
    await journal.move(given.offer_id, OfferState.REVOKED)
    page = (await mary.see(path)).text
    assert "1 of 1 done" in page and facts(page)["Revoked"] == "1" and "data-events" not in page
    assert path in (await mary.see(RECALLS)).text
    assert "Revoked a card, mary" in (await mary.see(f"/console/offers/{given.offer_id}")).text
    found = await journal.store.find(other.offer_id)
    assert found is not None and found.state is OfferState.STORED


async def test_a_lot_that_nobody_got_may_be_recalled_and_the_page_asks_whether_it_is_meant(mary: Browser) -> None:
    asked = await mary.send(RECALLS, page=RECALLS, step="look", **LOT)
    assert "No card of this lot was offered here" in asked.text
    done = await mary.send(RECALLS, page=RECALLS, step="recall", **LOT)
    assert "Recalled" in (await mary.see(done.headers["location"])).text


async def test_what_is_no_lot_is_told_in_the_form_with_what_was_typed(mary: Browser, subtests: pytest.Subtests) -> None:
    for wrong in [{"lot": "  "}, {"lot": "1_000"}, {"type": "allergy"}, {"type": ""}]:
        with subtests.test(wrong=wrong):
            page = await mary.send(RECALLS, page=RECALLS, step="recall", **LOT | wrong)
            assert page.status_code == 422 and 'role="alert"' in page.text
            assert f'value="{(LOT | wrong)["lot"]}"' in page.text
            assert "Recalls so far" not in page.text


async def test_a_recall_that_is_not_there_is_a_page(mary: Browser) -> None:
    missing = await mary.see(f"{RECALLS}/00000000-0000-4000-8000-000000000000")
    assert missing.status_code == 404 and missing.headers["content-type"].startswith("text/html")


async def test_a_recalled_lot_is_offered_again_only_once_the_recall_is_lifted(
    mary: Browser, admin: Browser, published: Publication
) -> None:
    recall = (await mary.send(RECALLS, page=RECALLS, step="recall", **LOT)).headers["location"]
    form = {"type": "vaccination", "claim.lot_number": "71"}
    form |= {f"claim.{name}": str(value) for name, value in CLAIMS.items()}
    refused = await mary.send("/console/offers", page="/console/offers/new", step="offer", **form)
    assert refused.status_code == 409 and "This lot was recalled" in refused.text and 'value="Okafor"' in refused.text
    assert "new cards" not in (await mary.see(recall)).text and "In force" in (await mary.see(RECALLS)).text
    assert "stays revoked" in (await mary.see(f"{recall}/lift")).text
    assert "Lift this recall" in (await mary.see(recall)).text
    done = await mary.send(f"{recall}/lift", page=f"{recall}/lift")
    page = (await mary.see(done.headers["location"])).text
    assert "new cards of this lot can be offered" in page and "Lift this recall" not in page
    assert "Recalled a lot, mary" in page and "Lifted a recall, mary" in page
    assert "In force" not in (await mary.see(RECALLS)).text
    assert (await mary.see(f"{recall}/lift")).headers["location"] == recall
    told = await mary.send("/console/offers", page="/console/offers/new", step="offer", **form)
    assert told.status_code == 503  # the agent answers nobody here
    for browser in (mary, admin):
        assert f'href="{recall}"' in (await browser.see("/console/history")).text
