"""What a test orders the forging wallet agent to do with its next presentations: a file that both processes know."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

ORDERS_VARIABLE = "SALUS_TEST_ORDERS"
"""Names the file."""


class Forgery(StrEnum):
    NONE = "none"
    OLD_LIST = "old-list"
    """Prove non-revocation against the list in force at the moment `value`."""
    CLAIMED_LIST = "claimed-list"
    """Prove no non-revocation, and claim the list of the moment `value`."""
    RELABELLED = "relabelled"
    """Prove the bound of the day of occurrence for the day of issuance, and change the name afterwards."""
    NEVER_PROVED = "never-proved"
    """Leave the day of occurrence out of the proof, and say that it is in."""
    OVERWRITTEN = "overwritten"
    """Write `value` over every shown raw value."""
    MORE_SHOWN = "more-shown"
    """Show another attribute, with `value`, that nobody asked for and no proof covers."""
    OTHER_NONCE = "other-nonce"
    """Prove for the nonce `value`."""
    SELF_ATTESTED = "self-attested"
    """State `value` by oneself instead of showing it from the card."""
    REPLAYED = "replayed"
    """Send the presentation `value`."""
    NO_SUCH_PROOF = "no-such-proof"
    """Point all predicates at the sub-proof of index `value`."""
    OTHER_REGISTRY = "other-registry"
    """Say that the card is in the revocation registry `value`."""


@dataclass(frozen=True)
class Order:
    forgery: Forgery = Forgery.NONE
    value: Any = None
    may_answer_again: bool = False
    """Whether the wallet lets another answer to the same request follow."""

    def write(self, path: Path) -> None:
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(self)))
        unfinished.replace(path)


def ready_answer(orders: Path, nonce: str) -> Path:
    """Where the presentation lies that a test has made for the request of this nonce, to be sent as it is."""
    return orders.with_name(f"answer-to-{nonce}.json")


def read_order(path: Path) -> Order:
    if not path.exists():
        return Order()
    read = json.loads(path.read_text())
    return Order(Forgery(read["forgery"]), read["value"], read["may_answer_again"])
