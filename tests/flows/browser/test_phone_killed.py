"""What the phone's app rests on is killed in the middle of the journey: the wallet's agent, its service, its database.

The service is one of the test's own, on a PostgreSQL server of its own: the stack's keeps its data in a file.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from playwright.async_api import BrowserContext, expect

from agent.process import HOST, Supervised, draw_port
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic
from tests.audit_settings import audit_settings
from tests.flows.browser.patient import Patient
from tests.flows.test_journey import kill, until_running
from tests.flows.world import World
from tests.postgres import Cluster, running_cluster

pytestmark = pytest.mark.asyncio


@dataclass
class Backend:
    """What is behind the app."""

    url: str
    agent: Supervised
    service: Supervised
    database: Cluster

    async def lose(self, child: Supervised) -> None:
        """It is killed, and started again by who watches it."""
        restarts = child.restarts + 1
        kill(child)
        await until_running(child, restarts)


@pytest_asyncio.fixture
async def backend(world: World, tmp_path: Path) -> AsyncIterator[Backend]:
    """A further wallet service at the world's wallet agent, told by it of everything."""
    port, service = draw_port(), world.stack.layout.service(AgentRole.WALLET)
    with running_cluster() as cluster, cluster.database() as database_url:
        own = {
            "PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}", "DATABASE_URL": database_url,
            "RECORDS_DIR": str(tmp_path / "records"), "TENANT_KEY": Fernet.generate_key().decode(),
            "AUDIT_WITNESSES": "", "AUDIT_ANCHOR_SEED": "",
            **{name.upper(): value for name, value in audit_settings(tmp_path).items() if name != "ledger_genesis"},
        }  # fmt: skip
        environment = {**service.environment, **{f"SALUS_WALLET_{name}": value for name, value in own.items()}}
        process = replace(service, port=port, directory=tmp_path, environment=environment)
        async with httpx.AsyncClient(timeout=5) as http:
            child = process.supervised(http)
            await child.start()
            targets = world.gates[AgentRole.WALLET].targets
            targets.append(f"http://{HOST}:{port}")
            try:
                yield Backend(f"http://localhost:{port}", world.stack.agents[AgentRole.WALLET], child, cluster)
            finally:
                targets.pop()
                await child.stop()


@pytest_asyncio.fixture
async def patient(backend: Backend, pocket: BrowserContext, sight: Path) -> Patient:
    return await Patient.at(pocket, backend.url, sight)


async def test_the_journey_completes_when_agent_service_and_database_are_killed_in_it(
    patient: Patient, backend: Backend, clerk: Clerk, clinic: Clinic
) -> None:
    await patient.sign_up()
    offer = await clerk.offer("vaccination", vaccination())
    await patient.paste(offer["url"])
    await expect(patient.page.get_by_role("heading", name="A card for you")).to_be_visible()
    await patient.tap("Take the card")
    await backend.lose(backend.agent)
    await patient.goes_on("Take the card", "The card is in your wallet.")
    assert (await clerk.until_offer(offer["offer_id"], "stored"))["state"] == "stored"

    asked = await clinic.ask(TEMPLATE)
    await patient.paste(asked["url"])
    await backend.lose(backend.service)
    await expect(patient.thing("Share")).to_be_visible()  # what is asked has been read
    backend.database.kill()
    await patient.tap("Share")
    backend.database.start()
    await patient.goes_on("Share", "Done. They have your answer.")
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    await nothing_is_doubled(patient)


async def nothing_is_doubled(patient: Patient) -> None:
    await patient.page.goto(f"{patient.url}/#/")
    await expect(patient.page.locator(".card-title")).to_have_text(["Measles"])
    await patient.page.goto(f"{patient.url}/#/shown")
    await expect(patient.page.get_by_text("They only learned that something is true about")).to_have_count(1)
