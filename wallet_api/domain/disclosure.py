"""What was shown of which card: the names of what was seen and of what was only proved, and no value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from agent.protocol import CredentialId
from wallet_api.domain.request import RequestedGroup


class DisclosureState(StrEnum):
    POSSIBLE = "possible"
    """It was about to be shown, and nobody can tell whether it was."""
    SHOWN = "shown"


@dataclass(frozen=True)
class Part:
    """What one card gives to a request."""

    revealed: tuple[str, ...]
    proved: tuple[str, ...]


def parts(asked: Sequence[RequestedGroup], cards: Sequence[CredentialId]) -> Mapping[CredentialId, Part]:
    """By card, where `cards` has the one that answers each group; a card may answer several."""
    found: dict[CredentialId, Part] = {}
    for group, card in zip(asked, cards, strict=True):
        before = found.get(card, Part((), ()))
        proved = (predicate.attribute for predicate in group.predicates)
        found[card] = Part(_once(before.revealed, group.revealed_names), _once(before.proved, proved))
    return found


def _once(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*names)))
