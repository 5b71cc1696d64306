"""Keys, users, sessions and forms, as far as they are decided without a database."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from agent.access.domain.act_kinds import AccessAct, AccessRecord, ActKinds
from agent.access.domain.api_key import ApiKey, draw_key, parse_key
from agent.access.domain.session import Session, draw_token, form_token, is_form_token
from agent.access.domain.user import Role, User, name_fault, password_fault
from agent.access.services.passwords import Passwords

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class OwnRecord(StrEnum):
    VISIT = "visit"


class Own(StrEnum):
    VISIT_NOTED = "visit-noted"


class OwnMistaken(StrEnum):
    CAME = "signed-in"


def user(**values: object) -> User:
    return User("u", "mary", Role.CLERK, "hash", NOW, **values)


def test_a_key_is_read_back_from_its_text_and_nothing_else_is() -> None:
    drawn = draw_key()
    assert parse_key(drawn.text) == drawn
    assert draw_key(drawn.key_id).secret != drawn.secret
    for wrong in ("", "salus", drawn.text[1:], drawn.text + "\n", drawn.text.replace("_", "-")):
        assert parse_key(wrong) is None


def test_the_secret_before_a_rotation_is_good_until_the_time_of_grace_ends() -> None:
    before, present = draw_key("0" * 12), draw_key("0" * 12)
    key = ApiKey("0" * 12, "x", frozenset(), present.digest, NOW, previous_digest=before.digest, previous_until=NOW)
    assert key.opens(present, NOW) and not key.opens(before, NOW) and not key.opens(draw_key(), NOW)
    assert key.opens(before, NOW - timedelta(seconds=1))


def test_neither_a_key_nor_a_user_shows_its_secrets_when_printed() -> None:
    drawn = draw_key()
    key = ApiKey(drawn.key_id, "x", frozenset(), drawn.digest, NOW, previous_digest="previous")
    assert drawn.secret not in repr(drawn) and drawn.digest not in repr(key) and "previous'" not in repr(key)
    assert "hash'" not in repr(user())


def test_the_fifth_failure_locks_and_the_count_begins_anew_after_it() -> None:
    present = user()
    for _ in range(4):
        present = present.after_failure(NOW)
        assert not present.is_shut_out(NOW)
    locked = present.after_failure(NOW)
    assert locked.is_shut_out(NOW + timedelta(minutes=14, seconds=59))
    assert not locked.is_shut_out(NOW + timedelta(minutes=15))
    assert locked.failures == 0 and not locked.after_success().is_shut_out(NOW)


def test_who_is_disabled_stays_out_whatever_the_count() -> None:
    assert user(disabled_at=NOW).after_success().is_shut_out(NOW + timedelta(days=400))


@pytest.mark.parametrize("name", ["", "Mary", "a b", "-mary", "x" * 65, "a\x00", "märy"])
def test_a_name_that_cannot_be_is_told_why(name: str) -> None:
    assert name_fault(name) is not None


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "I am Mary and so on"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    assert password_fault(password, "mary") is not None
    assert password_fault("four unrelated words here", "mary") is None


@pytest.mark.asyncio
async def test_passwords_are_kept_as_argon2id_with_the_costs_of_rfc_9106() -> None:
    passwords = Passwords()
    kept = await passwords.hash("four unrelated words here")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.is_right("four unrelated words here", kept)
    for wrong, against in (("another", kept), ("four unrelated words here", "damaged"), ("", None)):
        assert not await passwords.is_right(wrong, against)


def test_a_session_ends_by_idleness_or_by_age_whichever_comes_first() -> None:
    session = Session("d", "u", created_at=NOW, last_used_at=NOW + timedelta(hours=11, minutes=50))
    assert not session.is_over(NOW + timedelta(hours=11, minutes=59))
    assert session.is_over(NOW + timedelta(hours=12))
    assert Session("d", "u", NOW, NOW).is_over(NOW + timedelta(minutes=30))


def test_the_token_of_a_form_belongs_to_one_session() -> None:
    mine, other = draw_token(), draw_token()
    assert is_form_token(form_token(mine), mine)
    assert not is_form_token(form_token(other), mine) and not is_form_token("", mine)
    assert mine not in form_token(mine)


def test_a_services_kinds_of_acts_stand_beside_those_of_access() -> None:
    kinds = ActKinds({Own.VISIT_NOTED: OwnRecord.VISIT})
    assert kinds.named("visit-noted") is Own.VISIT_NOTED and kinds.named("key-created") is AccessAct.KEY_CREATED
    assert set(kinds.record_kinds) == {*Own, *AccessAct}
    assert set(kinds.record_kinds.values()) == {*OwnRecord, *AccessRecord}
    about_keys = {kind for kind, record in kinds.record_kinds.items() if record is AccessRecord.API_KEY}
    assert about_keys == {kind for kind in AccessAct if kind.value.startswith("key-")}


def test_no_kind_of_a_services_has_the_value_of_one_of_access() -> None:
    with pytest.raises(ValueError, match="signed-in"):
        ActKinds({OwnMistaken.CAME: OwnRecord.VISIT})
