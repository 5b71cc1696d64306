"""The desk breaks the glass of an emergency card: with a reason and a second person, marked red; it keeps nothing."""

import re

import httpx
import pytest

from tests.contract.verifier.test_console_consents import (
    Desk,
    desk,
    shared_desk,
    shared_settings,
    wallet_settings,
    wallets,
)
from verifier import tables

__all__ = ["desk", "shared_desk", "shared_settings", "wallet_settings", "wallets"]  # fixtures
pytestmark = pytest.mark.asyncio
AT = "/console/emergencies"
WHY = "Qxfellqx from a ladder"


async def switched_on(desk: Desk) -> str:
    """The link on Anna's paper."""
    made = await desk.phone.post(f"{desk.anna.at}/emergency-card", headers=desk.anna.headers)
    assert made.status_code == 201, made.text
    return str(made.json()["link"])


async def asked(desk: Desk, code: str, **fields: str) -> httpx.Response:
    form = (await desk.staff.see(AT)).text
    found = re.search(r'name="request_id" value="([^"]+)"', form)
    assert found
    return await desk.staff.send(AT, page=AT, **{"request_id": found[1], "code": code, "reason": WHY} | fields)


async def acts_of(desk: Desk, emergency_id: str) -> list[str]:
    return [act.kind.value for act in await desk.parts.access.act_store.of_record(emergency_id)]


async def test_a_colleague_confirms_at_another_window_and_nothing_is_kept_at_the_desk(desk: Desk) -> None:
    """Nora showed her practitioner card; Mary's role is the clinic's word, which is enough to confirm."""
    link, mary = await switched_on(desk), desk.staff
    async with desk.nora() as at:
        assert "First show your own card" in (await at.staff.see(AT)).text
        await at.shown()
        sent = await asked(at, f" {link} ")
        assert sent.status_code == 303, sent.text
        page = str(sent.headers["location"])
        waiting = (await at.staff.see(page)).text
        assert "A second person has to confirm" in waiting and WHY in waiting
        assert "Read the emergency card" not in waiting
        theirs = (await mary.see(AT)).text
        assert page in theirs and "Show my practitioner card" in theirs and 'name="code"' not in theirs
        assert WHY in (await mary.see(page)).text
        confirmed = await mary.send(f"{page}/confirmation", page=page)
        assert confirmed.status_code == 303 and "Read the emergency card" not in (await mary.see(page)).text
        opened = (await at.staff.see(page)).text
        assert "Dr Mary Quist" in opened and "Read the emergency card" in opened
    emergency_id = page.rpartition("/")[2]
    assert await acts_of(desk, emergency_id) == ["emergency-asked", "emergency-confirmed"]
    async with desk.parts.database.reading() as connection:
        kept = repr([(await connection.execute(table.select())).all() for table in tables.metadata.sorted_tables])
    code = link.rpartition("/")[2]
    assert emergency_id in kept and not [each for each in ("Qxfellqx", code, desk.anna.wallet.id) if each in kept]


async def test_one_who_is_alone_says_so_and_what_is_refused_is_told_in_plain_words(desk: Desk) -> None:
    link = await switched_on(desk)
    by_word = await desk.staff.send(AT, page=AT, request_id="r" * 43, code=link, reason=WHY)
    assert by_word.status_code == 403 and "licence" in by_word.text
    async with desk.nora() as at:
        await at.shown()
        unknown = await asked(at, "0000-0000-0000")
        assert unknown.status_code == 403 and "This is not permitted." in unknown.text
        silent = await asked(at, link, reason=" ")
        assert silent.status_code == 403 and "An emergency needs a reason." in silent.text
        page = str((await asked(at, link, second="nobody")).headers["location"])
        opened = (await at.staff.see(page)).text
        assert "Nobody else was on duty" in opened and 'class="facts panel emergency"' in opened
        assert "Read the emergency card" in opened and ">24 hours<" in opened
        await desk.phone.delete(f"{desk.anna.at}/emergency-card", headers=desk.anna.headers)
        ended = await at.staff.send(f"{page}/card", page=page)
        assert ended.status_code == 403 and "This is not permitted." in ended.text
