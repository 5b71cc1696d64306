"""The sample cards are of the types that issuers have, and try the shipped templates; their words are complete."""

import pytest

from issuer.type_files import load_credential_types
from tests.unit.verifier.asked import NOW, template
from verifier.console.editor.draft import BoundRow
from verifier.console.editor.from_template import draft_of
from verifier.console.editor.phrases import PHRASES
from verifier.console.editor.reading import bound_words, readings
from verifier.console.editor.trial import Trial, try_out
from verifier.domain.card_type import CardType, label, type_label
from verifier.domain.language import Language
from verifier.files.card_files import read_card_types
from verifier.settings import TEMPLATES

TYPES = read_card_types()
SHIPPED = sorted(path.stem for path in TEMPLATES.glob("*.yaml"))
RIGHT = {"yellow-fever-travel": ("vaccination/1",)}
"""Where the first card of each type does not do."""
WRONG = {
    "adult": "vaccination/5", "clinic-intake": "", "contrast-ct": "allergy_list/3", "emergency-card": "allergy_list/4",
    "measles-10y": "vaccination/2", "no-known-penicillin-allergy": "allergy_list/2", "series-complete": "vaccination/3",
    "own-role": "practitioner/1", "staff-role": "practitioner/1", "yellow-fever-travel": "vaccination/0",
}  # fmt: skip


def test_the_sample_cards_have_what_the_issuers_types_have() -> None:
    loaded = load_credential_types().items()
    issuers = {name: {attribute.name for attribute in each.attributes} for name, each in loaded}
    assert {name: set(each.attributes) for name, each in TYPES.items()} == issuers


@pytest.mark.parametrize("name", SHIPPED)
def test_the_right_cards_satisfy_a_shipped_template_and_a_wrong_one_does_not(name: str) -> None:
    asked = template(name)
    right = RIGHT.get(name) or tuple(f"{group.credential_type}/0" for group in asked.groups)
    assert try_out(asked, Trial(right), TYPES, NOW).reason is None
    assert try_out(asked, Trial((WRONG[name],)), TYPES, NOW).reason is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_patient_reads_names_every_attribute_in_every_language(name: str) -> None:
    asked = template(name)
    for reading in readings(draft_of(asked), TYPES):
        assert reading.purpose == asked.purpose[reading.language]
        for group, card in zip(asked.groups, reading.cards, strict=True):
            assert (len(card.seen), len(card.proved)) == (len(group.reveal), len(group.prove))
            for attribute, line in zip(group.reveal, card.seen, strict=True):
                assert line.startswith(label(TYPES, group.credential_type, attribute, reading.language))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (BoundRow("a", ">=", "10", "years_before_today"), "a: at most 10 years ago"),
        (BoundRow("a", "<=", "1", "months_before_today"), "a: at least 1 month ago"),
        (BoundRow("a", ">=", "0", "days_before_today"), "a: today or later"),
        (BoundRow("a", "<=", "0", "days_before_today"), "a: today or earlier"),
        (BoundRow("a", "<=", "0", "number"), "a: at most 0"),
        (BoundRow("a", ">=", "", "number"), "a: at least ..."),
        (BoundRow("a", "?", "1", "centuries"), "a"),
    ],
)
def test_a_comparison_is_told_in_words(row: BoundRow, words: str) -> None:
    assert bound_words(row, "a", PHRASES[Language.ENGLISH]) == words


def test_a_type_that_is_not_known_is_told_by_its_names() -> None:
    assert label(TYPES, "blood_test", "taken_on_dateint", Language.GERMAN) == "taken on"
    assert type_label(TYPES, "blood_test", Language.ARABIC) == "blood test"


def test_a_card_type_without_words_or_with_a_card_of_other_attributes_is_refused() -> None:
    words = dict.fromkeys(Language, "x")
    with pytest.raises(ValueError, match="words are given"):
        CardType("t", {Language.ENGLISH: "x"}, {}, ())
    card = TYPES["practitioner"].cards[0]
    with pytest.raises(ValueError, match="other attributes"):
        CardType("t", words, {"org": words}, (card,))
