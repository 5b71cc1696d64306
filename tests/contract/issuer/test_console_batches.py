"""Batches at the console."""

import re

import pytest

from issuer.domain.batch import RowOutcome
from issuer.domain.offer import OfferState
from issuer.parts import Parts
from tests.contract.browser import ORIGIN, Browser, form_token
from tests.contract.issuer.tables_of_doses import csv, dose

pytestmark = pytest.mark.asyncio

BATCHES = "/console/batches"


async def uploaded(mary: Browser, content: bytes, **fields: str) -> str:
    """The path of the new batch's page."""
    fields["form_token"] = form_token((await mary.see(BATCHES)).text)
    files = {"document": ("doses.csv", content, "text/csv")}
    answer = await mary.http.post(BATCHES, data=fields, files=files, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_an_upload_leads_to_what_was_read_with_each_refusal_explained(mary: Browser) -> None:
    path = await uploaded(mary, csv(dose(1), dose(2, given_on="2044-01-01")))
    page = (await mary.see(path)).text
    assert "Read, not started" in page and "2 rows" in page
    assert "row 3, column occurrence_dateint" in page and "Refused (1)" in page
    refused = (await mary.see(f"{path}?outcome=refused")).text
    assert "row 3" in refused and "row 2" not in refused
    assert (await mary.see(f"{path}?outcome=nonsense")).status_code == 422
    assert re.search(rf'href="{path}"', (await mary.see(BATCHES)).text)


async def test_a_table_with_column_names_of_its_own_is_read_as_told(mary: Browser) -> None:
    content = csv(dose(1)).replace(b"subject_id", b"Patient No.")
    page = (await mary.see(await uploaded(mary, content, columns="Patient No.=subject_id\r\n"))).text
    assert "Waiting (1)" in page and "Refused (0)" in page


async def test_an_upload_without_a_file_is_told_in_plain_words(mary: Browser) -> None:
    fields = {"form_token": form_token((await mary.see(BATCHES)).text)}
    files = {"document": ("", b"", "application/octet-stream")}
    answer = await mary.http.post(BATCHES, data=fields, files=files, headers={"Origin": ORIGIN})
    assert (answer.status_code, "Choose a file" in answer.text) == (422, True)


async def test_a_batch_is_started_stopped_and_gone_on_with_and_the_history_says_by_whom(mary: Browser) -> None:
    path = await uploaded(mary, csv(dose(1)))
    for step, said in (("start", "Running"), ("stop", "Stopped"), ("start", "Running")):
        assert (await mary.send(f"{path}/{step}", page=path)).headers["location"] == path
        page = (await mary.see(path)).text
        assert said in page or "Waiting" in page  # no agent answers here
    assert re.search(r"Started a batch, mary", page)
    history = (await mary.see("/console/history")).text
    assert "Stopped a batch" in history and f'href="{path}"' in history


async def test_what_was_read_can_be_discarded(mary: Browser) -> None:
    path = await uploaded(mary, csv(dose(1)))
    assert (await mary.send(f"{path}/discard", page=path)).headers["location"] == BATCHES
    assert (await mary.see(path)).status_code == 404


async def test_what_nobody_took_up_is_offered_again_from_its_page(mary: Browser, parts: Parts) -> None:
    path = await uploaded(mary, csv(dose(1)))
    batch = await parts.batches.find(path.rpartition("/")[2])
    waiting = await parts.batches.rows(batch.batch_id, limit=10, outcome=RowOutcome.WAITING)
    [draft] = await parts.batch_running.settling.settle(batch, [row for row, _ in waiting])
    await parts.journal.move(draft.offer_id, OfferState.EXPIRED)
    page = f"/console/offers/{draft.offer_id}"
    assert 'id="renew"' in (await mary.see(page)).text
    renewed = await mary.send(f"{page}/renew", page=page)
    assert renewed.status_code == 303 and renewed.headers["location"] != page
    assert 'id="renew"' not in (await mary.see(page)).text
