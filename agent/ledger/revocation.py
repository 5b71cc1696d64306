"""Which revocation list of a registry is in force, read from the ledger and not through an agent.

A list is named by the time of its transaction (`txnTime`, unix seconds by the clock of the validator that proposed it).
Two lists may fall into one second: the ledger then knows the second only, whoever asks. Left out: the lists themselves.
A reply is what f+1 validators say alike, so if as many lag behind, it may be the list before.
Source: indy-node, GET_REVOC_REG (docs/source/requests.md).
"""

# mypy: disable-error-code="import-untyped"
from indy_vdr import ledger as vdr

from agent.errors import LedgerUnavailable, NotFound
from agent.ledger.client import Ledger
from agent.protocol import RevRegId


class RevocationLists:
    """The revocation lists on one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> int:
        """Unix seconds that name the last list until `at`, inclusive; a moment to come means the newest there is.

        Raises NotFound if the registry had no list by then, InvalidInput for what is no id, LedgerUnavailable.
        """
        reply = await self._ledger.ask(lambda: vdr.build_get_revoc_reg_request(None, rev_reg_id, at))
        data = reply.get("data")
        if not data:
            raise NotFound("The ledger has no revocation list of this registry.")
        try:
            if data["revocRegDefId"] != rev_reg_id:
                raise LedgerUnavailable("The ledger answered for another registry than was asked.")
            return int(data.get("txnTime") or reply["txnTime"])
        except (KeyError, TypeError, ValueError) as error:
            raise LedgerUnavailable("The ledger's answer has no time of a list.") from error
