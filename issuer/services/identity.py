"""The issuer's DID, and whether it stands on the ledger."""

from dataclasses import dataclass
from enum import StrEnum

from agent.ports import DidKey, PublicIdentity


class IdentityState(StrEnum):
    UNREGISTERED = "unregistered"
    """Somebody with the right to has to register it on the ledger as ENDORSER; the publisher then goes on by itself."""
    PUBLIC = "public"


@dataclass(frozen=True)
class Identity:
    key: DidKey
    state: IdentityState


async def identity_of(agent: PublicIdentity) -> Identity:
    public = await agent.public_did()
    if public is not None:
        return Identity(public, IdentityState.PUBLIC)
    return Identity(await agent.local_did(), IdentityState.UNREGISTERED)
