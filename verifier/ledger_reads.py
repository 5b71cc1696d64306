"""The reads of the ledger that the verifier makes itself."""

from agent.ledger.opening import LateLedger
from agent.ledger.revocation import RevocationLists
from agent.protocol import Did, RevRegId


class LedgerReads:
    def __init__(self, late: LateLedger) -> None:
        self._late = late

    def close(self) -> None:
        self._late.close()

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> int:
        """As RevocationLists; also raises GenesisUnreachable and GenesisInvalid."""
        return await RevocationLists(await self._late.ledger()).list_in_force(rev_reg_id, at)

    async def is_registered(self, did: Did) -> bool:
        return await (await self._late.ledger()).get_nym(did) is not None
