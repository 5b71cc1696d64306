"""Runs a service as its process.

Decides: that the process ends when its parent does (agent.lifeline), that event streams hear of the stop before
uvicorn waits for them, and that a wrong setting ends it with one sentence instead of a traceback.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from agent import collector, lifeline
from agent.errors import Problem
from agent.service.closing import Closing
from agent.service.logging import configure_logging, get_logger
from agent.service.settings import ServiceSettings, load_settings

GRACE_S = 10
log = get_logger(__name__)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, closing: Closing) -> None:
        super().__init__(config)
        self._closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing.begin()
        await super().shutdown(sockets)
        log.info("service.stopped")  # here, since uvicorn then ends the process by the signal it got


def main[S: ServiceSettings](app_factory: Callable[[S], FastAPI], settings_class: type[S]) -> None:
    """A service's `__main__`: read its settings, make its app, serve until told to stop."""
    try:
        run(app_factory, load_settings(settings_class))
    except Problem as problem:
        sys.exit(str(problem))


def run[S: ServiceSettings](app_factory: Callable[[S], FastAPI], settings: S) -> None:
    """Serve until SIGTERM or SIGINT, or until the parent process is gone."""
    lifeline.hold()
    configure_logging(settings.log_level)
    app = app_factory(settings)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        lifespan="on", timeout_graceful_shutdown=GRACE_S, proxy_headers=False,
    )  # fmt: skip
    collector.settle()
    log.info("service.starting", title=app.title, host=settings.host, port=settings.port)
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal once more when it has stopped
        _Server(config, app.state.closing).run()
