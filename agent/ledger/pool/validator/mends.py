"""What indy-node 1.13 needs changed to run on Python 3.13. Everything here happens before plenum is imported.

Each function mends one thing and says what broke it; none changes the protocol.
"""

# Imports packages of the ledger environment, which mypy does not see, and only once they can be imported.
# ruff: noqa: PLC0415
# mypy: disable-error-code="import-not-found,import-untyped"
import asyncio.coroutines
import collections
import collections.abc
import ctypes.util
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from agent.ledger.pool.validator import stand_ins
from agent.ledger.pool.validator.kv_store import SqliteIntegerStore, SqliteStore


def mend() -> None:
    """Make indy-node importable and able to run."""
    _mend_python()
    stand_ins.install()
    _mend_zmq()
    _load_sodium_from_pyzmq()
    _mend_json()
    _mend_msgpack()
    _mend_logging()
    _store_in_sqlite()


def _mend_python() -> None:
    """`collections` lost its abstract classes in 3.10, asyncio its debugging wrapper in 3.8."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    setattr(asyncio.coroutines, "CoroWrapper", type("CoroWrapper", (), {}))  # noqa: B010 - asyncio has no such name


def _mend_zmq() -> None:
    """pyzmq dropped a private decorator that copied docstrings."""
    import zmq.auth.thread

    zmq.auth.thread._inherit_docstrings = lambda cls: cls


def _load_sodium_from_pyzmq() -> None:
    """libnacl asks the system for libsodium; the wheel of pyzmq brings one, so no root is needed."""
    import zmq

    package = Path(zmq.__file__).parent
    found = [*package.parent.glob("pyzmq.libs/libsodium*"), *package.glob(".dylibs/libsodium*")]
    if not found:
        return
    ask_system = ctypes.util.find_library
    ctypes.util.find_library = lambda name: str(found[0]) if name == "sodium" else ask_system(name)
    try:
        import libnacl  # noqa: F401 - loads the library while the answer is ours
    finally:
        ctypes.util.find_library = ask_system


def _mend_json() -> None:
    """ujson no longer serialises objects by looking inside them."""
    import ujson

    write: Callable[..., str] = ujson.dumps

    def dumps(message: object, **options: object) -> str:
        return write(message, default=_plain, **options)

    ujson.dumps = dumps


def _plain(item: object) -> object:
    if isinstance(item, bytes):
        return item.decode()
    if isinstance(item, tuple | collections.abc.Set):
        return list(item)
    # A message between validators: its `__dict__` is its fields and its type.
    return vars(item)


def _mend_msgpack() -> None:
    """msgpack 1.0 refuses integer map keys unless told otherwise; the audit ledger has them."""
    import msgpack
    from common.serializers import msgpack_serializer

    def deserialize(_self: object, data: object, fields: object = None) -> object:
        if not isinstance(data, bytes | bytearray):
            return data
        return msgpack.unpackb(
            data, raw=False, strict_map_key=False, object_pairs_hook=msgpack_serializer.decode_to_sorted
        )

    msgpack_serializer.MsgPackSerializer.deserialize = deserialize


def _mend_logging() -> None:
    """Finding a logger's name by reading the caller's source took 15 ms in each of 60 modules, to the same answer."""
    from stp_core.common import log

    log.getlogger = lambda name=None: logging.getLogger(name or log.__name__)
    # Plenum's loggers have two levels more; its own class that adds them also sets up handlers, which we do ourselves.
    log.Logger._addTraceToLogging()
    log.Logger._addDisplayToLogging()


def _store_in_sqlite() -> None:
    """Neither python-rocksdb nor leveldb has a wheel."""
    import storage.helper

    def init_store(
        _kind: object, directory: str, name: str, open: bool = True, read_only: bool = False, **_rocksdb: object
    ) -> SqliteStore:
        return SqliteStore(directory, name, open, read_only)

    def init_integer_store(
        _kind: object, directory: str, name: str, open: bool = True, read_only: bool = False, **_rocksdb: object
    ) -> SqliteStore:
        return SqliteIntegerStore(directory, name, open, read_only)

    # Modules bind these two by name when they are imported, so this must come before any of them.
    early = [name for name in ("plenum.server.node", "ledger.ledger") if name in sys.modules]
    if early:
        raise RuntimeError(f"imported too early: {early}")
    storage.helper.initKeyValueStorage = init_store
    storage.helper.initKeyValueStorageIntKeys = init_integer_store
