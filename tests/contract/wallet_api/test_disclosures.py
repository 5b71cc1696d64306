"""What was shown is written down before it is shown, and read again by its own wallet alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio

from agent.errors import AgentUnavailable
from agent.ports import WalletHost
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.broken_agent import BrokenAgent, card, exchange
from tests.contract.wallet_api.patients import NOW, Patient, add_patient, add_rows, disclosure, request, stored
from wallet_api.domain.states import RequestState
from wallet_api.parts import Parts
from wallet_api.settings import Settings
from wallet_api.store.requests import ProofAsked

pytestmark = pytest.mark.asyncio

CARD = card("c-1", disease="Measles", day="20240312")


@pytest_asyncio.fixture
async def anna(database: Database, tenant_key: str) -> AsyncIterator[Patient]:
    yield await add_patient(database, tenant_key)


class Breaking:
    """The service's parts over an agent that breaks off."""

    def __init__(self, settings: Settings) -> None:
        self.agent, self.clock = BrokenAgent([CARD]), MovingClock()
        self.clock.now = NOW
        self.parts = Parts(settings, cast(WalletHost, self.agent), HttpxWeb(), Metrics(), clock=self.clock)

    async def approved(self, database: Database, wallet_id: str) -> ProofAsked:
        asked = request(wallet_id)
        await add_rows(database, asked)
        self.agent.exchanges[asked.exchange_id] = exchange(asked.exchange_id)
        self.agent.referents = asked.asked[0].referents
        await self.parts.requests.approve(wallet_id, asked.id, {})
        return asked

    async def history(self, wallet_id: str) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
        page = await self.parts.disclosures.page(wallet_id, None, 10)
        return [(each.credential_id, each.state, each.revealed, each.proved) for each in page.disclosures]


@pytest_asyncio.fixture
async def breaking(settings: Settings, database: Database) -> AsyncIterator[Breaking]:
    made = Breaking(settings)
    await made.parts.reconciler.stop()  # the test alone refreshes
    yield made
    await made.parts.database.close()


@pytest.mark.parametrize("leaves", [True, False], ids=["the proof had left", "nothing had left"])
async def test_who_is_killed_while_a_card_is_shown_finds_that_it_may_have_been(
    breaking: Breaking, database: Database, anna: Patient, leaves: bool
) -> None:
    """And once it goes on, that it was: one line, however often it is tried."""
    asked = await breaking.approved(database, anna.wallet.id)
    breaking.agent.answers = [leaves]
    with pytest.raises(AgentUnavailable):
        await breaking.parts.requests.refresh(asked.id)
    assert await breaking.history(anna.wallet.id) == [("c-1", "possible", ("disease",), ("day",))]
    await breaking.parts.requests.refresh(asked.id)
    assert await breaking.history(anna.wallet.id) == [("c-1", "shown", ("disease",), ("day",))]


async def test_what_turns_out_not_to_have_been_sent_is_taken_back(
    breaking: Breaking, database: Database, anna: Patient
) -> None:
    asked = await breaking.approved(database, anna.wallet.id)
    breaking.agent.answers = [False]
    with pytest.raises(AgentUnavailable):
        await breaking.parts.requests.refresh(asked.id)
    breaking.clock.pass_(hours=2)
    await breaking.parts.requests.refresh(asked.id)
    assert (await breaking.parts.requests.show(anna.wallet.id, asked.id)).request.state is RequestState.EXPIRED
    assert await breaking.history(anna.wallet.id) == []


async def test_what_the_agent_has_lost_may_have_been_shown(
    breaking: Breaking, database: Database, anna: Patient
) -> None:
    asked = await breaking.approved(database, anna.wallet.id)
    breaking.agent.answers = [True]
    with pytest.raises(AgentUnavailable):
        await breaking.parts.requests.refresh(asked.id)
    breaking.agent.exchanges.clear()
    await breaking.parts.requests.refresh(asked.id)
    assert [state for _, state, *_ in await breaking.history(anna.wallet.id)] == ["possible"]


async def pages(client: httpx.AsyncClient, patient: Patient, path: str) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    after = ""
    while True:
        answer = await client.get(f"{patient.at}{path}?limit=2{after}", headers=patient.headers)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["disclosures"])
        if answer.json()["next_after"] is None:
            return found
        after = f"&after={answer.json()['next_after']}"


async def test_the_history_is_read_in_pages_whole_of_one_card_and_of_one_request(
    client: httpx.AsyncClient, database: Database, anna: Patient, tenant_key: str
) -> None:
    held, ben = stored(anna.wallet.id), await add_patient(database, tenant_key)
    asked = [request(anna.wallet.id) for _ in range(5)]
    shown = [
        replace(disclosure(each, held.credential_id or ""), created_at=NOW - timedelta(days=number // 2))
        for number, each in enumerate(asked)
    ]  # two at the same moment
    others = request(ben.wallet.id)
    await add_rows(database, held, *asked, others, *shown, disclosure(others, held.credential_id or ""))
    everything = await pages(client, anna, "/disclosures")
    assert [len(page) for page in everything] == [2, 2, 1]
    read = [each["disclosure_id"] for page in everything for each in page]
    assert len(set(read)) == 5 and set(read) == {each.id for each in shown}
    assert [each["at"] for page in everything for each in page] == sorted(
        [each["at"] for page in everything for each in page], reverse=True
    )
    assert await pages(client, anna, f"/credentials/{held.credential_id}/disclosures") == everything
    (one,) = (await client.get(f"{anna.at}/disclosures?request_id={asked[3].id}", headers=anna.headers)).json()[
        "disclosures"
    ]
    assert one | {"at": ""} == {
        "disclosure_id": shown[3].id, "request_id": asked[3].id, "credential_id": held.credential_id,
        "state": "shown", "asker": {"organisation_id": "clinic", "name": "Clinic of St. Anne"},
        "claimed_label": "Clinic", "claimed_purpose": "Work", "revealed": ["disease"], "proved": ["day"], "at": "",
    }  # fmt: skip


async def test_a_card_that_was_never_here_and_a_page_after_nothing_are_refused(
    client: httpx.AsyncClient, database: Database, anna: Patient
) -> None:
    held = stored(anna.wallet.id)
    await add_rows(database, held)
    at = f"{anna.at}/credentials"
    assert (await client.get(f"{at}/{held.credential_id}/disclosures", headers=anna.headers)).json() == {
        "disclosures": [], "next_after": None,
    }  # fmt: skip
    never = await client.get(f"{at}/never/disclosures", headers=anna.headers)
    assert (never.status_code, never.json()["code"]) == (404, "not-found")
    nothing = await client.get(f"{anna.at}/disclosures?after=nothing", headers=anna.headers)
    assert (nothing.status_code, nothing.json()["code"]) == (422, "invalid-input")
