"""Publishes a revocation that an issuer's agent has recorded and not put on the ledger.

ACA-Py 1.7 records a revocation in its own list first. When the ledger does not take it, the agent answers 200, and
calls a second try "already revoked": the credential would go on verifying until another one of its registry is revoked.
Here a second try compares the agent's list with the ledger's and publishes what is missing. Put in place before ACA-Py
starts (run.py).
"""

from typing import Any

from acapy_agent.anoncreds.registry import AnonCredsRegistry
from acapy_agent.anoncreds.revocation.revocation import (
    AnonCredsRevocation,
    RevokeResult,
)


def publish_what_was_left() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    revoke = AnonCredsRevocation.revoke_pending_credentials

    async def revoke_or_publish(revocation: Any, revoc_reg_id: str, **limits: Any) -> Any:
        result = await revoke(revocation, revoc_reg_id, **limits)
        if result.curr is not None:
            return result
        ours = await revocation.get_created_revocation_list(revoc_reg_id)
        registry = revocation.profile.inject(AnonCredsRegistry)
        theirs = (await registry.get_revocation_list(revocation.profile, revoc_reg_id)).revocation_list
        left = sorted(_revoked(ours) - _revoked(theirs))
        return RevokeResult(prev=theirs, curr=ours, revoked=left, failed=result.failed) if left else result

    AnonCredsRevocation.revoke_pending_credentials = revoke_or_publish


def _revoked(status_list: Any) -> set[int]:
    return {index for index, bit in enumerate(status_list.revocation_list) if bit}
