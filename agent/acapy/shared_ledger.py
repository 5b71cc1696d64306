"""One connection to the ledger for all tenants of an agent, and what cannot change is read from it once.

ACA-Py 1.7 opens a pool for each tenant and closes it after some seconds: every patient would wait half a second for
four new connections at each first use, and a thousand patients would hold four thousand. Its pool object counts its
users and is made to be shared; only the place that makes it does not share. It also reads a schema's transaction and a
registry's definition anew each time, a dozen reads a journey, though neither ever changes. Revocation lists do, and
are not kept here (but see kept_ledger). Put in place before ACA-Py starts (run.py).
"""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

from acapy_agent.askar.profile_anon import AskarAnonCredsProfile
from acapy_agent.ledger.indy_vdr import IndyVdrLedger

MOST_KEPT = 10_000


def share_ledger() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    _share_pool()
    for name in ("fetch_schema_by_seq_no", "get_revoc_reg_def"):
        setattr(IndyVdrLedger, name, _read_once(getattr(IndyVdrLedger, name)))


def _share_pool() -> None:
    make_own = AskarAnonCredsProfile.init_ledger_pool
    pools: dict[str, Any] = {}

    def init_ledger_pool(profile: Any) -> None:
        genesis = profile.settings.get("ledger.genesis_transactions")
        if genesis in pools:
            profile.ledger_pool = pools[genesis]
            return
        make_own(profile)
        if profile.ledger_pool is not None:
            pools[genesis] = profile.ledger_pool

    AskarAnonCredsProfile.init_ledger_pool = init_ledger_pool


def _read_once(read: Callable[[Any, Any], Awaitable[Any]]) -> Callable[[Any, Any], Awaitable[Any]]:
    kept: dict[tuple[str, Any], Any] = {}

    async def read_once(ledger: Any, key: Any) -> Any:
        place = (ledger.pool.genesis_hash, key)
        if place not in kept:
            found = await read(ledger, key)
            if not found or len(kept) >= MOST_KEPT:
                return found  # what is not there yet may come
            kept[place] = found
        return deepcopy(kept[place])  # a caller may change its answer

    return read_once
