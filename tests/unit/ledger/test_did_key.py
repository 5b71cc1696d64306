"""DIDs and keys, against a well-known example of the Indy network tools."""

import pytest

from agent.ledger.did_key import DidKey, full_verkey
from agent.protocol import Did

TRUSTEE = DidKey(b"000000000000000000000000Trustee1")


def test_did_and_key_follow_from_the_seed_as_everywhere_in_indy() -> None:
    assert TRUSTEE.did == "V4SGRU86Z58d6TV7PBUe6f"
    assert TRUSTEE.verkey == "GJ1SzoWzavQYfNL9XkaJdrQejfztN4XqdsiV4ct3LXKL"


def test_an_abbreviated_key_is_completed_with_the_did() -> None:
    assert full_verkey(Did("V4SGRU86Z58d6TV7PBUe6f"), "~CoRER63DVYnWZtK8uAzNbx") == TRUSTEE.verkey
    assert full_verkey(Did("V4SGRU86Z58d6TV7PBUe6f"), TRUSTEE.verkey) == TRUSTEE.verkey


def test_the_seed_is_not_shown() -> None:
    assert "seed" not in repr(TRUSTEE)
    assert "Trustee1" not in repr(TRUSTEE)


def test_drawn_keys_differ() -> None:
    assert DidKey.draw().did != DidKey.draw().did


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DidKey(bytes(length))
