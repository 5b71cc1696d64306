"""Lets an agent show and verify cards while the ledger is away. A plugin of the wallet's and the verifier's arguments.

ACA-Py 1.7 reads schema, definition, registry and revocation list from the ledger for each presentation. When there is
no answer, it gives the exchange up for good, and then refuses all work until it is restarted; and it does not start
without a ledger. Here the ledger's replies are kept (`ledger`, `replies`), and an exchange that cannot be checked now
stays as it is, to be tried again. How old its own reading may be is for the verifier's service to decide
(docs/adr/0013). An issuer's agent is left alone: what it compares with the ledger has to be the ledger's.
"""

# mypy: disable-error-code="import-untyped"
import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from acapy_agent.anoncreds.verifier import AnonCredsVerifier
from acapy_agent.config.base import ConfigError
from acapy_agent.core import conductor
from acapy_agent.ledger import indy_vdr as acapy
from acapy_agent.ledger.error import LedgerError
from acapy_agent.utils.env import storage_path
from indy_vdr import VdrError

from agent.acapy.kept_ledger.ledger import KeptLedger, is_silence, the_very_list
from agent.acapy.kept_ledger.replies import KeptReplies

REFRESH_LIMIT_S = 2
START_LIMIT_S = 10
log = logging.getLogger(__name__)


async def setup(_: Any) -> None:
    """Called by ACA-Py before it opens its wallet and its ledger."""
    replies = KeptReplies(storage_path("kept", create=True) / "ledger.sqlite")
    kept = KeptLedger(replies, acapy.IndyVdrLedger._submit)

    async def submit(ledger: Any, request: Any, *more: Any, **named: Any) -> dict[str, Any]:
        return await kept.submit(ledger, request, *more, **named)

    acapy.IndyVdrLedger._submit = submit
    acapy.open_pool = opening_without_validators(acapy.open_pool)
    conductor.ledger_config = starting_without_validators(conductor.ledger_config)
    AnonCredsVerifier.process_pres_identifiers = of_the_very_lists(AnonCredsVerifier.process_pres_identifiers)


def opening_without_validators(open_pool: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def opened(**params: Any) -> Any:
        pool = await open_pool(**params, no_refresh=True)
        with contextlib.suppress(VdrError, TimeoutError):
            async with asyncio.timeout(REFRESH_LIMIT_S):
                await pool.refresh()
        return pool

    return opened


def starting_without_validators(configure: Callable[..., Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    """What a start asks the ledger for matters to who writes: the network's agreement, and our own endpoint on it."""

    async def configured(*of: Any, **named: Any) -> bool:
        try:
            async with asyncio.timeout(START_LIMIT_S):
                return await configure(*of, **named)
        except (TimeoutError, ConfigError, LedgerError) as error:
            if not is_silence(error):
                raise
        log.warning("The ledger gives no answer: started with what is kept of it")
        return False

    return configured


def of_the_very_lists(process: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """A proof verifies against the list that it names and no other: with another one it would look like a false one."""

    async def processed(verifier: Any, identifiers: Any) -> Any:
        token = the_very_list.set(True)
        try:
            return await process(verifier, identifiers)
        finally:
            the_very_list.reset(token)

    return processed
