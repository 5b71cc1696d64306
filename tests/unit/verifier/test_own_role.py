"""A practitioner card shows the role of whose card it is, where it says so, for as long as was proved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.verifier.asked import CRED_DEF_ID, DID, NOW, entry, question, template
from verifier.domain.asking import Circumstances, ask
from verifier.domain.own_role import OWN_ROLE, Expected, NotShown, ShownRole, shown_role
from verifier.domain.question import Question

OURS = Expected("City Clinic", "Dr Nora Quist")
CARD = {"role_code": "2212", "org": "City Clinic", "name": "Dr Nora Quist"}
PRACTITIONER = entry(credential_type="practitioner")
ASKED = ask(template(OWN_ROLE), [PRACTITIONER], Circumstances("1", NOW, NOW + timedelta(minutes=5)))


def weighed(
    card: Mapping[str, str] = CARD, at: datetime = NOW, asked: Question = ASKED, **changed: Any
) -> ShownRole | NotShown:
    given = {"revealed": {asked.groups[0].referent: card}, "issued_under": [CRED_DEF_ID], "expected": OURS} | changed
    return shown_role(asked, given["revealed"], given["issued_under"], given["expected"], at)


def test_a_card_shows_the_role_and_whose_licence_it_is_for_twelve_hours() -> None:
    assert weighed() == ShownRole("2212", DID, NOW, NOW + timedelta(hours=12))


def test_a_role_is_shown_no_longer_than_the_licence_was_proved_to_be_valid() -> None:
    evening = NOW.replace(hour=20)
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    found = weighed(at=evening)
    assert isinstance(found, ShownRole) and found.until == midnight
    assert weighed(at=midnight) is NotShown.DAY_OVER
    assert weighed(at=midnight - timedelta(seconds=1)) != NotShown.DAY_OVER


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"org": "Other Clinic"}, NotShown.OTHER_ORGANISATION),
        ({"name": "Dr Nora Quistt"}, NotShown.OTHER_NAME),
        ({"name": ""}, NotShown.OTHER_NAME),
        ({"role_code": "22"}, NotShown.UNUSABLE),
        ({"role_code": "\u0662\u0662\u0661\u0662"}, NotShown.UNUSABLE),
    ],
)
def test_a_card_of_somebody_else_or_of_another_place_shows_nothing(changed: dict[str, str], why: NotShown) -> None:
    assert weighed(CARD | changed) is why


def test_blanks_and_capitals_make_no_other_person() -> None:
    assert isinstance(weighed(CARD | {"name": " dr nora  QUIST", "org": "city clinic"}), ShownRole)


@pytest.mark.parametrize("missing", CARD)
def test_a_question_that_sees_less_shows_nothing(missing: str) -> None:
    assert weighed({name: value for name, value in CARD.items() if name != missing}) is NotShown.UNUSABLE


def test_a_question_that_does_not_prove_the_licence_valid_shows_nothing() -> None:
    (group,) = ASKED.groups
    others = tuple(each for each in group.predicates if each.attribute != "valid_until_dateint")
    assert weighed(asked=replace(ASKED, groups=(replace(group, predicates=others),))) is NotShown.UNUSABLE


def test_another_card_than_a_practitioners_shows_nothing() -> None:
    measles = question()
    assert weighed(asked=measles, revealed={"vaccination": CARD}) is NotShown.UNUSABLE


@pytest.mark.parametrize("issued_under", [[], [CRED_DEF_ID, CRED_DEF_ID.replace("F72", "F73")], ["x"]])
def test_a_card_whose_issuer_is_not_one_shows_nothing(issued_under: list[str]) -> None:
    assert weighed(issued_under=issued_under) is NotShown.UNUSABLE
