"""A witness as a process: serves until SIGTERM, or until the parent process is gone."""

import sys
from contextlib import suppress

import uvicorn

from agent import lifeline
from agent.audit.witness.app import create_witness
from agent.audit.witness.memory import Memory
from agent.audit.witness.settings import WitnessSettings, load
from agent.errors import Problem
from agent.service.logging import configure_logging


def main() -> None:
    try:
        serve(load())
    except Problem as problem:
        sys.exit(str(problem))


def serve(settings: WitnessSettings) -> None:
    lifeline.hold()
    configure_logging("info")
    app = create_witness(settings.key, settings.logs, Memory(settings.state))
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal once more when it has stopped
        uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False)


if __name__ == "__main__":
    main()
