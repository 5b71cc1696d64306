"""What a witness is told from outside: SALUS_WITNESS_*. Read without pydantic, which would be half of the process."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import KeyType, PrivateKey, PublicKey, parse_private_key, parse_public_key
from agent.errors import Problem

PREFIX = "SALUS_WITNESS_"
DEFAULT_PORT = 8109


class WitnessMisconfigured(Problem):
    """A setting of the witness is missing or not acceptable."""

    code = "wrong-settings"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Set it in the environment and start again."


@dataclass(frozen=True)
class WitnessSettings:
    key: PrivateKey = field(repr=False)
    """KEY: as `salus audit new-key --witness` draws it."""
    logs: Mapping[str, PublicKey]
    """LOGS: the public keys of the logs to follow, separated by blanks; by origin."""
    state: Path
    """STATE: the file that remembers what was cosigned."""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT


def load(environment: Mapping[str, str] = os.environ) -> WitnessSettings:
    """Raises WitnessMisconfigured, which names the variable and no value."""

    def given(name: str) -> str:
        if not (value := environment.get(f"{PREFIX}{name}", "")):
            raise WitnessMisconfigured(f"{PREFIX}{name} is missing.")
        return value

    try:
        keys = [parse_public_key(each, KeyType.LOG) for each in given("LOGS").split()]
        return WitnessSettings(
            key=parse_private_key(given("KEY"), KeyType.WITNESS),
            logs={key.name: key for key in keys},
            state=Path(given("STATE")),
            host=environment.get(f"{PREFIX}HOST", "127.0.0.1"),
            port=int(environment.get(f"{PREFIX}PORT", str(DEFAULT_PORT))),
        )
    except FormatRefused:
        raise WitnessMisconfigured(f"{PREFIX}KEY or {PREFIX}LOGS are no keys.") from None
    except ValueError:
        raise WitnessMisconfigured(f"{PREFIX}PORT is no port.") from None
