"""The key of what the law keeps: drawn by a command for its owner alone; the service gets its public part."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from typer.testing import CliRunner

from agent.audit.domain.words import Outcome
from salus.cli import app as salus
from wallet_api.domain.accounting import KEPT_FOR, Disclosed, Exemption
from wallet_api.domain.kept import Kept, kept_by_law
from wallet_api.retention_key import (
    KeyUnfit,
    RetentionRecipient,
    draw_retention_key,
    opened,
    recipient_of,
    sealed,
)

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


def row(exemption: Exemption | None, outcome: Outcome = Outcome.DONE, at: datetime = NOW) -> Disclosed:
    return Disclosed("e" * 32, at, "Dr X, Heart", "seen: laboratory", "TREAT", outcome, exemption)


def test_a_drawn_key_is_written_once_and_its_public_part_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "key"
    done = CliRunner().invoke(salus, ["wallet", "new-retention-key", str(file)])
    assert (done.exit_code, done.stdout.strip()) == (0, recipient_of(file.read_text()))
    assert file.stat().st_mode & 0o777 == 0o600
    again = CliRunner().invoke(salus, ["wallet", "new-retention-key", str(file)])
    assert again.exit_code == 1 and recipient_of(file.read_text()) == done.stdout.strip()


def test_what_is_sealed_says_nothing_and_opens_by_its_key_alone() -> None:
    key, kept = draw_retention_key(), Kept("r" * 64, row(Exemption.TREATMENT))
    box = sealed(kept, recipient_of(key))
    assert b"Dr X" not in box
    assert opened(box, [draw_retention_key(), key]) == kept
    for keys, changed in (([draw_retention_key()], box), ([key], box[:-1]), ([], box), (["no key"], box)):
        with pytest.raises(KeyUnfit):
            opened(changed, keys)


@pytest.mark.parametrize("wrong", ["", "age1xyz", draw_retention_key()], ids=["empty", "cut-off", "secret"])
def test_what_is_no_public_key_stops_the_service_at_its_start(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(RetentionRecipient).validate_python(wrong)


def test_the_law_keeps_what_was_disclosed_to_others_for_six_years_from_its_day() -> None:
    kept = [row(Exemption.TREATMENT), row(Exemption.AUTHORISED), row(None)]
    last = NOW.replace(hour=0) - KEPT_FOR
    others = [
        row(Exemption.NOT_DISCLOSED, Outcome.REFUSED), row(Exemption.BY_PATIENT),
        row(None, at=last - timedelta(seconds=1)),
        row(None, Outcome.FAILED),
    ]  # fmt: skip
    found = [each.disclosed for each in kept_by_law([*kept, row(None, at=last), *others], "r", NOW)]
    assert [each.exemption for each in found] == [Exemption.TREATMENT, Exemption.AUTHORISED, None, None]


def test_what_is_kept_leads_to_no_entry_of_the_log() -> None:
    [kept] = kept_by_law([row(None)], "r", NOW)
    assert kept.disclosed.event_id != "e" * 32 and kept.disclosed.at == NOW.replace(hour=0)
    assert kept_by_law([row(None)], "r", NOW) == [kept], "kept again it is the same"
