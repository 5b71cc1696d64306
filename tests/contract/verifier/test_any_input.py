"""Whatever is sent to the verifier, it answers as its description says."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from agent.service.settings import load_settings
from tests.contract.any_input import CASES, Caller, call_everything
from tests.contract.verifier.conftest import API_KEY, unopened
from verifier.app import EXAMPLES, create_service
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.parts import Parts
from verifier.settings import Settings


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def bodies() -> dict[str, Any]:
    """The examples of the description."""
    examples = yaml.safe_load(EXAMPLES.read_text()).items()
    return {operation: next(iter(of["request"].values())) for operation, of in examples if "request" in of}


def test_every_operation_answers_whatever_it_is_sent_and_strangers_nothing(
    own_settings: Settings, runner: asyncio.Runner
) -> None:
    settings = load_settings(Settings, **dict(own_settings) | {"webhook_seal_key": Fernet.generate_key().decode()})
    bench, sent = unopened(settings), bodies()

    async def clinic() -> Caller:
        made = [await bench.asked(state) for state in (State.WAITING, State.SCANNED, State.ANSWERED, State.ANSWERED)]
        assert await bench.parts.journal.decided(made[-1], Decision(Outcome.INVALID, Reason.DECLINED))
        known = {"verification_id": [each.id for each in made], "template_id": ["measles-10y"]}
        return Caller({"authorization": f"Bearer {API_KEY}"}, known, sent)

    app, caller = create_service(settings, Parts(settings, bench.clock)), runner.run(clinic())
    answered = call_everything(app, lambda: caller)  # nothing of it is ever deleted, nor too old
    assert {200, 401, 404, 422} <= set(answered.callers)
    assert sum(answered.callers.values()) >= CASES / 2  # an operation without parameters is called but once
    assert 401 in answered.strangers
    runner.run(bench.parts.database.close())
