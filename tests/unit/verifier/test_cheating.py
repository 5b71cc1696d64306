"""Real credentials and real proofs against the judgement: what a hostile wallet can build, and what becomes of it.

`holds` is the library's own word, with lists as the ledger would give them; some cheats it calls good, and then only
the judgement stands between them and a VALID.
"""

import copy
import itertools
import json
from dataclasses import dataclass
from typing import Any

import anoncreds
import pytest

from agent.ports import ProofRequest
from tests.unit.verifier import asked
from tests.unit.verifier.asked import GROUP, ISSUED, RECENT
from tests.unit.verifier.cards import (
    INFLUENZA,
    LIST_OF_ISSUANCE,
    MEASLES,
    Card,
    CardIssuer,
    Registry,
    Use,
    holds,
    present,
    vaccination,
)
from verifier.domain.judgement import judge
from verifier.domain.question import Question, proof_request
from verifier.domain.verdict import Invalid, Reason, Valid, Verdict

REVOKED_AT = LIST_OF_ISSUANCE + 100
STRANGER = "WgWxqztrNooG92RXvxSTWv"
REFERENTS = (GROUP, RECENT, ISSUED)


@dataclass(frozen=True)
class World:
    """One issuer, and one holder with the cards that a cheat would like to combine."""

    issuer: CardIssuer
    link_secret: str
    good: Card
    another_good: Card
    old: Card
    influenza: Card
    revoked: Card
    rogue_registry: Registry
    in_rogue_registry: Card
    question: Question

    @property
    def request(self) -> ProofRequest:
        return proof_request(self.question)

    def all_of(self, card: Card, list_at: int | None = None) -> list[Use]:
        return [Use(card, [GROUP], [], [RECENT, ISSUED], list_at)]

    def present(self, uses: list[Use], request: Any = None) -> Any:
        return present(request or self.request, uses, self.link_secret)

    def holds(self, answer: Any) -> bool:
        return holds(self.request, answer, [self.issuer], self.rogue_registry)

    def judge(self, answer: Any, *, holds: bool | None = None) -> Verdict:
        lists = {registry.rev_reg_id: registry.newest for registry in (self.issuer.registry, self.rogue_registry)}
        proof_holds = self.holds(answer) if holds is None else holds
        trusted = frozenset({self.issuer.cred_def_id})
        evidence = asked.evidence(proof_holds=proof_holds, list_in_force=lists, trusted=trusted)
        return judge(self.question, asked.received(self.question, answer), evidence)


@pytest.fixture(scope="module")
def world() -> World:
    issuer = CardIssuer()
    link_secret = anoncreds.create_link_secret()
    rogue = issuer.new_registry(f"{STRANGER}:4:{issuer.cred_def_id}:CL_ACCUM:r1", STRANGER)
    made = World(
        issuer=issuer,
        link_secret=link_secret,
        good=issuer.issue(vaccination(), link_secret),
        another_good=issuer.issue(vaccination(dose_number="1"), link_secret),
        old=issuer.issue(vaccination(occurrence_dateint="19990501"), link_secret),
        influenza=issuer.issue(vaccination(target_disease_code=INFLUENZA), link_secret),
        revoked=issuer.issue(vaccination(), link_secret),
        rogue_registry=rogue,
        in_rogue_registry=issuer.issue(vaccination(), link_secret, rogue),
        question=asked.question(asked.entry(issuer.cred_def_id)),
    )
    issuer.revoke(made.revoked, REVOKED_AT)
    return made


def test_an_honest_card_is_valid(world: World) -> None:
    answer = world.present(world.all_of(world.good))
    assert world.judge(answer) == Valid(
        {GROUP: {"target_disease_code": MEASLES}}, frozenset({world.issuer.cred_def_id})
    )


@pytest.mark.parametrize("from_first", [set(c) for n in (1, 2) for c in itertools.combinations(REFERENTS, n)])
def test_two_cards_together_are_refused_in_every_pairing_of_referents(world: World, from_first: set[str]) -> None:
    uses = []
    for card, referents in ((world.good, from_first), (world.another_good, set(REFERENTS) - from_first)):
        uses.append(Use(card, [GROUP] if GROUP in referents else [], [], sorted(referents - {GROUP})))
    answer = world.present(uses)
    assert world.judge(answer) == Invalid(Reason.MIXED_CREDENTIALS)


@pytest.mark.parametrize("issued_from", ["old", "influenza"])
def test_an_old_measles_card_with_the_date_of_an_influenza_card_is_refused(world: World, issued_from: str) -> None:
    predicates = {"old": [ISSUED] if issued_from == "old" else [], "influenza": [RECENT]}
    if issued_from == "influenza":
        predicates["influenza"].append(ISSUED)
    answer = world.present(
        [Use(world.old, [GROUP], [], predicates["old"]), Use(world.influenza, [], [], predicates["influenza"])]
    )
    assert world.judge(answer) == Invalid(Reason.MIXED_CREDENTIALS)
    assert world.judge(answer, holds=True) == Invalid(Reason.MIXED_CREDENTIALS)


def test_an_answer_that_hides_the_value_is_refused(world: World) -> None:
    answer = world.present([Use(world.good, [], [GROUP], [RECENT, ISSUED])])
    assert world.judge(answer) == Invalid(Reason.NOT_REVEALED)


def test_a_value_that_the_holder_typed_in_is_refused(world: World) -> None:
    answer = world.present(world.all_of(world.good))
    del answer["requested_proof"]["revealed_attr_groups"][GROUP]
    answer["requested_proof"]["self_attested_attrs"][GROUP] = MEASLES
    assert world.judge(answer) == Invalid(Reason.SELF_ATTESTED)


def test_a_card_for_another_disease_is_refused_whatever_the_library_says(world: World) -> None:
    answer = world.present(world.all_of(world.influenza))
    assert not world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.WRONG_VALUE)
    assert world.judge(answer, holds=True) == Invalid(Reason.WRONG_VALUE)


def test_another_value_written_over_the_proved_one_is_refused_though_the_library_lets_it_pass(world: World) -> None:
    answer = world.present(world.all_of(world.influenza))
    answer["requested_proof"]["revealed_attr_groups"][GROUP]["values"]["target_disease_code"]["raw"] = MEASLES
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.VALUE_NOT_PROVED)


def test_an_old_card_cannot_prove_the_date_honestly(world: World) -> None:
    with pytest.raises(anoncreds.AnoncredsError):
        world.present(world.all_of(world.old))


@pytest.mark.parametrize(("part", "value"), [("p_type", "<="), ("p_value", 19990101)])
def test_an_old_card_with_a_proof_of_an_easier_predicate_is_refused(world: World, part: str, value: Any) -> None:
    """The library lets it pass."""
    easier = copy.deepcopy(world.request)
    easier["requested_predicates"][RECENT][part] = value
    answer = world.present(world.all_of(world.old), easier)
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.NOT_ANSWERED)


def test_an_old_card_with_the_proof_of_its_day_of_issuance_labelled_as_occurrence_is_refused(world: World) -> None:
    """The library lets it pass, and so does ACA-Py."""
    answer = world.present(world.all_of(world.old), relabelled_request(world))
    for proof in answer["proof"]["proofs"][0]["primary_proof"]["ge_proofs"]:
        if proof["predicate"]["value"] == 20161122:
            proof["predicate"]["attr_name"] = "occurrence_dateint"
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.NOT_ANSWERED)


def test_an_old_card_without_any_proof_of_the_date_is_refused(world: World) -> None:
    """The library lets it pass."""
    easier = copy.deepcopy(world.request)
    del easier["requested_predicates"][RECENT]
    answer = world.present([Use(world.old, [GROUP], [], [ISSUED])], easier)
    answer["requested_proof"]["predicates"][RECENT] = {"sub_proof_index": 0}
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.NOT_ANSWERED)


def test_an_answer_to_another_nonce_is_refused(world: World) -> None:
    other = copy.deepcopy(world.request)
    other["nonce"] = "1"
    assert world.judge(world.present(world.all_of(world.good), other)) == Invalid(Reason.PROOF_FAILED)


def test_a_revoked_card_is_refused(world: World) -> None:
    assert world.judge(world.present(world.all_of(world.revoked))) == Invalid(Reason.PROOF_FAILED)


def test_a_revoked_card_against_the_list_before_is_refused(world: World) -> None:
    """The library lets it pass, and so does ACA-Py."""
    answer = world.present(world.all_of(world.revoked, LIST_OF_ISSUANCE))
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.REVOCATION_STALE)


def test_a_revoked_card_against_the_list_before_under_another_name_is_refused(world: World) -> None:
    answer = world.present(world.all_of(world.revoked, LIST_OF_ISSUANCE))
    for claimed in (REVOKED_AT, REVOKED_AT + 1, LIST_OF_ISSUANCE + 1, 2**62):
        answer["identifiers"][0]["timestamp"] = claimed
        assert isinstance(world.judge(answer), Invalid), claimed


def test_a_revoked_card_without_any_proof_of_non_revocation_is_refused(world: World) -> None:
    """The library lets it pass, and so does ACA-Py: it is enough to claim a list."""
    answer = world.present(world.all_of(world.revoked, 0))
    answer["identifiers"][0]["timestamp"] = REVOKED_AT
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.REVOCATION_NOT_PROVED)


def test_a_revoked_card_with_the_proof_of_non_revocation_of_a_good_one_is_refused(world: World) -> None:
    answer = world.present(world.all_of(world.revoked, 0))
    answer["identifiers"][0]["timestamp"] = REVOKED_AT
    good = world.present(world.all_of(world.good))
    answer["proof"]["proofs"][0]["non_revoc_proof"] = good["proof"]["proofs"][0]["non_revoc_proof"]
    assert world.judge(answer) == Invalid(Reason.PROOF_FAILED)


def test_a_registry_that_a_stranger_published_is_refused(world: World) -> None:
    """The library lets it pass."""
    answer = world.present(world.all_of(world.in_rogue_registry))
    assert world.holds(answer)
    assert world.judge(answer) == Invalid(Reason.REVOCATION_NOT_PROVED)


def test_a_good_card_is_valid_against_the_list_in_which_another_was_revoked(world: World) -> None:
    answer = world.present(world.all_of(world.good, REVOKED_AT))
    assert isinstance(world.judge(answer), Valid)


def test_a_good_card_against_the_list_before_has_to_be_asked_again(world: World) -> None:
    assert world.judge(world.present(world.all_of(world.good, LIST_OF_ISSUANCE))) == Invalid(Reason.REVOCATION_STALE)


def test_a_number_altered_in_the_proof_is_refused(world: World) -> None:
    honest = world.present(world.all_of(world.good))
    for flipped in ("c_hash", "m2", "v", "e"):
        answer = copy.deepcopy(honest)
        inside = answer["proof"]["aggregated_proof" if flipped == "c_hash" else "proofs"]
        inside = inside if flipped == "c_hash" else inside[0]["primary_proof"]["eq_proof"]
        inside[flipped] = str(int(inside[flipped]) + 1)
        assert world.judge(answer) == Invalid(Reason.PROOF_FAILED), flipped


def relabelled_request(world: World) -> Any:
    text = json.dumps(world.request).replace('"name": "occurrence_dateint"', '"name": "issued_dateint"')
    return json.loads(text)
