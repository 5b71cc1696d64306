"""Runs one indy-node validator until a signal ends it, and shows that it is alive.

What it leaves out: which ports and keys there are (bootstrap.py), and restarting (agent.process).
"""

# Imports packages of the ledger environment, which mypy does not see, and only once they can be imported.
# ruff: noqa: PLC0415
# mypy: disable-error-code="import-not-found,import-untyped"
import asyncio
import json
import logging
import os
import signal
from logging.handlers import RotatingFileHandler
from typing import Any

from agent.ledger.pool.layout import HOST, PoolLayout
from agent.ledger.pool.validator.looping import calm

PULSE_INTERVAL_S = 1.0
LOG_SIZE_BYTES = 1_000_000
LOG_BACKUPS = 2


def run(layout: PoolLayout, name: str) -> None:
    """Take part in the pool as `name`. Call `mends.mend()` first."""
    _log_to_file(layout, name)
    layout.plugins.mkdir(mode=0o700, exist_ok=True)  # plenum's own way fails where another makes it at that moment
    config = read_config(layout)
    # Imported here: modules of plenum read the configuration while they are imported.
    from indy_common.config_helper import NodeConfigHelper
    from indy_node.server.node import Node
    from stp_core.loop.looper import Looper
    from stp_core.types import HA

    _leave_restarts_to_the_supervisor()
    ports = layout.read_ports()[name]
    with calm(Looper)() as looper:
        node = Node(
            name, config_helper=NodeConfigHelper(name, config), ha=HA(HOST, ports.node), cliha=HA(HOST, ports.client)
        )
        looper.add(node)
        pulse = looper.loop.create_task(_show_pulse(layout, name, node))
        looper.run()
        pulse.cancel()


def read_config(layout: PoolLayout) -> Any:
    """indy-node's configuration, from the pool's directory alone."""
    import indy_common.config
    import plenum.config
    from indy_common.config_util import getConfig

    # Some modules read it again without saying where from.
    for module in (plenum.config, indy_common.config):
        module.GENERAL_CONFIG_DIR = str(layout.directory)
    return getConfig(general_config_dir=str(layout.directory), user_config_dir=str(layout.directory))


def _leave_restarts_to_the_supervisor() -> None:
    """indy-node asks a service on a fixed port to restart it; ours is the process that started us."""
    from indy_node.server.restarter import Restarter

    async def end(_self: object, _message: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    Restarter._open_connection_and_send = end


def _log_to_file(layout: PoolLayout, name: str) -> None:
    handler = RotatingFileHandler(layout.logs / f"{name}.log", maxBytes=LOG_SIZE_BYTES, backupCount=LOG_BACKUPS)
    logging.basicConfig(
        level=logging.WARNING, handlers=[handler], format="%(asctime)s %(levelname)s %(filename)s %(message)s"
    )


async def _show_pulse(layout: PoolLayout, name: str, node: Any) -> None:
    """Rewrite a small file while the loop turns: a stopped or stuck validator stops doing so."""
    path = layout.pulse(name)
    while True:
        beat = {
            "pid": os.getpid(),
            "participating": bool(node.isParticipating),
            "connected": node.connectedNodeCount,
            "view_no": node.viewNo,
            "primary": node.master_primary_name,
        }
        new = path.with_suffix(".new")
        new.write_text(json.dumps(beat))
        new.replace(path)
        await asyncio.sleep(PULSE_INTERVAL_S)
