"""How a ledger is: which validators answer, and whether they hold the same transactions.

Needs no key: each validator is asked by itself for the first transaction of the domain ledger, and its answer holds
the size and the root of its whole ledger. View and primary are told to a trustee or steward only.
"""

# mypy: disable-error-code="import-untyped"
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indy_vdr import LedgerType
from indy_vdr import ledger as vdr

from agent.ledger.client import Ledger
from agent.ledger.did_key import DidKey


@dataclass(frozen=True)
class ValidatorStatus:
    """One validator, as it says of itself. Nothing but its name is known of one that is not up."""

    name: str
    up: bool
    domain_size: int | None = None
    domain_root: str | None = None
    """Root of the Merkle tree over the domain ledger, in base58."""
    view_no: int | None = None
    primary: str | None = None


@dataclass(frozen=True)
class LedgerStatus:
    """All validators of a network at one moment."""

    network: str
    genesis_sha256: str
    validators: tuple[ValidatorStatus, ...]

    @property
    def validators_up(self) -> int:
        return sum(validator.up for validator in self.validators)

    @property
    def faults_tolerated(self) -> int:
        """f of n = 3f + 1."""
        return (len(self.validators) - 1) // 3

    @property
    def writable(self) -> bool:
        """Whether enough validators are up to agree on a write."""
        return self.validators_up >= len(self.validators) - self.faults_tolerated

    @property
    def domain_size(self) -> int | None:
        """The greatest size that f+1 validators have, so that an honest one is among them; None if fewer are up."""
        sizes = sorted((v.domain_size for v in self.validators if v.domain_size is not None), reverse=True)
        return sizes[self.faults_tolerated] if len(sizes) > self.faults_tolerated else None

    @property
    def roots_agree(self) -> bool:
        """Whether all that are up hold the same ledger; for a moment during a write they may not."""
        return len({(v.domain_size, v.domain_root) for v in self.validators if v.up}) == 1


async def ledger_status(ledger: Ledger, trustee: DidKey | None = None) -> LedgerStatus:
    """Ask each validator; takes at most some 3 s if one does not answer. Never raises for one that is down."""
    sizes, views = await asyncio.gather(
        ledger.ask_each(vdr.build_get_txn_request(None, LedgerType.DOMAIN, 1)), _ask_views(ledger, trustee)
    )
    names = sorted({*ledger.network.validators, *sizes})
    found = tuple(_validator(name, sizes.get(name), views.get(name)) for name in names)
    return LedgerStatus(ledger.network.name, ledger.network.genesis_sha256, found)


async def _ask_views(ledger: Ledger, trustee: DidKey | None) -> Mapping[str, Mapping[str, Any] | None]:
    if trustee is None:
        return {}
    request = vdr.build_get_validator_info_request(trustee.did)
    request.set_signature(trustee.sign(request.signature_input))
    return await ledger.ask_each(request)


def _validator(name: str, size: Mapping[str, Any] | None, view: Mapping[str, Any] | None) -> ValidatorStatus:
    if size is None or not size.get("data"):
        return ValidatorStatus(name, up=False)
    data = size["data"]
    view_no, primary = _view(view)
    return ValidatorStatus(name, True, int(data["ledgerSize"]), str(data["rootHash"]), view_no, primary)


def _view(info: Mapping[str, Any] | None) -> tuple[int | None, str | None]:
    """View and primary of the master instance, as indy-node writes them: "Node2:0"."""
    node = (info or {}).get("data", {}).get("Node_info", {})
    view_no = node.get("View_change_status", {}).get("View_No")
    primary = node.get("Replicas_status", {}).get(f"{node.get('Name')}:0", {}).get("Primary")
    return view_no, primary.partition(":")[0] if primary else None
