"""Modules that indy-plenum imports and no registry has any more, or Python has itself by now, put into `sys.modules`.

`ursa` (BLS signatures) is the one that matters: here every check of a signature fails and nothing can be signed, so
a pool without BLS keys works and a BLS key somebody tries to add is refused. See docs/adr/0002.
"""

import hashlib
import importlib.metadata
import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableSet
from types import ModuleType


class BlsEntity:
    """Bytes without meaning."""

    def __init__(self, content: bytes = b"") -> None:
        self._content = content

    @classmethod
    def from_bytes(cls, content: bytes) -> "BlsEntity":
        return cls(content)

    def as_bytes(self) -> bytes:
        return self._content

    @classmethod
    def new(cls, *_args: object, **_named: object) -> "BlsEntity":
        raise NotImplementedError("this validator has no BLS signatures")


class Bls:
    """Trusts no signature and makes none."""

    @staticmethod
    def sign(*_args: object) -> BlsEntity:
        raise NotImplementedError("this validator has no BLS signatures")

    @staticmethod
    def verify(*_args: object, **_named: object) -> bool:
        return False

    verify_multi_sig = verify
    verify_pop = verify


class IndyCryptoError(Exception):
    pass


class IComparator:
    """Base class of a RocksDB comparator; no RocksDB is ever opened."""


class OrderedSet[T](MutableSet[T]):
    """Keeps the order of its members, and gives them back from either end."""

    def __init__(self, members: Iterable[T] = ()) -> None:
        self._members = OrderedDict.fromkeys(members)

    def __contains__(self, member: object) -> bool:
        return member in self._members

    def __iter__(self) -> Iterator[T]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def add(self, value: T) -> None:
        self._members.setdefault(value)

    def discard(self, value: T) -> None:
        self._members.pop(value, None)

    def pop(self, last: bool = True) -> T:
        """Plenum calls this `pop(0)` and `pop(last=False)`, both for the first."""
        return self._members.popitem(last=bool(last))[0]


def install() -> None:
    """Make the absent modules importable."""
    entities = ("Generator", "VerKey", "SignKey", "Signature", "MultiSignature", "ProofOfPossession")
    _module("ursa")
    _module("ursa.indy_error", IndyCryptoError=IndyCryptoError)
    _module("ursa.bls", BlsEntity=BlsEntity, Bls=Bls, **{name: type(name, (BlsEntity,), {}) for name in entities})
    _module("rocksdb", IComparator=IComparator)
    _module("leveldb")
    # The backport's releases need packages of their own; the original is in the standard library.
    sys.modules["importlib_metadata"] = importlib.metadata
    _module("_sha256", sha256=hashlib.sha256)
    _module("orderedset", OrderedSet=OrderedSet)
    _module("orderedset._orderedset", OrderedSet=OrderedSet)


def _module(name: str, **content: object) -> None:
    module = ModuleType(name, doc="Stands in for a package that is no longer published.")
    vars(module).update(content)
    sys.modules[name] = module
