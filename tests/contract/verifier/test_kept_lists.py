"""The last reading of each registry's list, on both databases: asked anew while the ledger answers, kept while not."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio

from agent.errors import LedgerUnavailable, NotFound
from agent.protocol import Did, RevRegId
from tests.contract.migrated import empty
from tests.contract.verifier.conftest import Bench
from tests.unit.verifier.asked import NOW
from verifier import tables
from verifier.domain.evidence import ListInForce
from verifier.services.kept_lists import KeptLists
from verifier.store.revocation_lists import RevocationListStore

pytestmark = pytest.mark.asyncio
REGISTRY = RevRegId("V4SGRU86Z58d6TV7PBUe6f:4:V4SGRU86Z58d6TV7PBUe6f:3:CL:15:default:CL_ACCUM:0")
LATER = int((NOW + timedelta(seconds=600)).timestamp())
FIRST = int((NOW - timedelta(days=1)).timestamp())


@dataclass
class Ledger:
    """The lists of one registry, by their moments."""

    lists: list[int] = field(default_factory=lambda: [FIRST])
    away: bool = False
    reads: int = 0

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> int:
        self.reads += 1
        if self.away:
            raise LedgerUnavailable("The ledger is away.")
        found = [moment for moment in self.lists if moment <= at]
        if rev_reg_id != REGISTRY or not found:
            raise NotFound("There is no list.")
        return max(found)

    async def is_registered(self, _: Did) -> bool:
        return True


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest_asyncio.fixture
async def bench(bench: Bench) -> Bench:
    """Where no list was read yet."""
    await empty(bench.parts.database, tables.revocation_lists)
    return bench


@pytest.fixture
def kept(bench: Bench, ledger: Ledger) -> KeptLists:
    return after_a_restart(bench, ledger)


def after_a_restart(bench: Bench, ledger: Ledger) -> KeptLists:
    return KeptLists(ledger, RevocationListStore(bench.parts.database), bench.clock)


async def test_a_list_that_came_a_moment_ago_counts(kept: KeptLists, ledger: Ledger, bench: Bench) -> None:
    assert await kept.list_in_force(REGISTRY, LATER) == ListInForce(FIRST, NOW)
    ledger.lists.append(FIRST + 60)
    bench.clock.move(1)
    assert await kept.list_in_force(REGISTRY, LATER) == ListInForce(FIRST + 60, bench.clock())


async def test_in_an_outage_the_last_reading_counts_with_its_age(kept: KeptLists, ledger: Ledger, bench: Bench) -> None:
    read = await kept.list_in_force(REGISTRY, LATER)
    ledger.away = True
    bench.clock.move(3600)
    assert await kept.list_in_force(REGISTRY, LATER + 3600) == read == ListInForce(FIRST, NOW)
    ledger.away = False
    assert (await kept.list_in_force(REGISTRY, LATER + 3600)).read_at == bench.clock()


async def test_the_last_reading_outlives_a_restart(kept: KeptLists, ledger: Ledger, bench: Bench) -> None:
    await kept.list_in_force(REGISTRY, LATER)
    bench.clock.move(60)
    ledger.lists.append(FIRST + 60)
    read = await kept.list_in_force(REGISTRY, LATER)
    ledger.away = True
    bench.clock.move(60)
    assert await after_a_restart(bench, ledger).list_in_force(REGISTRY, LATER) == read


async def test_what_was_written_down_looks_at_most_a_little_older_than_it_is(
    kept: KeptLists, ledger: Ledger, bench: Bench
) -> None:
    for _ in range(4):
        read = await kept.list_in_force(REGISTRY, LATER)
        bench.clock.move(9)
    ledger.away = True
    found = await after_a_restart(bench, ledger).list_in_force(REGISTRY, LATER)
    assert timedelta(0) <= read.read_at - found.read_at <= timedelta(seconds=10)


async def test_without_an_earlier_reading_an_outage_is_told(kept: KeptLists, ledger: Ledger) -> None:
    ledger.away = True
    with pytest.raises(LedgerUnavailable):
        await kept.list_in_force(REGISTRY, LATER)


async def test_a_registry_without_a_list_is_told_and_not_kept(kept: KeptLists, ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        await kept.list_in_force(RevRegId("another"), LATER)
    ledger.away = True
    with pytest.raises(LedgerUnavailable):
        await kept.list_in_force(RevRegId("another"), LATER)


async def test_a_moment_that_has_passed_is_asked_for_itself(kept: KeptLists, ledger: Ledger) -> None:
    """A newer list says nothing about it."""
    ledger.lists.append(FIRST + 600)
    assert (await kept.list_in_force(REGISTRY, FIRST + 60)).list_at == FIRST
    ledger.away = True
    with pytest.raises(LedgerUnavailable):
        await kept.list_in_force(REGISTRY, FIRST + 60)


async def test_validators_that_lag_behind_bring_no_older_list_back(
    kept: KeptLists, ledger: Ledger, bench: Bench
) -> None:
    ledger.lists.append(FIRST + 60)
    read = await kept.list_in_force(REGISTRY, LATER)
    ledger.lists.pop()
    bench.clock.move(30)
    assert await kept.list_in_force(REGISTRY, LATER) == read


async def test_a_registry_that_nobody_asks_about_is_let_go(kept: KeptLists, ledger: Ledger, bench: Bench) -> None:
    await kept.list_in_force(REGISTRY, LATER)
    ledger.away = True
    bench.clock.move(29 * 24 * 3600)
    await kept.purge()
    await kept.list_in_force(REGISTRY, LATER)
    bench.clock.move(2 * 24 * 3600)
    await kept.purge()
    for each in (kept, after_a_restart(bench, ledger)):
        with pytest.raises(LedgerUnavailable):
            await each.list_in_force(REGISTRY, LATER)


async def test_a_reading_of_another_process_is_not_overwritten_by_an_earlier_one(bench: Bench) -> None:
    store = RevocationListStore(bench.parts.database)
    later = ListInForce(FIRST + 60, NOW)
    await store.keep(REGISTRY, later)
    await store.keep(REGISTRY, ListInForce(FIRST, NOW - timedelta(seconds=1)))
    assert await store.find(REGISTRY) == later
