"""Every reason is told in every language, with what to do next."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from verifier.domain.language import Language
from verifier.domain.verdict import Reason
from verifier.domain.words import TABLES, explain
from verifier.domain.words.age import SENTENCES, checked_against

ENDS = (".", "؟", "?")


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence_and_a_next_step_in_every_language(language: Language) -> None:
    assert set(TABLES[language]) == set(Reason)
    for reason in Reason:
        told = explain(reason, language)
        assert all(text.endswith(ENDS) and text.isprintable() and text == text.strip() for text in vars(told).values())


def test_no_sentence_was_left_in_another_language() -> None:
    for reason in Reason:
        sentences = {explain(reason, language).sentence for language in Language}
        assert len(sentences) == len(Language), reason


def test_the_codes_that_a_clinic_relies_on_are_there() -> None:
    promised = {
        "revoked", "expired", "too-old", "wrong-value", "issuer-not-trusted", "mixed-credentials", "not-revealed",
        "self-attested", "replayed", "wrong-request", "proof-failed", "revocation-stale", "declined", "timed-out",
        "no-credential", "subjects-differ", "same-card-twice", "issuers-differ", "list-incomplete", "not-checked",
    }  # fmt: skip
    assert promised <= {reason.value for reason in Reason}


AT = datetime(2026, 11, 24, 9, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("language", Language)
def test_the_age_of_kept_data_is_told_in_every_language(language: Language) -> None:
    told = checked_against(AT, AT.astimezone(UTC) + timedelta(minutes=5), language)
    assert "09:12" in told and "2026" not in told and told.endswith(".")
    assert set(SENTENCES) == set(Language) and len(set(SENTENCES.values())) == len(Language)


def test_an_age_from_another_day_names_the_day() -> None:
    told = checked_against(AT, AT.astimezone(UTC) + timedelta(hours=20), Language.ENGLISH)
    assert told == "Checked against data of 2026-11-24 09:12."
