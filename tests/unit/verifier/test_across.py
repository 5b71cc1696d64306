"""The rules between cards, against a check written apart from ours, for whatever cards are shown."""

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from agent.protocol import Did
from tests.unit.verifier.asked import NOW, entry, template
from verifier.domain.across import breach
from verifier.domain.asking import Circumstances, ask
from verifier.domain.question import Question
from verifier.domain.verdict import Reason

ONE, OTHER = Did("F72i3Y3Q4i466efjYJYMHM"), Did("WgWxqztrNooG92RXvxSTWv")
TYPES = {"allergy_list": 16, "allergy": 17}
few = st.sampled_from(["a", "a", "b", "c", ""])
subjects = st.sampled_from(["S-1"] * 8 + ["S-2", ""])
issuers = st.sampled_from([ONE] * 9 + [OTHER])


def emergency(copies: int) -> Question:
    trusted = tuple(entry(f"{ONE}:3:CL:{n}:x", credential_type=name) for name, n in TYPES.items())
    return ask(template("emergency-card"), trusted, Circumstances("1", NOW, NOW), {"allergy": copies})


@st.composite
def shown(draw: st.DrawFn) -> Any:
    number = draw(st.integers(0, 3))
    cards = [
        {"subject_id": draw(subjects), "event_id": draw(few), "allergy_code": draw(few)}
        if draw(st.booleans())
        else {"subject_id": "S-1", "event_id": f"E-{each}", "allergy_code": f"code-{each}"}
        for each in range(number)
    ]
    counted = draw(st.sampled_from([str(number)] * 3 + ["0", "1", "2", "3", "4", "", "two", "-1", "03"]))
    return {"subject_id": draw(subjects), "allergy_count": counted}, cards, [draw(issuers) for _ in range(number + 1)]


@settings(deadline=None)
@given(shown())
def test_cards_pass_only_if_they_are_all_distinct_allergies_of_one_person_and_issuer_that_the_list_counts(
    drawn: Any,
) -> None:
    counting, cards, made_by = drawn
    names = ["list", *(f"allergy-{number}" for number in range(1, len(cards) + 1))]
    found = breach(
        emergency(len(cards)),
        dict(zip(names, [counting, *cards], strict=True)),
        dict(zip(names, made_by, strict=True)),
    )
    agrees = all(
        [
            {card["subject_id"] for card in cards} <= {counting["subject_id"]} - {""},
            counting["subject_id"] != "",
            len({card["event_id"] for card in cards} - {""}) == len(cards),
            len({card["allergy_code"] for card in cards} - {""}) == len(cards),
            len(set(made_by)) == 1,
            counting["allergy_count"] == str(len(cards)),
        ]
    )
    event(found.reason.value if found else "passes")
    assert (found is None) == agrees
    if found is not None and found.copies_needed is not None:
        assert found.reason is Reason.LIST_INCOMPLETE
        assert found.copies_needed == {"allergy": int(counting["allergy_count"])}
