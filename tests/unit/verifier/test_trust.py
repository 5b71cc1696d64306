"""Whom the verifier trusts: by definition, with a window, and never by what a stranger can write."""

from datetime import date

import pytest

from agent.protocol import CredDefId, RevRegId
from tests.unit.verifier.asked import CRED_DEF_ID, DID, REV_REG_ID, entry
from verifier.domain.trust import belongs_to, check_registry, issuance_window

OTHER = f"{DID}:3:CL:16:other"
STRANGER = "WgWxqztrNooG92RXvxSTWv"


def test_the_window_is_the_part_common_to_all_definitions() -> None:
    window = issuance_window((entry(trusted_until=date(2026, 1, 1)), entry(OTHER, trusted_from=date(2025, 1, 1))))
    assert (window.first, window.last) == (date(2025, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    "registry",
    [
        (entry(), entry()),
        (entry(), entry(OTHER, issued_attribute="day")),
        (entry(trusted_until=date(2024, 2, 1)), entry(OTHER, trusted_from=date(2025, 1, 1))),
    ],
)
def test_a_registry_that_could_not_be_asked_by_is_refused(registry: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|one attribute|in common"):
        check_registry(registry)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer_did": STRANGER},
        {"cred_def_id": "vaccination"},
        {"cred_def_id": f"{DID}:2:vaccination:1.0"},
        {"trusted_until": date(2023, 12, 31)},
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no credential definition|before trusted_from"):
        entry(**({"issuer_did": DID, "cred_def_id": CRED_DEF_ID} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rev_reg_id", "belongs"),
    [
        (REV_REG_ID, True),
        (f"{STRANGER}:4:{CRED_DEF_ID}:CL_ACCUM:r1", False),
        (f"{DID}:4:{OTHER}:CL_ACCUM:r1", False),
        (f"{DID}:4:{CRED_DEF_ID}x:CL_ACCUM:r1", False),
        (f"{DID}:4:{CRED_DEF_ID}", False),
        ("", False),
    ],
)
def test_a_registry_belongs_to_a_definition_only_if_its_issuer_wrote_it(rev_reg_id: str, belongs: bool) -> None:
    assert belongs_to(RevRegId(rev_reg_id), CredDefId(CRED_DEF_ID)) is belongs
