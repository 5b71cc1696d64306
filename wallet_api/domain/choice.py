"""Which cards can answer a request, and the selection that is sent: one card per group, always.

An agent left to itself takes the first card per referent and so mixes cards; a verifier has to refuse that. An agent
does not look at predicates either: whether they hold is decided here. Copies of a group are answered from a card each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

from agent.errors import Problem
from agent.ports import HeldCredential, Match, Selection
from agent.protocol import CredentialId
from wallet_api.domain.request import Predicate, RequestedGroup

END_OF_VALIDITY, DAY_OF_ISSUANCE = "valid_until_dateint", "issued_dateint"
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Preferences = tuple[tuple[CredentialId, ...], ...]
"""Per group, by position: the cards that may answer it, the preferred one first."""


class NoCard(Problem):
    """No card that the wallet holds can answer all of a group."""

    code = "no-card"
    status = HTTPStatus.CONFLICT
    next_step = "Ask the issuer of such a card for one, or decline the request."


class NotAnAnswer(Problem):
    """The chosen card cannot answer the group."""

    code = "wrong-card"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Choose one of the cards that are listed for the request."


Shortfall = Literal["expired", "too-old"]


@dataclass(frozen=True)
class GroupChoice:
    group: RequestedGroup
    candidates: tuple[HeldCredential, ...]
    """The newest first."""
    shortfall: Shortfall | None = None
    """Where there is none: what is wrong with a card that answers all else."""


def candidates(
    groups: Sequence[RequestedGroup], matches: Iterable[Match], stored_at: Mapping[CredentialId, datetime]
) -> tuple[GroupChoice, ...]:
    """Per group the held cards that satisfy its restrictions and every predicate.

    A card of which nobody knows when it was stored counts as old.
    """
    held = sorted(matches, key=lambda match: match.credential.credential_id)
    held.sort(key=lambda match: stored_at.get(match.credential.credential_id, LONG_AGO), reverse=True)
    return tuple(
        GroupChoice(group, tuple(m.credential for m in held if _answers(group, m)), _shortfall(group, held))
        for group in groups
    )


def missing(choices: Sequence[GroupChoice]) -> tuple[int, ...]:
    """Positions of the groups that no card answers."""
    return tuple(
        position
        for position, choice in enumerate(choices)
        if len(choice.candidates) <= len(_kin(choices, position, before=True))
    )


def preferences(choices: Sequence[GroupChoice], chosen: Mapping[int, CredentialId]) -> Preferences:
    """What is recorded when the patient approves: only the chosen card, or all candidates where none was chosen.

    Raises:
        NoCard: a group has no candidate.
        NotAnAnswer: the chosen card is none of the group's candidates or answers a copy of it too, or there is no such
            group.
    """
    if missing(choices):
        raise NoCard("You have no card that proves what is asked.")
    if not set(chosen) <= set(range(len(choices))):
        raise NotAnAnswer("A card was chosen for something that is not asked.")
    taken = [{chosen[each] for each in _kin(choices, position) if each in chosen} for position in range(len(choices))]
    return tuple(_preferred(choice, chosen.get(position), taken[position]) for position, choice in enumerate(choices))


def selection(groups: Sequence[RequestedGroup], cards: Sequence[CredentialId]) -> Selection:
    """The answer to all groups, by position one card each."""
    revealed: dict[str, CredentialId] = {}
    predicates: dict[str, CredentialId] = {}
    for group, card in zip(groups, cards, strict=True):
        revealed |= {part.referent: card for part in group.revealed}
        predicates |= {part.referent: card for part in group.predicates}
    return Selection(revealed, predicates)


def first_free(
    groups: Sequence[RequestedGroup], cards: Sequence[CredentialId], allowed: Sequence[CredentialId]
) -> tuple[CredentialId, ...]:
    """Of the allowed cards of the next group, those that no copy of it uses; `cards` answer the groups before it."""
    kin = groups[len(cards)].kin
    used = {card for group, card in zip(groups, cards, strict=False) if kin is not None and group.kin == kin}
    return tuple(card for card in allowed if card not in used)


def _kin(choices: Sequence[GroupChoice], position: int, *, before: bool = False) -> tuple[int, ...]:
    """Positions of the other copies of a group."""
    kin = choices[position].group.kin
    others = range(position if before else len(choices))
    return tuple(each for each in others if kin is not None and each != position and choices[each].group.kin == kin)


def _preferred(
    choice: GroupChoice, wanted: CredentialId | None, taken: Collection[CredentialId]
) -> tuple[CredentialId, ...]:
    held = tuple(card.credential_id for card in choice.candidates if card.credential_id not in taken)
    if wanted is None:
        return held
    if wanted not in held:
        raise NotAnAnswer("The chosen card does not prove what is asked.")
    return (wanted,)


def _answers(group: RequestedGroup, match: Match) -> bool:
    return _has_all(group, match) and not _unproved(group, match)


def _shortfall(group: RequestedGroup, held: Iterable[Match]) -> Shortfall | None:
    """None where a card answers, where none is of the kind, or where it is not for a day alone that it does not."""
    unproved = [_unproved(group, match) for match in held if _has_all(group, match)]
    words = {_word(predicates) for predicates in unproved} if all(unproved) else set()
    return "expired" if "expired" in words else "too-old" if "too-old" in words else None


def _word(unproved: Sequence[Predicate]) -> Shortfall | None:
    """Of predicates that all ask for a later day. The day of issuance says nothing of the patient."""
    names = {predicate.attribute for predicate in unproved if predicate.comparison in (">=", ">")}
    if len(names) < len({predicate.attribute for predicate in unproved}) or not all(map(_is_patients_day, names)):
        return None
    return "expired" if END_OF_VALIDITY in names else "too-old"


def _is_patients_day(attribute: str) -> bool:
    return attribute.endswith("_dateint") and attribute != DAY_OF_ISSUANCE


def _has_all(group: RequestedGroup, match: Match) -> bool:
    return group.referents <= match.referents and set(group.revealed_names) <= set(match.credential.attributes)


def _unproved(group: RequestedGroup, match: Match) -> tuple[Predicate, ...]:
    values = match.credential.attributes
    return tuple(each for each in group.predicates if not each.holds(values.get(each.attribute, "")))
