"""One real stack for all flow tests: validators, agents, services; only the webhooks go through gates of the tests."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from agent.acapy import launcher
from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.launcher import open_client
from agent.protocol import AgentRole
from issuer.type_files import PACKAGED as CREDENTIAL_TYPES
from salus.command import ledger_python
from salus.data_directory import DataDirectory
from salus.journey import TEMPLATE
from salus.layout import MachineLayout
from salus.ledger_source import EmbeddedLedger
from salus.parties import Clerk, Clinic, Phone
from salus.publishing import publish_types
from salus.stack import running_stack
from tests.flows.gate import Mode, WebhookGate
from tests.flows.world import HASTY, NAMED, SMALL_REGISTRY, WIDE, GatedLayout, Publication, World
from verifier.settings import TEMPLATES


@pytest_asyncio.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    if not ledger_python().exists():
        pytest.fail("The ledger environment is missing: run the tests with 'make test'.")
    for service in ("ISSUER", "VERIFIER", "WALLET"):
        os.environ[f"SALUS_{service}_RECONCILE_INTERVAL_S"] = "1"
    os.environ["SALUS_VERIFIER_SCREEN_LIFETIME_S"] = "5"  # a test waits for its end
    os.environ["SALUS_WALLET_PUBLIC_CALLS_PER_MINUTE"] = "100000"  # all phones here have one address
    os.environ["SALUS_ISSUER_CREDENTIAL_TYPES_DIR"] = str(credential_types_with_small_ones(tmp_path_factory))
    os.environ["SALUS_VERIFIER_REQUEST_TEMPLATES"] = str(templates_with_a_hasty_one(tmp_path_factory))
    directory = DataDirectory(Path(tmp_path_factory.mktemp("salus")))
    directory.take()
    directory.release()
    source = EmbeddedLedger(directory.ledger, ledger_python())
    async with AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(launcher, "ARGUMENTS", arguments_with_kept_keys(tmp_path_factory))
        gates = {}
        for role in AgentRole:
            gate = WebhookGate(f"http://127.0.0.1:{directory.ports.port(f'{role}-service')}")
            gates[role] = await stack.enter_async_context(gate.open())

        def arrange(directory: DataDirectory, genesis: Path | str) -> MachineLayout:
            return GatedLayout(directory, genesis, gates)

        running = await stack.enter_async_context(running_stack(directory, source, print, arrange))
        yield World(running, directory, gates, source.pool)


def arguments_with_kept_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agents' arguments as shipped, and with the issuer's a plugin that spares it to draw keys."""
    directory = Path(tmp_path_factory.mktemp("arguments"))
    for path in launcher.ARGUMENTS.glob("*.yaml"):
        arguments = yaml.safe_load(path.read_text())
        if path.stem == AgentRole.ISSUER:
            arguments["plugin"].append("tests.flows.kept_keys")
        (directory / path.name).write_text(yaml.safe_dump(arguments))
    return directory


def templates_with_a_hasty_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates as shipped; one of them again with ten seconds to answer, and asking for more than it needs; and
    one that asks for the name."""
    directory = Path(tmp_path_factory.mktemp("templates"))
    for path in TEMPLATES.glob("*.yaml"):
        (directory / path.name).write_text(path.read_text())
    shipped = yaml.safe_load((TEMPLATES / f"{TEMPLATE}.yaml").read_text())
    (group,) = shipped["groups"]
    seen = ["target_disease_code", "family_name", "given_name", "birth_dateint", "lot_number", "country", "dose_number"]
    names = ["subject_id", "family_name", "given_name", "birth_dateint", "lot_number"]
    named = {"name": "vaccination", "credential_type": "vaccination", "reveal": names}
    hasty_title = dict.fromkeys(shipped["title"], "Answered in ten seconds")
    for changed in (
        shipped | {"id": HASTY, "answer_within_s": 10, "title": hasty_title},
        shipped | {"id": WIDE, "groups": [group | {"reveal": seen}]},
        shipped | {"id": NAMED, "groups": [named]},
    ):
        (directory / f"{changed['id']}.yaml").write_text(yaml.safe_dump(changed))
    return directory


def credential_types_with_small_ones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The types as shipped, with registries of a few credentials for allergies and their lists."""
    directory = Path(tmp_path_factory.mktemp("types"))
    for path in CREDENTIAL_TYPES.glob("*.yaml"):
        (directory / path.name).write_text(path.read_text())
    for name in ("allergy", "allergy_list"):
        small = yaml.safe_load((CREDENTIAL_TYPES / f"{name}.yaml").read_text()) | {"registry_size": SMALL_REGISTRY}
        (directory / f"{name}.yaml").write_text(yaml.safe_dump(small))
    return directory


@pytest_asyncio.fixture(scope="session")
async def publication(world: World) -> Publication:
    """All types are published: each makes keys of its own, which takes seconds."""
    states, edition = await world.states_of_types(), await world.edition_of_trust()
    return Publication(states, edition, await publish_types(world.directory))


@pytest.fixture(scope="session")
def published(world: World, publication: Publication) -> World:
    assert all(each["state"] == "ready" for each in publication.types)
    return world


@pytest_asyncio.fixture(scope="session")
async def wallet_host(world: World) -> AsyncIterator[AcaPyWalletHost]:
    """The wallet agent itself, for wallets that do not keep to our rules."""
    client = open_client(world.stack.layout.agent(AgentRole.WALLET))
    yield AcaPyWalletHost(client)
    await client.aclose()


@pytest_asyncio.fixture
async def clerk(world: World) -> AsyncIterator[Clerk]:
    clerk = world.clerk()
    yield clerk
    await clerk.aclose()


@pytest_asyncio.fixture
async def clinic(world: World) -> AsyncIterator[Clinic]:
    clinic = world.clinic()
    yield clinic
    await clinic.aclose()


@pytest_asyncio.fixture
async def phone(world: World) -> AsyncIterator[Phone]:
    phone = await world.phone()
    yield phone
    await phone.aclose()


@pytest_asyncio.fixture(autouse=True)
async def _forwarding_again(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    yield
    if "world" in request.fixturenames:
        request.getfixturevalue("world").set_mode(Mode.FORWARD)
