"""The rules between cards: of one person, each shown once, and as many as their list counts.

They read revealed values only. An empty value is nobody's: two unknowns are not equal, and do not differ either. That
all cards are in one wallet is settled before (one link secret); a wallet may still hold the cards of two persons.
A list counts what its own issuer knows, under its own names: cards of other issuers do not count towards it.
"""

from collections.abc import Mapping

from agent.protocol import Did
from verifier.domain.bounds import as_integer
from verifier.domain.question import AskedCopies, Question, Shown
from verifier.domain.verdict import Invalid, Reason

Revealed = Mapping[str, Mapping[str, str]]
"""Referent -> attribute -> value."""
Issuers = Mapping[str, Did | None]
"""Referent -> who issued the card that answers it."""


def breach(question: Question, revealed: Revealed, issuers: Issuers) -> Invalid | None:
    """The first rule that these cards break, or None."""
    if not all(_is_one_value(places, revealed) for places in question.equal):
        return Invalid(Reason.SUBJECTS_DIFFER)
    for copies in question.copies:
        if not all(_all_differ(copies, attribute, revealed) for attribute in copies.distinct):
            return Invalid(Reason.SAME_CARD_TWICE)
        if copies.counted_by is not None and (found := _miscount(copies, copies.counted_by, revealed, issuers)):
            return found
    return None


def _is_one_value(places: tuple[Shown, ...], revealed: Revealed) -> bool:
    values = {revealed[place.referent][place.attribute] for place in places}
    return len(values) == 1 and "" not in values


def _all_differ(copies: AskedCopies, attribute: str, revealed: Revealed) -> bool:
    values = [revealed[referent][attribute] for referent in copies.referents]
    return len(set(values)) == len(values) and "" not in values


def _miscount(copies: AskedCopies, counted_by: Shown, revealed: Revealed, issuers: Issuers) -> Invalid | None:
    if len({issuers[referent] for referent in (counted_by.referent, *copies.referents)}) != 1:
        return Invalid(Reason.ISSUERS_DIFFER)
    counted = as_integer(revealed[counted_by.referent][counted_by.attribute])
    if counted is None or counted < 0:
        return Invalid(Reason.LIST_INCOMPLETE)
    if counted != len(copies.referents):
        return Invalid(Reason.LIST_INCOMPLETE, copies_needed={copies.name: counted})
    return None
