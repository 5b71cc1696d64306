"""The wallet API as tests run it: its settings, its database from beside it, and a client of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import yaml
from fastapi import FastAPI
from pydantic import SecretStr, TypeAdapter

from agent.detached_jws import draw_key, public_part
from agent.service.clock import Clock, utc_now
from salus.signing import write_signed
from tests.audit_settings import audit_settings
from tests.contract.migrated import Migrations
from tests.contract.wallet_api.askers import REGISTRY
from tests.contract.wallet_api.consenting import RECEIPT_KEY
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY
from wallet_api import tables
from wallet_api.app import create_service
from wallet_api.domain.organisation import Organisations
from wallet_api.settings import Settings

Files = Callable[[], list[Path]]
MIGRATIONS = Migrations.of(tables.MIGRATIONS, tables.metadata)
OPERATOR = draw_key()


def settings_on(database_url: str, tenant_key: str, directory: Path, **more: object) -> Settings:
    """Unless `more` says otherwise, of a service whose agent is at the discard port, where nobody answers."""
    return Settings.model_validate(
        {
            "public_url": "http://wallet.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",
            "agent_admin_key": "a" * 32,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "tenant_key": tenant_key,
            **audit_settings(directory),
            "records_dir": str(directory / "records"),
            "allow_local_links": True,
            "reconcile_interval_s": 3600,
            **more,
        }
    )


def with_registry(settings: Settings, directory: Path) -> Settings:
    """With the organisations of askers.py, in a signed file in this directory, and a key for receipts."""
    registry = directory / "organisations.yaml"
    document = TypeAdapter(Organisations).dump_python(REGISTRY, mode="json")
    write_signed(registry, yaml.safe_dump(document).encode(), OPERATOR)
    more = {
        "organisations": registry, "organisations_jwk": public_part(OPERATOR), "receipt_jwk": SecretStr(RECEIPT_KEY)
    }  # fmt: skip
    return settings.model_copy(update=more)


@asynccontextmanager
async def running(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that runs meanwhile."""
    app = create_service(settings, clock)
    async with app.router.lifespan_context(app), calling(app) as client:
        yield client


def files_in(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def calling(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wallet.test")
