"""The container files cannot be built here, so they are held against what the code expects."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import issuer.settings
import verifier.settings
import wallet_api.settings
from agent.acapy.launcher import arguments_file
from agent.acapy.secrets import AgentSecrets
from agent.acapy.settings import AgentSettings, Tails
from agent.protocol import AgentRole

DOCKER = Path(__file__).parents[2] / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
SETTINGS = {
    "issuer": issuer.settings.Settings,
    "verifier": verifier.settings.Settings,
    "wallet-api": wallet_api.settings.Settings,
}


@pytest.mark.parametrize("service", SETTINGS)
def test_compose_sets_every_setting_that_has_no_default_and_none_that_is_unknown(service: str) -> None:
    settings = SETTINGS[service]
    prefix = settings.model_config["env_prefix"]
    known = {f"{prefix}{name}".upper(): field for name, field in settings.model_fields.items()}
    given = set(COMPOSE[service]["environment"])
    assert given <= set(known)
    assert {name for name, field in known.items() if field.is_required()} <= given


@pytest.mark.parametrize("role", list(AgentRole))
def test_compose_tells_an_agent_all_that_the_launcher_tells_it(role: AgentRole, tmp_path: Path) -> None:
    settings = AgentSettings(
        role=role,
        label="x",
        data_dir=tmp_path,
        secrets=AgentSecrets("a", "b", "c", "d"),
        admin_port=1,
        inbound_port=2,
        genesis="http://genesis.example",
        webhook_url="http://service.example",
        tails=Tails("http://t.example", "http://t.example") if role is AgentRole.ISSUER else None,
    )
    given = set(COMPOSE[f"{role}-agent"]["environment"])
    assert set(settings.environment()) - {"HOME", "ACAPY_HOME"} <= given
    assert arguments_file(role).exists()


def test_no_secret_has_a_value_in_the_files_and_every_variable_is_in_the_example() -> None:
    text = (DOCKER / "compose.yaml").read_text()
    needed = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (DOCKER / "example.env").read_text(), re.M))
    assert needed == set(example)
    assert not any(example.values())
    for service in COMPOSE.values():
        for name, value in service["environment"].items():
            if name.endswith(("KEY", "PASSWORD", "SECRET", "CREDS")):
                assert re.search(r"\$\{[A-Z_]+:[?-]\}", value), name  # needed, or empty


@pytest.mark.parametrize("path", sorted(DOCKER.glob("*.Dockerfile")), ids=lambda path: path.stem)
def test_an_image_is_pinned_verifies_hashes_and_does_not_run_as_root(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    instructions = [line.split()[0] for line in lines]
    assert instructions[0] == "FROM"
    images = [line for line in lines if line.startswith("FROM")]
    assert all(re.fullmatch(r"FROM [a-z/]+:\d+\.\d+\.\d+-[a-z-]+( AS [a-z]+)?", image) for image in images)
    assert "ADD" not in instructions
    assert instructions.index("USER") < instructions.index("CMD")
    assert all("--require-hashes" in line for line in lines if "pip install" in line)
    assert all(line in ("RUN npm ci", "RUN npm run build") for line in lines if line.startswith("RUN npm"))
    copied = [line.split()[1] for line in lines if line.startswith("COPY") and "--from=" not in line]
    assert all((DOCKER.parent / name).exists() for name in copied)
    assert "agent" in copied


def test_every_build_of_the_compose_file_names_a_dockerfile_that_is_there() -> None:
    builds = [service["build"] for service in COMPOSE.values() if "build" in service]
    assert len(builds) == 6
    assert all((DOCKER / ".." / build["dockerfile"]).exists() for build in builds)
