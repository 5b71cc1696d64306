"""The next edition of the trust registry is made by single changes, and its document says what it is."""

from datetime import date

import pytest

from agent.protocol import CredDefId
from tests.unit.verifier.asked import CRED_DEF_ID, DID
from verifier.console.trust_words import registry_changes, words_of
from verifier.domain.next_registry import begun, ended, voided, with_entry, with_publisher
from verifier.domain.registry import Publisher, Registry
from verifier.domain.trust import TrustEntry
from verifier.files.registry_document import document_of
from verifier.files.trust_file import read_registry

TODAY = date(2026, 11, 25)
ENTRY = TrustEntry(DID, "Vaccination Centre", "vaccination", CRED_DEF_ID, date(2024, 1, 1))
OTHER = TrustEntry(DID, "Other", "vaccination", CredDefId(f"{DID}:3:CL:99:other"), date(2027, 1, 1))
BEFORE = Registry(3, (ENTRY, OTHER))


def test_the_document_is_read_as_what_was_composed() -> None:
    partner = Publisher("Partner", {"kty": "OKP", "crv": "Ed25519", "x": "AA"}, ("vaccination",))
    composed = with_publisher(voided(ended(begun(BEFORE), CRED_DEF_ID, TODAY), OTHER.cred_def_id), partner)
    assert read_registry(document_of(composed), "it") == composed
    assert composed.sequence == 4
    assert read_registry(document_of(Registry()), "it") == Registry()


def test_ending_trust_keeps_what_was_issued_before_and_touches_no_other_entry() -> None:
    found = ended(BEFORE, CRED_DEF_ID, TODAY)
    assert (found.entries[0].trusted_until, found.entries[0].void, found.entries[1]) == (TODAY, False, OTHER)


def test_trust_that_has_not_begun_cannot_end_today() -> None:
    with pytest.raises(ValueError, match="before trusted_from"):
        ended(BEFORE, OTHER.cred_def_id, TODAY)


def test_what_is_void_is_trusted_no_more() -> None:
    assert CRED_DEF_ID not in voided(BEFORE, CRED_DEF_ID).trusted


def test_an_entry_that_stands_there_already_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        with_entry(BEFORE, ENTRY)


@pytest.mark.parametrize(
    ("entry", "label"),
    [
        (ENTRY, "Trusted"),
        (OTHER, "Not yet"),
        (ended(BEFORE, CRED_DEF_ID, TODAY).entries[0], "Trusted"),
        (ended(BEFORE, CRED_DEF_ID, date(2026, 11, 24)).entries[0], "Ended"),
        (voided(BEFORE, CRED_DEF_ID).entries[0], "Void"),
    ],
)
def test_whether_an_entry_counts_is_said_in_a_word(entry: TrustEntry, label: str) -> None:
    assert words_of(entry, TODAY).label == label


def test_what_changes_is_told_line_by_line() -> None:
    found = registry_changes(BEFORE, voided(BEFORE, CRED_DEF_ID))
    assert (len(found.gone), len(found.new)) == (1, 1)
    assert "VOID: nothing it ever issued counts" in found.new[0]
    assert registry_changes(BEFORE, begun(BEFORE)) == registry_changes(BEFORE, BEFORE)
