"""Gives an agent's SQLite store as many connections as it has calls at once.

ACA-Py 1.7 leaves the pool at a handful, by the number of processors, and holds one connection while it waits for a
second one in each search. So some dozen calls at once lock each other out until a timeout of ten seconds; patients at
several desks are enough. Its settings name a number for PostgreSQL only. Put in place before ACA-Py starts (run.py).
"""

from typing import Any

from acapy_agent.askar.store import AskarStoreConfig

MAX_CONNECTIONS = 64


def widen_sqlite_pool() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    build = AskarStoreConfig._build_sqlite_uri

    def build_wide(config: Any, in_memory: bool | None, create: bool) -> str:
        uri: str = build(config, in_memory, create)
        return uri if in_memory else f"{uri}?max_connections={MAX_CONNECTIONS}"

    AskarStoreConfig._build_sqlite_uri = build_wide
