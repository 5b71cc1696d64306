"""What the desk reads of an emergency card in FHIR: the wallet service's own form, and nothing of another."""

from datetime import UTC, datetime

import pytest

from verifier.domain.emergency import CRITICALITY, Allergy, allergies
from wallet_api.domain.allergies import Allergy as Held
from wallet_api.domain.allergies import Criticality, bundle

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def held(name: str, criticality: Criticality | None) -> Held:
    return Held("allergy", {"en": name, "de": name, "ar": name}, criticality)


def test_each_allergy_is_read_with_how_critical_it_is_and_that_none_is_known() -> None:
    sent = bundle("e" * 32, [held("Latex", Criticality.HIGH), held("no known allergies", None)], AT)
    assert allergies(sent) == [Allergy("Latex", "high"), Allergy("no known allergies", None)]
    assert allergies(bundle("e" * 32, [], AT)) == []
    assert set(CRITICALITY) == set(Criticality)


@pytest.mark.parametrize("sent", [None, [], {}, {"entry": [{}]}, {"entry": [{"resource": {}}]}])
def test_anything_else_is_no_card(sent: object) -> None:
    with pytest.raises((KeyError, TypeError)):
        allergies(sent)
