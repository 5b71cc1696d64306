"""Why a patient should look twice before a request is answered, if they should.

A reason each for what is asked to be seen; what is only proved gives none. An app asks again, and says the reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wallet_api.domain.card_type import CardType
from wallet_api.domain.choice import DAY_OF_ISSUANCE
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.request import RequestedGroup

MUCH = 6
"""More values than these are a lot."""


class Care(StrEnum):
    MUCH = "much"
    """Many values, or all of a card."""
    IDENTIFYING = "identifying"
    """Somebody unknown would see who the patient is."""
    BEYOND_PURPOSE = "beyond-purpose"
    """More would be seen than the purpose needs, as registered with the organisation."""


@dataclass(frozen=True)
class Weighed:
    reasons: tuple[Care, ...]
    identifying: tuple[str, ...]
    """Of what would be seen: what tells who the patient is."""
    beyond_purpose: tuple[str, ...]
    """Of what would be seen: what the purpose does not need. Empty where the purpose is not registered."""
    purpose_is_registered: bool


def weigh(
    groups: Sequence[RequestedGroup], types: Mapping[str, CardType], asker: Organisation | None, purpose_id: str | None
) -> Weighed:
    seen = tuple(dict.fromkeys(name for group in groups for name in group.revealed_names))
    purpose = asker.purpose(purpose_id) if asker and purpose_id else None
    identifying = _identifying(seen, types.values())
    beyond = tuple(name for name in seen if purpose and name not in {*purpose.sees, DAY_OF_ISSUANCE})
    found = {
        Care.MUCH: len(seen) > MUCH or any(_is_all_of(group, kind) for group in groups for kind in types.values()),
        Care.IDENTIFYING: asker is None and bool(identifying),
        Care.BEYOND_PURPOSE: bool(beyond),
    }
    return Weighed(tuple(care for care, holds in found.items() if holds), identifying, beyond, purpose is not None)


def _identifying(seen: Iterable[str], types: Iterable[CardType]) -> tuple[str, ...]:
    telling = {name for kind in types for name in kind.identifying}
    return tuple(name for name in seen if name in telling)


def _is_all_of(group: RequestedGroup, kind: CardType) -> bool:
    return set(kind.attributes) <= set(group.revealed_names)
