"""A service as a process: events stream to a client, a stop ends them, and nothing secret is printed."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

KEY = "the-key-of-the-service"
HOOK = "the-key-of-the-webhooks"
ROOT = Path(__file__).parents[3]
START_TIMEOUT_S = 30.0
TIMEOUT_S = 10.0


class Service:
    def __init__(self, process: subprocess.Popen[bytes], port: int, output: Path) -> None:
        self.process = process
        self.output = output
        self.client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT_S
        )

    async def is_up(self) -> None:
        async with asyncio.timeout(START_TIMEOUT_S):
            while True:
                assert self.process.poll() is None, self.output.read_text()
                try:
                    if (await self.client.get("/health/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.05)  # between attempts to connect

    async def offer(self, name: str = "marked-label") -> tuple[str, str]:
        made = (await self.client.post("/offers", json={"name": name})).json()
        return made["offer_id"], made["link"]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(TIMEOUT_S)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.output.read_text().splitlines()]


def environment(tmp_path: Path, port: int, **changed: str) -> dict[str, str]:
    settings = {
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'service.sqlite'}",
        "AGENT_ADMIN_URL": "http://127.0.0.1:1",
        "AGENT_ADMIN_KEY": "the-key-of-the-agent",
        "WEBHOOK_KEY": HOOK,
        "API_KEY": KEY,
        "LOG_LEVEL": "debug",
    } | changed
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALUS_")}
    return kept | {f"SALUS_EXAMPLE_{name}": value for name, value in settings.items()}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One that goes on running."""
    with running(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def stoppable(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


@contextmanager
def running(directory: Path) -> Iterator[Service]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    output = directory / "output"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.contract.service.example"],
            cwd=ROOT,
            env=environment(directory, port),
            stdout=stream,
            stderr=stream,
        )
    yield Service(process, port, output)
    process.kill()
    process.wait(TIMEOUT_S)


@pytest.mark.asyncio
async def test_events_reach_a_client_as_they_happen_and_go_on_after_the_last_one_it_saw(service: Service) -> None:
    await service.is_up()
    offer_id, link = await service.offer()
    async with service.client.stream("GET", f"/offers/{offer_id}/events") as stream:
        events = _events(stream)
        first = await asyncio.wait_for(anext(events), TIMEOUT_S)
        await service.client.get(link, headers={"accept": "application/json"})
        second = await asyncio.wait_for(anext(events), TIMEOUT_S)
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert (first["event"], json.loads(first["data"])) == ("state", {"offer_id": offer_id, "state": "waiting"})
    assert second["event"] == "fetched"
    headers = {"last-event-id": first["id"]}
    async with service.client.stream("GET", f"/offers/{offer_id}/events", headers=headers) as stream:
        assert await asyncio.wait_for(anext(_events(stream)), TIMEOUT_S) == second


@pytest.mark.asyncio
async def test_a_stop_ends_open_streams_and_the_process_at_once(stoppable: Service) -> None:
    await stoppable.is_up()
    offer_id, _ = await stoppable.offer()
    async with stoppable.client.stream("GET", f"/offers/{offer_id}/events") as stream:
        events = _events(stream)
        await asyncio.wait_for(anext(events), TIMEOUT_S)
        stopping = asyncio.create_task(asyncio.to_thread(stoppable.stop))
        assert await asyncio.wait_for(anext(events, None), TIMEOUT_S) is None
    assert await asyncio.wait_for(stopping, 5) in (0, -signal.SIGTERM)
    assert stoppable.lines()[-1]["event"] == "service.stopped"


@pytest.mark.asyncio
async def test_a_stream_is_let_go_when_its_client_is_gone(stoppable: Service) -> None:
    """On a service of its own, where nobody else's stream is counted."""
    await stoppable.is_up()
    offer_id, _ = await stoppable.offer()
    leaving = httpx.AsyncClient(base_url=stoppable.client.base_url, headers=stoppable.client.headers)
    async with leaving.stream("GET", f"/offers/{offer_id}/events") as stream:
        events = _events(stream)
        await asyncio.wait_for(anext(events), TIMEOUT_S)
        await _subscribers(stoppable, 1)
        await events.aclose()
    await leaving.aclose()
    await _subscribers(stoppable, 0)


@pytest.mark.asyncio
async def test_everything_printed_is_json_without_token_key_or_value(stoppable: Service) -> None:
    await stoppable.is_up()
    offer_id, link = await stoppable.offer("marked-label")
    for accept in ("application/json", "text/html", "*/*"):
        await stoppable.client.get(link, headers={"accept": accept}, follow_redirects=True)
    await stoppable.client.post(f"/offers/{offer_id}/break?secret=marked-secret")
    await stoppable.client.post("/webhooks/topic/x/", json={"record_id": offer_id}, headers={"x-api-key": HOOK})
    await asyncio.to_thread(stoppable.stop)
    printed = stoppable.output.read_text()
    assert {"service.starting", "request", "request.failed", "service.stopped"} <= {
        str(line["event"]) for line in stoppable.lines()
    }
    for secret in ("marked-label", "marked-secret", link.rsplit("/", 1)[1], KEY, HOOK, "the-key-of-the-agent"):
        assert secret not in printed


def test_wrong_settings_end_the_process_with_a_plain_sentence_on_each_without_its_value(tmp_path: Path) -> None:
    wrong = {"PORT": "marked-value", "DATABASE_URL": "marked-value://x", "API_KEY": ""}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.contract.service.example"],
        cwd=ROOT,
        env=environment(tmp_path, 1, **wrong),
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )
    assert ended.returncode == 1
    for name in wrong:
        assert f"SALUS_EXAMPLE_{name}" in ended.stderr
    assert "marked-value" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_said_so(service: Service, tmp_path: Path) -> None:
    await service.is_up()
    port = service.client.base_url.port
    assert port is not None
    second = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.contract.service.example"],
        cwd=ROOT,
        env=environment(tmp_path, port),
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )
    assert second.returncode != 0
    assert "ddress already in use" in second.stdout


async def _subscribers(service: Service, count: int) -> None:
    async with asyncio.timeout(12):  # sooner than the next keep-alive, which would notice as well
        while f"salus_outbox_subscribers {count}.0" not in (await service.client.get("/metrics")).text:
            pass


async def _events(stream: httpx.Response) -> AsyncGenerator[dict[str, str]]:
    event: dict[str, str] = {}
    async for line in stream.aiter_lines():
        if not line and "data" in event:
            yield event
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value
        elif not line:
            event = {}
