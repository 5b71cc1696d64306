"""The modules that stand in for packages nobody publishes any more."""

import subprocess
import sys
from pathlib import Path

import pytest

from agent.ledger.pool.validator.stand_ins import Bls, BlsEntity, OrderedSet


def test_an_ordered_set_gives_back_the_first_or_the_last() -> None:
    members: OrderedSet[int] = OrderedSet([3, 1, 2, 1])
    assert list(members) == [3, 1, 2]
    assert (members.pop(last=False), members.pop()) == (3, 2)
    members.add(5)
    members.discard(9)
    # Plenum says pop(0) and means the first.
    assert members.pop(0) == 1
    assert list(members) == [5]


def test_an_empty_ordered_set_has_nothing_to_give() -> None:
    with pytest.raises(KeyError):
        OrderedSet[int]().pop()


def test_no_bls_signature_is_ever_valid_and_none_can_be_made() -> None:
    anything = BlsEntity.from_bytes(b"x")
    assert not Bls.verify(anything, b"message", anything, anything)
    assert not Bls.verify_multi_sig(multi_sig=anything, message=b"m", ver_keys=[anything], gen=anything)
    assert not Bls.verify_pop(anything, anything, anything)
    with pytest.raises(NotImplementedError):
        Bls.sign(b"message", anything)


def test_the_absent_modules_can_be_imported_once_installed() -> None:
    code = """
from agent.ledger.pool.validator import stand_ins
stand_ins.install()
from ursa.bls import Bls, BlsEntity, Generator, MultiSignature, ProofOfPossession, Signature, SignKey, VerKey
from ursa.indy_error import IndyCryptoError
from orderedset._orderedset import OrderedSet
from _sha256 import sha256
import importlib_metadata, leveldb, rocksdb
class Comparator(rocksdb.IComparator): pass
assert sha256(b"").hexdigest().startswith("e3b0c442")
assert list(importlib_metadata.distributions()) is not None
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
