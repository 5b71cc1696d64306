"""The console's page that finds a patient's cards."""

import re

import pytest

from issuer.domain.offer import OfferState
from issuer.services.offer_journal import OfferJournal
from tests.contract.browser import Browser
from tests.contract.issuer.examples import offer

pytestmark = pytest.mark.asyncio

FIND = "/console/find"


def ids(html: str) -> set[str]:
    return set(re.findall(r'id="offer-([0-9a-f-]{36})"', html))


async def test_a_patients_cards_are_found_and_the_pseudonym_is_in_no_address(
    mary: Browser, journal: OfferJournal
) -> None:
    mine, other = offer(OfferState.STORED, subject_id="S-1", attributes=None), offer(subject_id="S-2")
    for each in (mine, other):
        await journal.open_draft(each)
    page = await mary.send(FIND, page=FIND, subject=" S-1 ")
    assert page.status_code == 200 and ids(page.text) == {mine.offer_id} and "1 offer" in page.text
    assert "S-1" not in str(page.url) and not re.search(r'(?:href|action|data-events)="[^"]*S-1', page.text)
    assert 'value=" S-1 "' in page.text and "data-events" not in page.text


async def test_the_cards_of_a_lot_are_found_also_together_with_the_patient(
    mary: Browser, journal: OfferJournal
) -> None:
    both, lot = offer(subject_id="S-1", lot_number="7123"), offer(subject_id="S-2", lot_number="7123")
    for each in (both, lot, offer(subject_id="S-1")):
        await journal.open_draft(each)
    assert ids((await mary.send(FIND, page=FIND, lot="007123")).text) == {both.offer_id, lot.offer_id}
    assert ids((await mary.send(FIND, page=FIND, lot="7123", subject="S-1")).text) == {both.offer_id}


async def test_what_cannot_be_found_and_an_empty_form_are_told_apart(mary: Browser) -> None:
    for subject in ("S-9", "1_000"):
        assert "Nothing was found" in (await mary.send(FIND, page=FIND, subject=subject)).text
    empty = await mary.send(FIND, page=FIND, subject=" ")
    assert empty.status_code == 422 and "Both fields are empty" in empty.text


async def test_of_very_many_cards_the_newest_are_shown_and_the_page_says_so(
    mary: Browser, journal: OfferJournal
) -> None:
    async with journal.database.transaction() as transaction:
        for _ in range(101):
            await journal.store.add(transaction, offer(subject_id="S-1"))
    page = await mary.send(FIND, page=FIND, subject="S-1")
    assert len(ids(page.text)) == 100 and "The newest 100 offers, and there are more" in page.text
