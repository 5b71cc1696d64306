"""The form made from a credential type, and the card made from its values."""

from datetime import date

from issuer.console.act_words import ACT_WORDS
from issuer.console.claim_form import claim_form, typed_claims
from issuer.console.offer_words import reason_words, words_of
from issuer.console.replacement_words import REASON_WORDS, replacement_words
from issuer.domain.act import ActKind
from issuer.domain.card import card_of
from issuer.domain.claims import Fault, to_attributes
from issuer.domain.offer import OfferState, Reason
from issuer.domain.replacement import ReplacementReason, ReplacementState
from issuer.type_files import load_credential_types
from tests.contract.issuer.examples import CLAIMS

VACCINATION = load_credential_types()["vaccination"]


def test_the_form_asks_for_everything_but_what_the_issuer_sets() -> None:
    form = claim_form(VACCINATION)
    asked = {field.attribute for field in form.fields}
    assert set(VACCINATION.attribute_names) - asked == {"issued_dateint"}
    birth = next(field for field in form.fields if field.attribute == "birth_dateint")
    assert (birth.label, birth.input_type, birth.required) == ("Date of birth", "date", True)
    assert {*form.required, *form.optional} == set(form.fields) and not form.faulty


def test_a_fault_stands_at_its_field_beside_what_was_typed() -> None:
    form = claim_form(VACCINATION, {"dose_number": "one"}, [Fault("dose_number", "must be a whole number")])
    [faulty] = form.faulty
    assert (faulty.attribute, faulty.value, faulty.fault) == ("dose_number", "one", "This must be a whole number.")


def test_only_the_claims_that_were_filled_in_are_taken_from_a_form() -> None:
    given = {"claim.family_name": " Okafor ", "claim.lot_number": "  ", "type": "vaccination", "claim.file": object()}
    assert typed_claims(given) == {"family_name": "Okafor"}


def test_the_card_shows_what_is_known_with_days_in_words() -> None:
    claims = CLAIMS | {"valid_until_dateint": "99991231"}
    card = card_of(VACCINATION, to_attributes(VACCINATION, claims, date(2026, 3, 1)))
    lines = {line.label: line.value for line in card.lines}
    english, german, arabic = card.spoken
    assert (english.label, german.label) == ("Vaccination", "Impfung")
    assert english.sentence.startswith("Vaccinated against") and english.direction == "ltr"
    assert arabic.language == "ar" and arabic.direction == "rtl"
    assert lines["Date of birth"] == "17 May 1990" and lines["Last day of protection"] == "lifelong"
    assert lines["Day of issuance"] == "1 March 2026"
    assert "Lot number" not in lines and "Doses of the whole series" not in lines


def test_every_state_reason_and_act_has_words() -> None:
    assert all(words_of(state).sentence for state in OfferState)
    assert all(reason_words(reason) for reason in Reason)
    assert set(ACT_WORDS) == set(ActKind)
    assert all(replacement_words(state).sentence for state in ReplacementState)
    assert set(REASON_WORDS) == set(ReplacementReason)
