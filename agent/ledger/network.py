"""Which Indy network this is: its genesis transactions, from a file or a URL.

A genesis never changes, so one that was fetched once is kept and not fetched again: a start needs no internet.
"""

import contextlib
import hashlib
import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from agent.errors import Problem
from agent.tls import known_roots

FETCH_TIMEOUT_S = 10.0
NODE = "0"


class GenesisUnreachable(Problem):
    """The genesis transactions cannot be read from where they should be."""

    code = "genesis-unreachable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Check the address or the path of the genesis transactions."


class GenesisInvalid(Problem):
    """What was read are not the genesis transactions of an Indy pool."""

    code = "genesis-invalid"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Give the pool_transactions_genesis of the network: one NODE transaction a line, in JSON."


@dataclass(frozen=True)
class Network:
    """An Indy network, known by its genesis transactions."""

    name: str
    genesis: str
    """One transaction a line."""
    validators: tuple[str, ...]
    """Their aliases at genesis; others may have joined since."""

    @property
    def genesis_sha256(self) -> str:
        """In hex; the same for all who mean the same network."""
        return hashlib.sha256(self.genesis.encode()).hexdigest()

    @classmethod
    def parse(cls, genesis: str, name: str | None = None) -> "Network":
        """Raises GenesisInvalid. Without a name the network gets one from its hash."""
        text = "".join(f"{line.strip()}\n" for line in genesis.splitlines() if line.strip())
        try:
            validators = tuple(_alias(line) for line in text.splitlines())
        except (ValueError, KeyError, TypeError) as error:
            raise GenesisInvalid("These are not the genesis transactions of an Indy pool.") from error
        if not validators:
            raise GenesisInvalid("The genesis has no transactions.")
        return cls(name or f"indy-{hashlib.sha256(text.encode()).hexdigest()[:8]}", text, validators)

    @classmethod
    def from_file(cls, path: Path, name: str | None = None) -> "Network":
        """Raises GenesisUnreachable or GenesisInvalid."""
        try:
            return cls.parse(path.read_text(), name)
        except UnicodeDecodeError as error:
            raise GenesisInvalid(f"{path} is not text.") from error
        except OSError as error:
            raise GenesisUnreachable(f"The genesis file {path} cannot be read: {error.strerror}.") from error

    @classmethod
    async def from_url(cls, url: str, cache_dir: Path | None, name: str | None = None) -> "Network":
        """From the copy kept in `cache_dir`, or from the URL, which is then kept. Raises as `from_file` does.

        Without a directory it is fetched each time.
        """
        if cache_dir is None:
            return cls.parse(await _fetch(url), name)
        kept = cache_dir / f"genesis-{hashlib.sha256(url.encode()).hexdigest()[:16]}.txn"
        with contextlib.suppress(GenesisUnreachable):
            return cls.from_file(kept, name)
        network = cls.parse(await _fetch(url), name)
        _keep(kept, network.genesis)
        return network


def _alias(line: str) -> str:
    transaction = json.loads(line)["txn"]
    if transaction["type"] != NODE:
        raise ValueError("not a NODE transaction")
    return str(transaction["data"]["data"]["alias"])


def _keep(path: Path, genesis: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(genesis)
    new.replace(path)


async def _fetch(url: str) -> str:
    try:
        async with httpx.AsyncClient(timeout=FETCH_TIMEOUT_S, follow_redirects=True, verify=known_roots()) as client:
            response = await client.get(url)
            response.raise_for_status()
    except httpx.HTTPStatusError as error:
        raise GenesisUnreachable(f"{url} answered {error.response.status_code}.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise GenesisUnreachable(f"{url} cannot be reached: {error or type(error).__name__}.") from error
    return response.text
