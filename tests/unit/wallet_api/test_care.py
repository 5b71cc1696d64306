"""When a patient is asked once more, and why."""

import pytest

from tests.unit.wallet_api.registered import CLINIC
from wallet_api.card_type_files import load_card_types
from wallet_api.domain.care import Care, weigh
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.request import Predicate, RequestedGroup, RevealedReferent

TYPES = load_card_types()
ALL_OF_A_PRACTITIONER = tuple(TYPES["practitioner"].attributes)


def group(*names: str) -> RequestedGroup:
    return RequestedGroup((RevealedReferent("r", names),), (Predicate("p", "birth_dateint", "<=", 20081129),))


@pytest.mark.parametrize(
    ("names", "asker", "purpose", "reasons"),
    [
        (("target_disease_code",), CLINIC, "measles-10y", []),
        (("target_disease_code", "issued_dateint"), CLINIC, "measles-10y", []),
        (("target_disease_code", "country"), CLINIC, "measles-10y", [Care.BEYOND_PURPOSE]),
        (("target_disease_code", "country"), CLINIC, "something-else", []),
        (("target_disease_code", "country"), None, "measles-10y", []),
        (("given_name",), CLINIC, "something-else", []),
        (("given_name",), None, None, [Care.IDENTIFYING]),
        (("a", "b", "c", "d", "e", "f"), None, None, []),
        (("a", "b", "c", "d", "e", "f", "g"), CLINIC, None, [Care.MUCH]),
        (ALL_OF_A_PRACTITIONER, CLINIC, None, [Care.MUCH]),
        ((), None, None, []),
    ],
)
def test_each_reason_is_given_where_it_holds(
    names: tuple[str, ...], asker: Organisation | None, purpose: str | None, reasons: list[Care]
) -> None:
    assert list(weigh([group(*names)], TYPES, asker, purpose).reasons) == reasons


def test_what_identifies_and_what_goes_beyond_the_purpose_is_named_in_the_order_asked() -> None:
    found = weigh([group("country", "given_name"), group("birth_dateint", "country")], TYPES, CLINIC, "measles-10y")
    assert found.identifying == ("given_name", "birth_dateint")
    assert found.beyond_purpose == ("country", "given_name", "birth_dateint")
    assert found.purpose_is_registered
    assert not weigh([group("country")], TYPES, CLINIC, "x").purpose_is_registered


def test_what_is_only_proved_gives_no_reason() -> None:
    only_proved = RequestedGroup((), (Predicate("p", "birth_dateint", "<=", 20081129),))
    assert weigh([only_proved], TYPES, None, None).reasons == ()
