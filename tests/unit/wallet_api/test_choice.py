"""One card answers a whole group, or none does; nothing is ever put together from two."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ports import HeldCredential, Match
from agent.protocol import CredDefId, CredentialId, SchemaId
from wallet_api.domain.choice import NoCard, NotAnAnswer, candidates, first_free, missing, preferences, selection
from wallet_api.domain.request import Predicate, RequestedGroup, RevealedReferent

GROUP = RequestedGroup(
    (RevealedReferent("seen", ("disease",)),), (Predicate("recent", "occurrence_dateint", ">=", 20161122),)
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def card(name: str, **attributes: str) -> HeldCredential:
    return HeldCredential(CredentialId(name), SchemaId("s"), CredDefId("c"), None, None, attributes)


def match(name: str, *referents: str, **attributes: str) -> Match:
    return Match(card(name, **attributes), frozenset(referents))


def measles(name: str, day: str) -> Match:
    return match(name, "seen", "recent", disease="measles", occurrence_dateint=day)


def test_an_old_measles_card_and_a_recent_influenza_card_together_answer_nothing() -> None:
    influenza = match("influenza", "recent", disease="influenza", occurrence_dateint="20250301")
    choices = candidates([GROUP], [measles("old", "19990501"), influenza], {})
    assert missing(choices) == (0,)
    with pytest.raises(NoCard):
        preferences(choices, {})
    with pytest.raises(NoCard):
        preferences(choices, {0: CredentialId("old")})


def test_the_newest_card_comes_first_and_one_of_unknown_age_last() -> None:
    held = [measles("a", "20240101"), measles("b", "20240101"), measles("c", "20240101")]
    stored_at = {CredentialId("a"): NOW - timedelta(days=1), CredentialId("c"): NOW}
    assert preferences(candidates([GROUP], held, stored_at), {}) == (("c", "a", "b"),)


def test_a_chosen_card_is_the_only_one_allowed() -> None:
    choices = candidates([GROUP], [measles("a", "20240101"), measles("b", "20240101")], {})
    assert preferences(choices, {0: CredentialId("b")}) == (("b",),)


def test_a_card_that_does_not_answer_cannot_be_chosen_nor_a_group_that_is_not_asked() -> None:
    choices = candidates([GROUP], [measles("a", "20240101"), measles("old", "19990101")], {})
    for chosen in ({0: CredentialId("old")}, {1: CredentialId("a")}, {-1: CredentialId("a")}):
        with pytest.raises(NotAnAnswer):
            preferences(choices, chosen)


def copies(number: int) -> list[RequestedGroup]:
    return [RequestedGroup((RevealedReferent(f"allergy-{each}", ("event_id",)),), (), 0) for each in range(number)]


def allergy(name: str) -> Match:
    return match(name, "allergy-0", "allergy-1", "allergy-2", event_id=name)


def test_each_copy_of_a_group_needs_a_card_of_its_own() -> None:
    choices = candidates(copies(3), [allergy("a"), allergy("b")], {})
    assert missing(choices) == (2,)
    assert missing(candidates(copies(2), [allergy("a"), allergy("b")], {})) == ()


def test_no_two_copies_are_answered_from_one_card() -> None:
    asked = copies(2)
    choices = candidates(asked, [allergy("a"), allergy("b")], {})
    assert preferences(choices, {}) == (("a", "b"), ("a", "b"))
    assert preferences(choices, {1: CredentialId("a")}) == (("b",), ("a",))
    with pytest.raises(NotAnAnswer):
        preferences(choices, {0: CredentialId("a"), 1: CredentialId("a")})
    assert first_free(asked, [CredentialId("a")], [CredentialId("a"), CredentialId("b")]) == ("b",)
    assert first_free([GROUP, GROUP], [CredentialId("a")], [CredentialId("a")]) == ("a",), "these are no copies"


def test_a_card_without_the_asked_attribute_does_not_answer() -> None:
    lacking = match("a", "seen", "recent", occurrence_dateint="20240101")
    assert missing(candidates([GROUP], [lacking], {})) == (0,)


UNTIL = RequestedGroup(
    (RevealedReferent("seen", ("disease",)),),
    (
        Predicate("valid", "valid_until_dateint", ">=", 20261122),
        Predicate("begun", "valid_from_dateint", "<=", 20261122),
        Predicate("dose", "dose_number", ">=", 2),
        Predicate("recent", "occurrence_dateint", ">=", 20161122),
        Predicate("issued", "issued_dateint", ">=", 20240101),
    ),
)
GOOD = {
    "disease": "measles", "valid_until_dateint": "99991231", "valid_from_dateint": "20240115", "dose_number": "2",
    "occurrence_dateint": "20240101", "issued_dateint": "20240102",
}  # fmt: skip


def of_until(name: str, **changed: str) -> Match:
    return match(name, "seen", "valid", "begun", "dose", "recent", "issued", **(GOOD | changed))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"valid_until_dateint": "20261121"}, "expired"),
        ({"occurrence_dateint": "20161121"}, "too-old"),
        ({"valid_until_dateint": "20261121", "occurrence_dateint": "20161121"}, "expired"),
        ({"valid_until_dateint": "20261121", "dose_number": "1"}, None),
        ({"dose_number": "1"}, None),
        ({"valid_from_dateint": "20261123"}, None),
        ({"issued_dateint": "20231231"}, None),
        ({}, None),
    ],
)
def test_what_keeps_a_card_from_answering_has_a_word_if_it_is_a_day_that_is_past(
    changed: dict[str, str], word: str | None
) -> None:
    (choice,) = candidates([UNTIL], [of_until("a", **changed)], {})
    assert choice.shortfall == word
    assert bool(choice.candidates) == (not changed)


def test_a_card_that_answers_and_one_of_another_kind_leave_nothing_to_say() -> None:
    expired = of_until("a", valid_until_dateint="20261121")
    assert candidates([UNTIL], [expired, of_until("b")], {})[0].shortfall is None
    other = match("c", "valid", "begun", "dose", "recent", "issued", **(GOOD | {"valid_until_dateint": "20261121"}))
    assert candidates([UNTIL], [other], {})[0].shortfall is None
    assert candidates([UNTIL], [], {})[0].shortfall is None


names = st.sampled_from(["a", "b", "c", "d"])
referents = st.sampled_from(["r0", "r1", "r2", "r3", "r4", "r5"])


@st.composite
def groups(draw: st.DrawFn) -> list[RequestedGroup]:
    free = draw(st.permutations(["r0", "r1", "r2", "r3", "r4", "r5"]))
    made, start = [], 0
    for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        part = free[start : start + size]
        start += size
        if part:
            revealed = tuple(RevealedReferent(name, ("disease",)) for name in part[:1])
            made.append(RequestedGroup(revealed, tuple(Predicate(name, "day", ">=", 5) for name in part[1:])))
    return made


matches = st.lists(
    st.builds(
        lambda name, fits, day: match(name, *fits, disease="x", day=str(day)),
        names,
        st.frozensets(referents),
        st.integers(0, 9),
    ),
    max_size=5,
    unique_by=lambda found: found.credential.credential_id,
)


@given(groups(), matches, st.dictionaries(st.integers(0, 2), names.map(CredentialId)))
def test_whatever_is_asked_held_and_chosen_every_group_is_answered_by_one_fitting_card(
    asked: list[RequestedGroup], held: list[Match], chosen: dict[int, CredentialId]
) -> None:
    try:
        allowed = preferences(candidates(asked, held, {}), chosen)
    except (NoCard, NotAnAnswer):
        return
    answer = selection(asked, [group[-1] for group in allowed])
    by_name = {found.credential.credential_id: found for found in held}
    for group in asked:
        used = {answer.revealed[part.referent] for part in group.revealed}
        used |= {answer.predicates[part.referent] for part in group.predicates}
        (one,) = used
        assert group.referents <= by_name[one].referents
        assert all(part.holds(by_name[one].credential.attributes["day"]) for part in group.predicates)
    assert answer.revealed.keys() | answer.predicates.keys() == {r for group in asked for r in group.referents}
