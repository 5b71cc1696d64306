"""What patients delete is gone: from the wallet, from its tables, and from the agent's store, opened with its key."""

import pytest

from agent.protocol import AgentRole
from salus.journey import vaccination
from salus.parties import Clerk, Phone
from tests.flows.agent_store import held_by_tenants
from tests.flows.traces import Traces, tables_of
from tests.flows.world import World

pytestmark = pytest.mark.asyncio


def marked(traces: Traces) -> dict[str, object]:
    return vaccination() | {name: traces.text(name) for name in ("family_name", "given_name", "lot_number", "event_id")}


async def found_anywhere(world: World, traces: Traces) -> dict[str, set[bytes]]:
    """In the wallet API's tables, and in what the wallet agent holds of its tenants."""
    database = world.stack.layout.service(AgentRole.WALLET).directory / "service.sqlite"
    held = await held_by_tenants(world.stack.layout.agent(AgentRole.WALLET))
    return traces.found([*tables_of(database), *(each.haystack for each in held)])


async def test_a_deleted_card_is_gone_from_wallet_tables_and_agent_and_the_others_stay(
    world: World, clerk: Clerk, phone: Phone
) -> None:
    gone, kept = Traces(), Traces()
    for traces in (gone, kept):
        await clerk.hand_over(await clerk.offer("vaccination", marked(traces)), phone)
    cards = await phone.in_full()
    (doomed,) = [each["credential_id"] for each in cards if gone.mark in each["attributes"]["family_name"]]
    assert await found_anywhere(world, gone), "the search finds a card that is there"
    path = f"{phone.wallet}/credentials/{doomed}"
    assert (await phone.http.delete(path)).status_code == 204
    assert (await phone.http.delete(path)).status_code == 404, "nothing of it is left"
    (left,) = await phone.in_full()
    assert kept.mark in left["attributes"]["family_name"]
    assert len((await phone.get(f"{phone.wallet}/offers"))["offers"]) == 1
    assert await found_anywhere(world, gone) == {}
