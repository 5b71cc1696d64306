"""How far a webhook has been told, how it fails, and when it is given up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent.webhooks.domain.patience import Patience
from agent.webhooks.domain.webhook import Webhook, WebhookState

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PATIENCE = Patience()
FRESH = Webhook("w", "https://ehr.example/x?token=secret", frozenset({"a"}), NOW, 7, "sealed")


def failing(after: timedelta) -> Webhook:
    """Failed first now, and again after this time."""
    return FRESH.failed("status-500", NOW, PATIENCE, 1).failed("timed-out", NOW + after, PATIENCE, 1)


def test_pauses_double_up_to_an_hour_and_are_spread_by_chance() -> None:
    pauses = [PATIENCE.pause(failures, 1).total_seconds() for failures in range(1, 14)]
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert PATIENCE.pause(3, 0).total_seconds() == 10
    assert PATIENCE.pause(10_000, 1) == timedelta(hours=1)


def test_a_failure_is_noted_and_tried_again_after_its_pause() -> None:
    failed = failing(timedelta(seconds=5))
    assert (failed.state, failed.failures, failed.failing_since) == (WebhookState.FAILING, 2, NOW)
    assert (failed.last_error, failed.next_attempt_at) == ("timed-out", NOW + timedelta(seconds=15))
    assert failed.after_event == 7


def test_it_is_given_up_after_72_hours_of_failing_and_not_before() -> None:
    assert failing(timedelta(hours=72, seconds=-1)).state is WebhookState.FAILING
    given_up = failing(timedelta(hours=72))
    assert (given_up.state, given_up.next_attempt_at) == (WebhookState.GIVEN_UP, None)
    assert given_up.last_error == "timed-out"


def test_a_receiver_that_wants_no_more_gets_no_more() -> None:
    gone = FRESH.failed("gone", NOW, PATIENCE, 1)
    assert (gone.state, gone.next_attempt_at) == (WebhookState.GONE, None)


@pytest.mark.parametrize("stopped", [timedelta(0), timedelta(hours=72)])
def test_what_is_taken_ends_the_failing(stopped: timedelta) -> None:
    taken = failing(stopped).delivered(9, NOW + timedelta(hours=80))
    assert taken == replace(FRESH, after_event=9, delivered_at=NOW + timedelta(hours=80))


def test_events_of_other_types_move_it_on_and_say_nothing_of_the_receiver() -> None:
    assert failing(timedelta(0)).passed(9) == replace(failing(timedelta(0)), after_event=9)


def test_one_that_is_resumed_has_all_its_time_again_and_keeps_its_place() -> None:
    resumed = failing(timedelta(hours=72)).resumed()
    assert (resumed.state, resumed.failing_since, resumed.after_event) == (WebhookState.ACTIVE, None, 7)
    assert resumed.last_error == "timed-out", "until something is delivered, it says what was wrong"


def test_both_secrets_are_in_force_until_the_grace_is_over() -> None:
    rotated = FRESH.rotated("newer", NOW + timedelta(hours=1))
    assert rotated.sealed_in_force(NOW + timedelta(minutes=59)) == ("newer", "sealed")
    assert rotated.sealed_in_force(NOW + timedelta(hours=1)) == ("newer",)


def test_neither_url_nor_secret_is_in_its_repr() -> None:
    assert "token" not in repr(FRESH)
    assert "sealed" not in repr(FRESH).replace("sealed_", "")
