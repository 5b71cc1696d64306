"""Makes the transport keys of validators, with plenum's own code, from seeds drawn by bootstrap.py.

No BLS keys: see docs/adr/0002.
"""

# Imports packages of the ledger environment, which mypy does not see, and only once they can be imported.
# ruff: noqa: PLC0415
# mypy: disable-error-code="import-not-found,import-untyped"
import contextlib
import io
import json
from typing import TextIO

from agent.ledger.pool.layout import PoolLayout

CLIENT_STACK_SUFFIX = "C"


def make_keys(layout: PoolLayout, seeds: TextIO) -> None:
    """Read {validator name: seed in hex} from a stream, so that no seed is in a file or a process list."""
    from stp_zmq.zstack import ZStack

    layout.keys.mkdir(parents=True, exist_ok=True)
    for name, seed in json.load(seeds).items():
        # Both listeners of a validator have the same key, as the genesis transaction holds only one.
        for stack in (name, name + CLIENT_STACK_SUFFIX):
            # It prints keys.
            with contextlib.redirect_stdout(io.StringIO()):
                ZStack.initLocalKeys(stack, str(layout.keys), bytes.fromhex(seed))
