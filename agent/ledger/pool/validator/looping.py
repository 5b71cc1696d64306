"""How often a validator's loop turns: often after something came, and seldom while nothing does.

Plenum turns 100 times a second whatever happens, and each turn looks through all its queues and connections.
"""

# Imports packages of the ledger environment, which mypy does not see, and only once they can be imported.
# ruff: noqa: PLC0415
# mypy: disable-error-code="import-not-found,import-untyped"
import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

TURN_SLEEP_S = 0.01
TURNS_UNTIL_REST = 10
"""They last longer than a batch waits for company (Max3PCBatchWait)."""
REST_S = 0.25
"""Its timers are of seconds."""


def calm(looper: type[Any]) -> type[Any]:
    """Plenum's loop, resting between messages."""

    class CalmLooper(looper):  # type: ignore[misc]  # its class is known once plenum is imported
        idle_turns = 0

        async def runOnceNicely(self) -> None:  # noqa: N802 - plenum's name
            busy = await self.prodAllOnce() > 0
            self.idle_turns = 0 if busy else self.idle_turns + 1
            if self.idle_turns > TURNS_UNTIL_REST:
                await _rest([inlet for node in self.prodables for inlet in _inlets(node)])
            elif not busy:
                await asyncio.sleep(TURN_SLEEP_S)

    return CalmLooper


def _inlets(node: Any) -> Iterator[Any]:
    """The sockets at which other validators and clients knock; there is none while it is stopped."""
    for stack in (node.nodestack, node.clientstack):
        if stack.listener is not None:
            yield stack.listener


async def _rest(inlets: list[Any]) -> None:
    """Until something comes, but not for long."""
    import zmq

    # A socket's descriptor tells of what comes from now on only (zmq_getsockopt, ZMQ_FD).
    if any(inlet.get(zmq.EVENTS) & zmq.POLLIN for inlet in inlets):
        await asyncio.sleep(TURN_SLEEP_S)
        return
    came, loop = asyncio.Event(), asyncio.get_running_loop()
    descriptors = [inlet.get(zmq.FD) for inlet in inlets]
    for descriptor in descriptors:
        loop.add_reader(descriptor, came.set)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(came.wait(), REST_S)
    finally:
        for descriptor in descriptors:
            loop.remove_reader(descriptor)
