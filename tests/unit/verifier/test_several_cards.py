"""Real cards of several groups against the judgement: mixed persons, one card twice, a list that is not complete.

The emergency card as it is shipped, with an issuer of lists and allergies, and a stranger whom the clinic trusts too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import anoncreds
import pytest

from agent.protocol import Did
from tests.unit.verifier import asked
from tests.unit.verifier.cards import Card, CardIssuer, Use, holds, present, vaccination
from verifier.domain.asking import Circumstances, ask
from verifier.domain.judgement import judge
from verifier.domain.question import Question, proof_request
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.domain.verdict import Invalid, Reason, Valid, Verdict

OTHER_DID = "WgWxqztrNooG92RXvxSTWv"
LIST = ("subject_id", "list_status", "assessed_dateint", "allergy_count", "st_latex", "issued_dateint")
ALLERGY = (
    "subject_id", "allergy_code", "allergy_display", "criticality", "clinical_status", "verification", "event_id",
    "issued_dateint",
)  # fmt: skip
EMERGENCY = asked.template("emergency-card")


def a_list(**changed: str) -> dict[str, str]:
    values = {
        "subject_id": "S-1",
        "list_status": "2",
        "allergy_count": "2",
        "st_latex": "4",
        "assessed_dateint": "20240302",
    }
    return values | {"issued_dateint": "20240302"} | changed


def an_allergy(number: int, **changed: str) -> dict[str, str]:
    values = {
        "subject_id": "S-1",
        "allergy_code": f"code-{number}",
        "allergy_display": f"Allergy {number}",
        "criticality": "2",
        "clinical_status": "1",
        "verification": "3",
        "event_id": f"E-{number}",
        "issued_dateint": "20240302",
    }
    return values | changed


@dataclass(frozen=True)
class World:
    lists: CardIssuer
    allergies: CardIssuer
    foreign: CardIssuer
    """Of another issuer, who is trusted as well."""
    link_secret: str
    issued: dict[frozenset[tuple[str, str]], Card] = field(default_factory=dict)
    """By what they say: no test changes a card."""

    @property
    def issuers(self) -> tuple[CardIssuer, ...]:
        return (self.lists, self.allergies, self.foreign)

    def list(self, **changed: str) -> Card:
        return self._card(self.lists, a_list(**changed))

    def allergy(self, number: int, **changed: str) -> Card:
        return self._card(self.allergies, an_allergy(number, **changed))

    def _card(self, issuer: CardIssuer, values: Mapping[str, str]) -> Card:
        says = frozenset(values.items())
        if says not in self.issued:
            self.issued[says] = issuer.issue(values, self.link_secret)
        return self.issued[says]

    def question(self, copies: int, template: Template = EMERGENCY) -> Question:
        entries = [asked.entry(self.lists.cred_def_id, credential_type="allergy_list")]
        entries += [asked.entry(each.cred_def_id, credential_type="allergy") for each in (self.allergies, self.foreign)]
        return ask_with(template, entries, {"allergy": copies})

    def judge(self, shown_list: Card, allergies: Sequence[Card], *, asked_for: int | None = None) -> Verdict:
        question = self.question(len(allergies) if asked_for is None else asked_for)
        cards = {"list": shown_list} | {f"allergy-{n}": card for n, card in enumerate(allergies, start=1)}
        return verdict(question, cards, self.link_secret, self.issuers)


def ask_with(template: Template, entries: Sequence[TrustEntry], copies: Mapping[str, int] | None = None) -> Question:
    circumstances = Circumstances("713298471293847129384", asked.NOW, asked.NOW + timedelta(seconds=300))
    return ask(template, tuple(entries), circumstances, copies or {})


def verdict(question: Question, cards: Mapping[str, Card], link_secret: str, issuers: Sequence[CardIssuer]) -> Verdict:
    """Each group answered from the card that is named for it, honestly presented."""
    request = proof_request(question)
    uses = [
        Use(cards[group.referent], [group.referent] if group.reveal else [], [], [p.referent for p in group.predicates])
        for group in question.groups
    ]
    answer = present(request, uses, link_secret)
    evidence = asked.evidence(
        proof_holds=holds(request, answer, issuers),
        list_in_force={issuer.registry.rev_reg_id: issuer.registry.newest for issuer in issuers},
        trusted=frozenset(issuer.cred_def_id for issuer in issuers),
    )
    return judge(question, asked.received(question, answer), evidence)


@pytest.fixture(scope="module")
def world() -> World:
    return World(
        lists=CardIssuer(kind="allergy_list", tag="list", attributes=LIST, size=40),
        allergies=CardIssuer(kind="allergy", tag="allergy", attributes=ALLERGY, size=40),
        foreign=CardIssuer(OTHER_DID, kind="allergy", tag="allergy", attributes=ALLERGY),
        link_secret=anoncreds.create_link_secret(),
    )


def test_every_allergy_that_the_list_counts_is_shown_and_the_card_is_valid(world: World) -> None:
    found = world.judge(world.list(), [world.allergy(1), world.allergy(2)])
    assert isinstance(found, Valid)
    assert {name: values.get("allergy_display") for name, values in found.revealed.items()} == {
        "list": None,
        "allergy-1": "Allergy 1",
        "allergy-2": "Allergy 2",
    }


def test_a_list_that_counts_none_is_valid_alone(world: World) -> None:
    found = world.judge(world.list(list_status="1", allergy_count="0"), [])
    assert isinstance(found, Valid)
    assert found.revealed["list"]["list_status"] == "1"


def test_a_list_without_information_is_no_list_without_allergies(world: World) -> None:
    found = world.judge(world.list(list_status="0", allergy_count="0"), [])
    assert found == Invalid(Reason.WRONG_VALUE)


@pytest.mark.parametrize(("counted", "shown"), [(4, 3), (2, 1), (1, 0), (1, 2)])
def test_another_number_than_the_list_counts_is_refused_and_says_how_many_to_ask_for(
    world: World, counted: int, shown: int
) -> None:
    found = world.judge(world.list(allergy_count=str(counted)), [world.allergy(n) for n in range(shown)])
    assert found == Invalid(Reason.LIST_INCOMPLETE, copies_needed={"allergy": counted})


@pytest.mark.parametrize("count", ["two", "", "-1"])
def test_a_list_that_counts_in_no_number_is_refused(world: World, count: str) -> None:
    assert world.judge(world.list(allergy_count=count), []) == Invalid(Reason.LIST_INCOMPLETE)


def test_one_allergy_card_for_two_copies_is_refused(world: World) -> None:
    card = world.allergy(1)
    assert world.judge(world.list(), [card, card]) == Invalid(Reason.SAME_CARD_TWICE)


def test_one_record_issued_twice_does_not_count_twice(world: World) -> None:
    twice = [world.allergy(1), world.allergy(1, allergy_code="code-2")]
    assert world.judge(world.list(), twice) == Invalid(Reason.SAME_CARD_TWICE)


def test_two_records_of_one_allergy_do_not_stand_for_two_allergies(world: World) -> None:
    """The list counts codes: the second would otherwise hide an allergy."""
    twice = [world.allergy(1), world.allergy(1, event_id="E-2")]
    assert world.judge(world.list(), twice) == Invalid(Reason.SAME_CARD_TWICE)


def test_a_card_that_names_no_record_is_not_told_apart_from_another(world: World) -> None:
    assert world.judge(world.list(), [world.allergy(1), world.allergy(2, event_id="")]) == Invalid(
        Reason.SAME_CARD_TWICE
    )


def test_a_resolved_allergy_does_not_stand_for_an_active_one(world: World) -> None:
    found = world.judge(world.list(), [world.allergy(1), world.allergy(2, clinical_status="3")])
    assert found == Invalid(Reason.WRONG_VALUE)


def test_a_refuted_allergy_cannot_prove_what_is_asked(world: World) -> None:
    with pytest.raises(anoncreds.AnoncredsError):
        world.judge(world.list(), [world.allergy(1), world.allergy(2, verification="0")])


def test_the_allergy_of_another_person_in_the_same_wallet_is_refused(world: World) -> None:
    found = world.judge(world.list(), [world.allergy(1), world.allergy(2, subject_id="S-2")])
    assert found == Invalid(Reason.SUBJECTS_DIFFER)


def test_the_list_of_another_person_in_the_same_wallet_is_refused(world: World) -> None:
    found = world.judge(world.list(subject_id="S-2"), [world.allergy(1), world.allergy(2)])
    assert found == Invalid(Reason.SUBJECTS_DIFFER)


def test_two_unknown_persons_are_not_one_person(world: World) -> None:
    found = world.judge(world.list(subject_id="", allergy_count="1"), [world.allergy(1, subject_id="")])
    assert found == Invalid(Reason.SUBJECTS_DIFFER)


def test_the_allergy_of_another_issuer_does_not_count_though_its_names_are_the_same(world: World) -> None:
    foreign = world.foreign.issue(an_allergy(2), world.link_secret)
    assert world.judge(world.list(), [world.allergy(1), foreign]) == Invalid(Reason.ISSUERS_DIFFER)


def test_copies_of_two_wallets_do_not_come_together(world: World) -> None:
    """The holder proves with one link secret, so the library has no proof to make for the other's card."""
    other = anoncreds.create_link_secret()
    foreign = world.allergies.issue(an_allergy(2), other)
    found = world.judge(world.list(), [world.allergy(1), foreign])
    assert isinstance(found, Invalid)


ADULT = asked.template("adult")


def test_an_adult_proves_the_age_and_shows_nothing() -> None:
    issuer = CardIssuer(attributes=("birth_dateint", "issued_dateint"))
    secret = anoncreds.create_link_secret()
    card = issuer.issue({"birth_dateint": "20081122", "issued_dateint": "20240302"}, secret)
    question = ask_with(ADULT, [asked.entry(issuer.cred_def_id)])
    found = verdict(question, {"person": card}, secret, [issuer])
    assert found == Valid({"person": {}}, frozenset({issuer.cred_def_id}))
    tomorrow = issuer.issue({"birth_dateint": "20081123", "issued_dateint": "20240302"}, secret)
    with pytest.raises(anoncreds.AnoncredsError):
        verdict(question, {"person": tomorrow}, secret, [issuer])


@dataclass(frozen=True)
class TwoIssuers:
    """One is trusted for the cards of 2024, the other for those from 2025 on."""

    early: CardIssuer
    late: CardIssuer
    secret: str

    def judge(self, issuer: CardIssuer, issued: str) -> Verdict:
        card = issuer.issue(vaccination(issued_dateint=issued), self.secret)
        entries = [
            asked.entry(self.early.cred_def_id, trusted_until=date(2024, 12, 31)),
            asked.entry(self.late.cred_def_id, trusted_from=date(2025, 1, 1)),
        ]
        question = ask_with(asked.template(), entries)
        return verdict(question, {asked.GROUP: card}, self.secret, [self.early, self.late])


@pytest.fixture(scope="module")
def two() -> TwoIssuers:
    return TwoIssuers(CardIssuer(), CardIssuer(OTHER_DID), anoncreds.create_link_secret())


def test_each_issuer_is_trusted_in_its_own_window(two: TwoIssuers) -> None:
    assert isinstance(two.judge(two.early, "20241231"), Valid)
    assert isinstance(two.judge(two.late, "20250101"), Valid)


def test_no_issuer_is_trusted_in_the_window_of_another(two: TwoIssuers) -> None:
    assert two.judge(two.early, "20250101") == Invalid(Reason.ISSUER_NOT_TRUSTED, two.early.did)
    assert two.judge(two.late, "20241231") == Invalid(Reason.ISSUER_NOT_TRUSTED, Did(OTHER_DID))


@pytest.mark.parametrize("issued", ["", "unknown", "2024-03-02"])
def test_an_issuance_on_no_known_day_lies_in_no_window(two: TwoIssuers, issued: str) -> None:
    assert two.judge(two.early, issued) == Invalid(Reason.ISSUER_NOT_TRUSTED, two.early.did)


def test_a_card_of_an_unknown_issuer_is_refused_and_the_issuer_named(two: TwoIssuers) -> None:
    stranger = CardIssuer("V4SGRU86Z58d6TV7PBUe6f")
    card = stranger.issue(vaccination(), two.secret)
    question = ask_with(asked.template(), [asked.entry(two.early.cred_def_id)])
    found = verdict(question, {asked.GROUP: card}, two.secret, [stranger])
    assert found == Invalid(Reason.ISSUER_NOT_TRUSTED, Did("V4SGRU86Z58d6TV7PBUe6f"))
