"""Whether an organisation of the registry led the wallet to a request, or somebody unknown.

An organisation is taken for the asker only if all of these hold:
  1. The invitation that was scanned has its proof (agent/asker_proof.py), in time.
  2. What came later came over the connection made on that invitation, or was inside it.
  3. The request is, to the letter, the one that the proof names.
Anything less is "unknown", never an error: other clinics' requests can be answered as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from agent.asker_proof import read_proof
from agent.json_digest import json_digest
from agent.ports import Invitation, PresentationExchange
from agent.protocol import ConnectionId, ThreadId
from wallet_api.domain.organisation import Organisations


@dataclass(frozen=True)
class Led:
    """Who made the invitation that was scanned, and what it was made for."""

    organisation_id: str
    purpose_id: str
    request_sha256: str


def led_by(invitation: Invitation, organisations: Organisations, now: datetime) -> Led | None:
    """Raises ProofRefused for a proof that does not hold, which may be told in the log."""
    proof = read_proof(invitation, organisations.keys_of, now)
    return None if proof is None else Led(proof.iss, proof.purpose_id, proof.request_sha256)


def asks(
    led: Led | None, exchange: PresentationExchange, *, over: Collection[ConnectionId], inside: ThreadId | None
) -> Led | None:
    """The same if this request is theirs. `over`: the scan's connections; `inside`: thread of what it carried."""
    if led is None or not _came_that_way(exchange, over, inside):
        return None
    try:
        return led if json_digest(exchange.request) == led.request_sha256 else None
    except (ValueError, RecursionError):
        return None


def _came_that_way(exchange: PresentationExchange, over: Collection[ConnectionId], inside: ThreadId | None) -> bool:
    if exchange.connection_id is not None:
        return exchange.connection_id in over
    return inside is not None and exchange.thread_id == inside
