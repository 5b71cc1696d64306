"""Our own registry and other organisations' lists: what they may add, and that they can break nothing."""

from datetime import date
from typing import Any

import pytest

from tests.unit.verifier.asked import CRED_DEF_ID, DID, entry
from verifier.domain.registry import Publisher, Registry

OTHER = "WgWxqztrNooG92RXvxSTWv:3:CL:16:other"
THIRD = "V4SGRU86Z58d6TV7PBUe6f:3:CL:17:third"
PARTNER = Publisher("Partner", {}, ("vaccination",))


def joined(own: Registry, *entries: Any, publisher: Publisher = PARTNER) -> frozenset[str]:
    return frozenset(each.cred_def_id for each in own.joined_by([(publisher, Registry(1, entries))]).entries)


def test_a_list_adds_the_types_that_its_publisher_may_add_and_no_others() -> None:
    own = Registry(1, (entry(),))
    assert joined(own, entry(OTHER)) == {CRED_DEF_ID, OTHER}
    assert joined(own, entry(OTHER, credential_type="practitioner")) == {CRED_DEF_ID}


def test_no_list_stands_against_an_entry_of_our_own() -> None:
    own = Registry(1, (entry(void=True), entry(OTHER, trusted_until=date(2024, 12, 31))))
    merged = own.joined_by([(PARTNER, Registry(1, (entry(), entry(OTHER))))])
    assert merged.entries == own.entries
    assert merged.trusted == {OTHER}


def test_a_list_of_another_form_is_left_out_instead_of_breaking_our_registry() -> None:
    own = Registry(1, (entry(),))
    lists = [(PARTNER, Registry(1, (entry(OTHER, issued_attribute="day"),))), (PARTNER, Registry(1, (entry(THIRD),)))]
    assert own.joined_by(lists).trusted == {CRED_DEF_ID, THIRD}


def test_of_two_lists_with_one_definition_the_publisher_named_first_counts() -> None:
    early, late = entry(OTHER), entry(OTHER, trusted_from=date(2025, 1, 1))
    lists = [(PARTNER, Registry(1, (early,))), (Publisher("Second", {}, ("vaccination",)), Registry(1, (late,)))]
    assert Registry(1, ()).joined_by(lists).entries == (early,)


def test_publishers_of_a_list_do_not_become_ours() -> None:
    added = Registry(1, (entry(OTHER),), (Publisher("Stranger", {}, ("vaccination",)),))
    assert Registry(1, (), (PARTNER,)).joined_by([(PARTNER, added)]).publishers == (PARTNER,)


@pytest.mark.parametrize("name", ["", "two\nlines", "x" * 65])
def test_a_publisher_of_no_readable_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="publisher"):
        Publisher(name, {}, ())


def test_two_publishers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Registry(1, (), (PARTNER, PARTNER))


def test_an_entry_of_a_void_issuer_does_not_settle_how_the_others_name_the_day() -> None:
    registry = Registry(1, (entry(void=True), entry(f"{DID}:3:CL:18:new", issued_attribute="day")))
    assert len(registry.trusted) == 1
