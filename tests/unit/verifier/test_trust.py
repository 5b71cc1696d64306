"""Whom the verifier trusts: by definition, with a window, and never by what a stranger can write."""

from datetime import date

import pytest

from agent.protocol import CredDefId, RevRegId
from tests.unit.verifier.asked import CRED_DEF_ID, DID, REV_REG_ID, entry
from verifier.domain.registry import Registry
from verifier.domain.trust import TrustEntry, belongs_to, issuer_of

OTHER = f"{DID}:3:CL:16:other"
STRANGER = "WgWxqztrNooG92RXvxSTWv"


def test_a_window_holds_its_first_and_last_day_and_may_be_open() -> None:
    ended = entry(trusted_until=date(2026, 1, 1)).window
    assert [ended.contains(day) for day in (20231231, 20240101, 20260101, 20260102)] == [False, True, True, False]
    assert entry().window.contains(99991231)


def test_what_is_void_is_not_trusted_and_what_has_ended_is() -> None:
    registry = Registry(1, (entry(trusted_until=date(2024, 2, 1)), entry(OTHER, void=True)))
    assert registry.trusted == {CRED_DEF_ID}


@pytest.mark.parametrize("registry", [(entry(), entry()), (entry(), entry(OTHER, issued_attribute="day"))])
def test_a_registry_that_could_not_be_asked_by_is_refused(registry: tuple[TrustEntry, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|one attribute"):
        Registry(1, registry)


@pytest.mark.parametrize("sequence", [-1, 2**53])
def test_a_sequence_counts_from_0(sequence: int) -> None:
    with pytest.raises(ValueError, match="sequence"):
        Registry(sequence)


@pytest.mark.parametrize("name", ["x", f"{DID}:2:vaccination:1.0", f"{DID}:3:CL:15", "<b>:3:CL:15:default", ""])
def test_what_is_no_definition_has_no_issuer(name: str) -> None:
    assert issuer_of(name) is None
    assert issuer_of(CRED_DEF_ID) == DID


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
        entry(**({"issuer_did": DID, "cred_def_id": CRED_DEF_ID} | changes))


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
