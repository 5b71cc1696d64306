"""Signing in: the limits of a session, and when too many wrong passwords shut out; on both databases."""

import asyncio
from enum import StrEnum

import pytest
import pytest_asyncio

from agent.access.act_store import ActStore
from agent.access.domain.act import SERVICE
from agent.access.domain.act_kinds import AccessAct
from agent.access.domain.user import Role
from agent.access.services.acts import Acts
from agent.access.services.passwords import Passwords
from agent.access.services.sign_in import OpenSession, SignIn, SignInRefused
from agent.access.services.users import Users
from agent.access.user_store import UserStore
from agent.service.database import Database
from tests.contract.access.example import tables
from tests.contract.access.example.kinds import ACT_KINDS
from tests.contract.moving_clock import MovingClock

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def sign_in(database: Database, clock: MovingClock) -> SignIn:
    users = UserStore(database, tables.access.users, tables.access.sessions)
    acts = Acts(ActStore(database, tables.access.acts, ACT_KINDS), clock)
    return SignIn(database, users, acts, Passwords(), clock)


@pytest_asyncio.fixture
async def password(sign_in: SignIn) -> str:
    """Of the clerk mary."""
    users = Users(sign_in.database, sign_in.store, sign_in.acts, sign_in.passwords, sign_in.clock)
    return (await users.create("mary", Role.CLERK, SERVICE))[1]


async def refused(sign_in: SignIn, name: str, password: str) -> str:
    with pytest.raises(SignInRefused) as told:
        await sign_in.sign_in(name, password)
    return str(told.value)


async def acts_of(sign_in: SignIn) -> list[StrEnum]:
    return [act.kind for act in reversed(await sign_in.acts.store.page(None, 100))]


async def is_open(sign_in: SignIn, session: OpenSession) -> bool:
    return await sign_in.session(session.token) is not None


async def test_a_session_is_over_after_30_idle_minutes(sign_in: SignIn, clock: MovingClock, password: str) -> None:
    session = await sign_in.sign_in(" Mary ", password)
    for _ in range(4):
        clock.pass_(minutes=29)
        assert await is_open(sign_in, session)
    clock.pass_(minutes=30)
    assert not await is_open(sign_in, session)


async def test_what_a_page_reads_by_itself_keeps_no_session_alive(
    sign_in: SignIn, clock: MovingClock, password: str
) -> None:
    session = await sign_in.sign_in("mary", password)
    clock.pass_(minutes=29)
    assert await sign_in.session(session.token, note_use=False) is not None
    clock.pass_(minutes=1)
    assert not await is_open(sign_in, session)


async def test_a_session_is_over_after_12_hours_however_busy(
    sign_in: SignIn, clock: MovingClock, password: str
) -> None:
    session = await sign_in.sign_in("mary", password)
    for _ in range(35):
        clock.pass_(minutes=20)
        assert await is_open(sign_in, session)
    clock.pass_(minutes=20)
    assert not await is_open(sign_in, session)
    assert await sign_in.purge() == 1


async def test_five_wrong_passwords_shut_out_for_15_minutes_and_the_answer_is_the_same_throughout(
    sign_in: SignIn, clock: MovingClock, password: str
) -> None:
    answers = {await refused(sign_in, "mary", "wrong") for _ in range(5)}
    clock.pass_(minutes=14, seconds=59)
    answers.add(await refused(sign_in, "mary", password))
    answers.add(await refused(sign_in, "nobody", password))
    answers.add(await refused(sign_in, "a\x00b", password))
    assert len(answers) == 1
    clock.pass_(seconds=1)
    assert (await sign_in.sign_in("mary", password)).user.name == "mary"
    assert await acts_of(sign_in) == [
        AccessAct.USER_CREATED,
        *[AccessAct.SIGN_IN_REFUSED] * 4,
        AccessAct.LOCKED_OUT,
        *[AccessAct.SIGN_IN_REFUSED] * 3,
        AccessAct.SIGNED_IN,
    ]


async def test_the_right_password_in_between_begins_the_count_anew(sign_in: SignIn, password: str) -> None:
    for _ in range(3):
        for _ in range(4):
            await refused(sign_in, "mary", "wrong")
        await sign_in.sign_in("mary", password)


async def test_guesses_sent_at_once_count_like_guesses_one_after_the_other(sign_in: SignIn, password: str) -> None:
    await asyncio.gather(*(sign_in.sign_in("mary", "wrong") for _ in range(8)), return_exceptions=True)
    assert (await acts_of(sign_in)).count(AccessAct.LOCKED_OUT) == 1
    await refused(sign_in, "mary", password)


async def test_an_unknown_name_costs_a_hash_as_a_known_one_does(sign_in: SignIn, password: str) -> None:
    hashed: list[str | None] = []
    right = sign_in.passwords.is_right

    async def counted(given: str, kept: str | None) -> bool:
        hashed.append(kept)
        return await right(given, kept)

    sign_in.passwords.is_right = counted
    await refused(sign_in, "nobody", "wrong")
    await refused(sign_in, "mary", "wrong")
    assert hashed[0] is None and hashed[1] is not None
    assert not await right(password, None)


async def test_an_act_of_somebody_not_let_in_holds_nothing_of_what_they_typed(sign_in: SignIn, password: str) -> None:
    await refused(sign_in, "typed-by-mistake", "wrong")
    [act, *_] = await sign_in.acts.store.page(None, 1)
    assert (act.kind, act.record_id, act.by.actor_id) == (AccessAct.SIGN_IN_REFUSED, None, None)
    assert "typed" not in repr(act)
