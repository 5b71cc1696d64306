"""Lets DIDs onto the ledger: the one who signs must be a trustee, or a steward or endorser allowed to.

It reads before it writes, so it may be called again after a failure whose outcome is not known.
"""

# mypy: disable-error-code="import-untyped"
from indy_vdr import ledger as vdr

from agent.errors import LedgerRefused
from agent.ledger.client import Ledger, Nym, Transaction
from agent.ledger.did_key import DidKey
from agent.protocol import Did, LedgerRole, Verkey


class Registrar:
    """Writes NYM transactions in the name of one signer."""

    def __init__(self, ledger: Ledger, signer: DidKey) -> None:
        self._ledger = ledger
        self._signer = signer

    async def register(self, did: Did, verkey: Verkey, role: LedgerRole) -> Nym:
        """Make the ledger hold this DID with this key and role; returns what it holds then.

        Raises LedgerRefused if the DID is there with another key (only its owner may change that), or if the signer
        may not do this; LedgerUnavailable, after which it may or may not be written.
        """
        return await self._ledger.within_limit(lambda: self._register(did, verkey, role))

    async def _register(self, did: Did, verkey: Verkey, role: LedgerRole) -> Nym:
        known = await self._ledger.get_nym(did)
        if known is None:
            written = await self._write(did, verkey=verkey, role=None if role is LedgerRole.NONE else role.value)
        elif known.verkey != verkey:
            raise LedgerRefused(f"The DID {did} is on the ledger with another key.")
        elif known.role != role:
            # An empty role takes the role away; none at all would leave it.
            written = await self._write(did, role="" if role is LedgerRole.NONE else role.value)
        else:
            return known
        # Not read back: two validators that lag would agree on the state before.
        return Nym(did, verkey, role.value, written.seq_no)

    async def _write(self, did: Did, *, verkey: Verkey | None = None, role: str | None) -> Transaction:
        request = vdr.build_nym_request(self._signer.did, did, verkey, role=role)
        request.set_signature(self._signer.sign(request.signature_input))
        return await self._ledger.submit(request)
