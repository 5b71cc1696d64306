"""What the web app knows of the service is what the service says of itself."""

import re
from collections.abc import Iterator
from pathlib import Path

from agent.errors import Problem
from wallet_api.describe import as_text

APP = Path(__file__).parents[3] / "wallet_api" / "app"
NEVER_SEEN_BY_A_PERSON = {
    "wrong-settings", "card-type-broken", "database-too-new", "not-ready", "method-not-allowed", "qr-too-long",
    "idempotency-key-reused", "agent-record-not-found",
    "asker-not-proven", "request-id-used", "too-many-open", "kind-unknown", "countersignature-refused",
    "already-confirmed",
    "statement-refused", "content-other", "not-to-keep",
}  # fmt: skip
"""The operator's, an app's own fault, or an asker's."""


def problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for each in kind.__subclasses__():
        yield each
        yield from problems(each)


def test_the_description_that_the_typed_client_is_made_from_is_the_present_one() -> None:
    """Else: make app-description."""
    assert (APP / "openapi.json").read_text() == as_text()


def test_every_problem_that_the_service_may_answer_with_has_words_in_the_app() -> None:
    parts = ("wallet_api.", "agent.errors", "agent.service.")
    codes = {each.code for each in problems() if each.__module__.startswith(parts)} - NEVER_SEEN_BY_A_PERSON
    said = set(re.findall(r'^ {4}"([a-z-]+)": \[', (APP / "src" / "i18n" / "en.ts").read_text(), re.MULTILINE))
    assert len(codes) > 20 and not codes - said
