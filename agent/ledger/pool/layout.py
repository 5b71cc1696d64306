"""Where the files of an embedded pool are, relative to its directory; known to both interpreters.

indy-node derives its own paths as <directory>/<network name>/..., so the network's name is one of them.
"""

import json
from dataclasses import dataclass
from pathlib import Path

NETWORK_NAME = "salus"
HOST = "127.0.0.1"
VALIDATOR_NAMES = ("Node1", "Node2", "Node3", "Node4")
"""Four is the fewest that bear one faulty validator (n = 3f + 1)."""


@dataclass(frozen=True)
class ValidatorPorts:
    """The two listeners of a validator: towards the other validators, and towards clients."""

    node: int
    client: int


@dataclass(frozen=True)
class PoolLayout:
    """Paths inside one pool directory."""

    directory: Path

    @property
    def manifest(self) -> Path:
        """Written last: a directory without it was never finished."""
        return self.directory / "pool.json"

    @property
    def config(self) -> Path:
        """Read by indy-node, which insists on this name."""
        return self.directory / "indy_config.py"

    @property
    def trustee(self) -> Path:
        return self.directory / "trustee.json"

    @property
    def stewards(self) -> Path:
        return self.directory / "stewards.json"

    @property
    def network(self) -> Path:
        return self.directory / NETWORK_NAME

    @property
    def keys(self) -> Path:
        return self.network / "keys"

    @property
    def pool_genesis(self) -> Path:
        return self.network / "pool_transactions_genesis"

    @property
    def domain_genesis(self) -> Path:
        return self.network / "domain_transactions_genesis"

    @property
    def logs(self) -> Path:
        return self.directory / "log"

    @property
    def plugins(self) -> Path:
        """Empty; a validator wants to have it."""
        return self.directory / "plugins"

    def output(self, name: str) -> Path:
        """What a validator prints: nothing, unless it cannot start."""
        return self.logs / f"{name}.out"

    def pulse(self, name: str) -> Path:
        """Rewritten by a validator every second while its loop turns."""
        return self.directory / "pulse" / f"{name}.json"

    def read_ports(self) -> dict[str, ValidatorPorts]:
        """The ports of each validator, as drawn when the pool was made."""
        manifest = json.loads(self.manifest.read_text())
        return {name: ValidatorPorts(**ports) for name, ports in manifest["validators"].items()}
