"""What an agent's store holds, opened with its key: the store itself is encrypted, so its bytes tell nothing."""

import json
from dataclasses import dataclass
from typing import Any

from aries_askar import Store

from agent.acapy.settings import AgentSettings
from tests.flows.traces import Haystack


@dataclass(frozen=True)
class Held:
    """A record of any category, or a key."""

    category: str
    name: str
    text: str
    """Value and tags."""

    @property
    def haystack(self) -> Haystack:
        return Haystack(f"agent's {self.category}", f"{self.name} {self.text}".encode())


async def held_by(agent: AgentSettings) -> list[Held]:
    """All that is in the store of an agent on SQLite; the agent may be running."""
    (path,) = agent.data_dir.rglob("*.db")
    store = await Store.open(f"sqlite://{path}", "raw", agent.secrets.wallet_key)
    try:
        found = [
            Held(each.category, each.name, f"{each.value.decode(errors='replace')} {json.dumps(each.tags)}")
            async for each in store.scan()
        ]
        async with store.session() as session:
            keys: Any = await session.fetch_all_keys()
            found += [Held("key", each.name, f"{each.metadata} {json.dumps(each.tags)}") for each in keys]
    finally:
        await store.close()
    return found


async def held_by_tenants(agent: AgentSettings) -> list[Held]:
    """All that is in the store which the tenants of a wallet agent share, whoever's it is; and what they are called."""
    (path,) = agent.data_dir.rglob("multitenant_sub_wallet/*.db")
    store = await Store.open(f"sqlite://{path}", "raw", agent.secrets.wallet_key)
    try:
        tenants = await store.list_profiles()
        found = [Held("profile", name, "") for name in tenants]
        for tenant in tenants:
            async for each in store.scan(profile=tenant):
                text = f"{each.value.decode(errors='replace')} {json.dumps(each.tags)}"
                found.append(Held(each.category, f"{tenant}/{each.name}", text))
    finally:
        await store.close()
    return found
