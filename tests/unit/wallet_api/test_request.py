"""A request is read as a whole or refused as a whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ports import ProofRequest
from wallet_api.domain.request import Predicate, UnreadableRequest, read_request

TRUSTED = [{"cred_def_id": "C:3:CL:1:default", "attr::target_disease_code::value": "14189004"}]


def request(**changes: Any) -> ProofRequest:
    return ProofRequest(
        {
            "name": "measles",
            "version": "1.0",
            "nonce": "1",
            "requested_attributes": {"seen": {"names": ["target_disease_code"], "restrictions": TRUSTED}},
            "requested_predicates": {
                "recent": {
                    "name": "occurrence_dateint", "p_type": ">=", "p_value": 20161122, "restrictions": TRUSTED,
                }
            },
            "non_revoked": {"from": 1, "to": 1},
        }
        | changes
    )  # fmt: skip


def predicate(**changes: Any) -> dict[str, Any]:
    return {"requested_predicates": {"p": {"name": "n", "p_type": ">=", "p_value": 1} | changes}}


def test_what_has_the_same_restrictions_is_one_group() -> None:
    (group,) = read_request(request())
    assert group.revealed_names == ("target_disease_code",)
    assert group.predicates == (Predicate("recent", "occurrence_dateint", ">=", 20161122),)
    assert group.referents == {"seen", "recent"}


def test_the_order_within_restrictions_makes_no_difference() -> None:
    one, other = {"schema_name": "a"}, {"issuer_did": "b"}
    groups = read_request(
        request(
            requested_attributes={"x": {"name": "x", "restrictions": [one, other]}},
            requested_predicates={"y": {"name": "y", "p_type": "<", "p_value": 1, "restrictions": [other, one]}},
        )
    )
    assert len(groups) == 1


def copies(*, stray: str | None = None, names: tuple[str, str] = ("event_id", "event_id")) -> ProofRequest:
    restrictions = [{"cred_def_id": "c"}]
    attributes = {
        f"allergy-{number}": {"names": [name], "restrictions": restrictions} for number, name in enumerate(names)
    }
    asked = {"name": "verification", "p_type": ">=", "p_value": 1, "restrictions": restrictions}
    predicates = {f"{stray or f'allergy-{number}'}.{number}": asked for number in range(2)}
    return ProofRequest({"requested_attributes": attributes, "requested_predicates": predicates})


def test_the_same_names_asked_twice_are_two_copies_each_with_its_own_predicates() -> None:
    one, other = read_request(copies())
    assert (one.referents, other.referents) == ({"allergy-0", "allergy-0.0"}, {"allergy-1", "allergy-1.1"})
    assert one.kin is not None and one.kin == other.kin


def test_without_a_word_on_which_copy_a_predicate_belongs_to_it_stays_one_group() -> None:
    (group,) = read_request(copies(stray="predicate"))
    assert group.kin is None


def test_groups_with_the_same_restrictions_are_told_apart_by_what_their_referents_begin_with() -> None:
    one, other = read_request(copies(names=("event_id", "lot_number")))
    assert (one.referents, other.referents) == ({"allergy-0", "allergy-0.0"}, {"allergy-1", "allergy-1.1"})
    assert one.kin is None and other.kin is None, "no copies of each other"


def test_groups_of_other_names_that_ask_for_the_same_may_be_answered_by_one_card() -> None:
    restrictions = [{"cred_def_id": "c"}]
    bound = {"name": "dose_number", "p_type": ">=", "p_value": 1, "restrictions": restrictions}
    asked = {name: {"names": ["country"], "restrictions": restrictions} for name in ("travel", "work")}
    groups = read_request(
        ProofRequest(
            {
                "requested_attributes": asked,
                "requested_predicates": {"travel.1": bound, "work.1": bound, "adult.1": bound},
            }
        )
    )
    assert [group.referents for group in groups] == [{"travel", "travel.1"}, {"work", "work.1"}, {"adult.1"}]
    assert [group.kin for group in groups] == [None, None, None]


def test_referents_of_others_that_say_nothing_of_groups_stay_together() -> None:
    names = {f"{number}_{name}": {"name": name, "restrictions": TRUSTED} for number, name in enumerate("abc")}
    (group,) = read_request(request(requested_attributes=names))
    assert group.revealed_names == ("a", "b", "c")


def test_copies_under_other_restrictions_are_no_copies_of_each_other() -> None:
    attributes = {
        f"{disease}-{number}": {"names": ["event_id"], "restrictions": [{"attr::disease::value": disease}]}
        for disease in ("measles", "mumps")
        for number in (1, 2)
    }
    groups = read_request(ProofRequest({"requested_attributes": attributes}))
    assert len(groups) == 4 and len({group.kin for group in groups}) == 2 and groups[0].kin == groups[1].kin


def test_a_group_knows_under_which_definitions_its_card_has_to_be_issued() -> None:
    (group,) = read_request(request())
    assert group.cred_def_ids == ("C:3:CL:1:default",)


def test_what_has_other_restrictions_is_another_group() -> None:
    groups = read_request(request(requested_attributes={"x": {"name": "x"}, "y": {"name": "y", "restrictions": []}}))
    assert [group.referents for group in groups] == [{"x", "y"}, {"recent"}]


@pytest.mark.parametrize(
    "broken",
    [
        {"requested_attributes": {}, "requested_predicates": {}},
        {"requested_attributes": {"x": {}}},
        {"requested_attributes": {"x": {"name": "a", "names": ["b"]}}},
        {"requested_attributes": {"x": {"names": []}}},
        {"requested_attributes": {"x": {"name": "a\nb"}}},
        {"requested_attributes": {"x": {"name": "a\u202eb"}}},
        {"requested_attributes": {"x": {"name": "a\x00"}}},
        {"requested_attributes": {"x": {"name": "\ud800"}}},
        {"requested_attributes": {"": {"name": "a"}}},
        {"requested_attributes": {"recent": {"name": "a"}}},
        {"requested_attributes": {"x": {"name": "a", "restrictions": {"$or": []}}}},
        {"requested_attributes": {f"x{number}": {"name": "a"} for number in range(51)}},
        {"requested_attributes": []},
        predicate(p_type="=="),
        predicate(p_value="1"),
        predicate(p_value=True),
        predicate(p_value=1.5),
        predicate(p_value=2**31),
        predicate(name=None),
    ],
)
def test_what_cannot_be_shown_whole_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRequest):
        read_request(request(**broken))


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "names", "p_type", "p_value", "restrictions", "x"]) | st.text(), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional={"requested_attributes": odd, "requested_predicates": odd, "name": odd}))
def test_no_request_makes_anything_but_groups_or_a_refusal(hostile: dict[str, Any]) -> None:
    try:
        groups = read_request(ProofRequest(hostile))
    except UnreadableRequest:
        return
    assert groups
    assert all(group.referents for group in groups)


@pytest.mark.parametrize("raw", ["20161122", "20200101", "2147483647"])
def test_a_canonical_integer_can_satisfy_a_predicate(raw: str) -> None:
    assert Predicate("r", "a", ">=", 20161122).holds(raw)


@pytest.mark.parametrize(
    "raw", ["", "+20200101", " 20200101", "020200101", "2_020_0101", "٢٠٢٠٠١٠١", "2020-01-01", "2147483648", "9" * 5000]
)
def test_nothing_else_can(raw: str) -> None:
    assert not Predicate("r", "a", ">=", 0).holds(raw)


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1))
def test_a_predicate_says_what_its_sign_says(value: int, bound: int) -> None:
    raw = str(value)
    assert Predicate("r", "a", ">=", bound).holds(raw) == (value >= bound)
    assert Predicate("r", "a", "<=", bound).holds(raw) == (value <= bound)
    assert Predicate("r", "a", ">", bound).holds(raw) == (value > bound)
    assert Predicate("r", "a", "<", bound).holds(raw) == (value < bound)
