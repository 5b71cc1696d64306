"""What one card gives to a request, by names."""

from agent.protocol import CredentialId
from wallet_api.domain.disclosure import Part, parts
from wallet_api.domain.request import Predicate, RequestedGroup, RevealedReferent

ONE, OTHER = CredentialId("one"), CredentialId("other")
SEEN = RequestedGroup((RevealedReferent("a", ("disease", "day")), RevealedReferent("b", ("disease",))), ())
PROVED = RequestedGroup((), (Predicate("p", "day", ">=", 20200101), Predicate("q", "day", "<=", 20260101)))


def test_each_card_has_the_names_of_its_own_groups_once_each() -> None:
    assert parts([SEEN, PROVED], [ONE, OTHER]) == {ONE: Part(("disease", "day"), ()), OTHER: Part((), ("day",))}


def test_a_card_that_answers_several_groups_has_the_names_of_all() -> None:
    assert parts([SEEN, PROVED], [ONE, ONE]) == {ONE: Part(("disease", "day"), ("day",))}
