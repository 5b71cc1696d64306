"""The desk asks a patient for records, waits, and reads what was granted: the wallet service is the real one."""

import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml
from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr

from agent.access.domain.act import OPERATOR, Actor, ActorKind
from agent.access.domain.user import Role, User
from agent.detached_jws import draw_key, private_key, public_part
from agent.service.clock import utc_now
from agent.service.database import Database
from agent.service.settings import load_settings
from salus.signing import write_signed
from tests.audit_settings import audit_settings
from tests.contract.browser import PASSWORD, Browser
from tests.contract.migrated import Migrated, empty
from tests.contract.verifier.conftest import NOBODY, MovedClock, served, settings_of, unopened
from tests.contract.verifier.console import browsing
from tests.contract.wallet_api.patients import Patient, add_patient
from tests.contract.wallet_api.serving import MIGRATIONS as WALLET_MIGRATIONS
from tests.unit.verifier.asked import DID, NOW, entry, template
from verifier import tables
from verifier.domain.asking import Circumstances, ask
from verifier.domain.consent import Staffer
from verifier.domain.own_role import OWN_ROLE
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome
from verifier.parts import Parts
from verifier.services.screen import Sight
from verifier.services.staff import Staff, person_key
from verifier.settings import Settings
from verifier.wallet_service import WalletService, WalletServiceAway
from wallet_api.app import create_service as create_wallet
from wallet_api.settings import Settings as WalletSettings

pytestmark = pytest.mark.asyncio
OURS, OPERATORS = draw_key(), draw_key()
TENANT_KEY = Fernet.generate_key().decode()
WALLET = "http://wallet.test"
AT = "/console/consents"
LETTER = b"Qxletterqx: all is well"
CARD = {"role_code": "2212", "org": "Test Clinic", "name": "Dr Nora Qxnoraqx"}
PRACTITIONER = entry(credential_type="practitioner")
VALID = Decision(Outcome.VALID, None, (PRACTITIONER.cred_def_id,))
NUMBERS = itertools.count(1)


@dataclass
class Desk:
    parts: Parts
    clock: MovedClock
    app: FastAPI
    staff: Browser
    phone: httpx.AsyncClient
    anna: Patient

    async def asked(self) -> str:
        """The path of the page of a request that Anna has taken up."""
        form = (await self.staff.see(AT)).text
        found = re.search(r'name="request_id" value="([^"]+)"', form)
        assert found
        sent = await self.staff.send(
            AT, page=AT, request_id=found[1], purpose="TREAT", kinds="letter", days="30", note="For you"
        )
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    async def taken_up(self, page: str) -> str:
        link = re.search(r"#/asked/([A-Za-z0-9_-]+)", (await self.staff.see(page)).text)
        assert link
        body = {"token": link[1]}
        taken = await self.phone.post(f"{self.anna.at}/consents/taken-up", json=body, headers=self.anna.headers)
        return str(taken.json()["consent_id"])

    @asynccontextmanager
    async def nora(self) -> AsyncIterator["Desk"]:
        """The same desk, where somebody sits for whom no role is our word."""
        async with browsing(self.app) as staff:
            await staff.sign_in("nora", PASSWORD)
            yield replace(self, staff=staff)

    async def shown(self, card: Mapping[str, str] = CARD, decision: Decision = VALID) -> str:
        """The path of the page of a card that Nora showed."""
        number, journal, now = next(NUMBERS), self.parts.journal, self.clock()
        asked = ask(template(OWN_ROLE), [PRACTITIONER], Circumstances(str(number), now, now + timedelta(minutes=5)))
        nora = await self.parts.access.user_store.named("nora")
        assert nora
        made = await journal.draft(f"v{number}", asked, Actor(ActorKind.USER, nora.user_id))
        await self.parts.roles.asked(made.id, nora.user_id)
        sight = Sight({asked.groups[0].referent: card}) if decision is VALID else None
        assert await journal.decided(made, decision, sight)
        return f"/console/own-role/{made.id}"

    async def put_letter(self) -> str:
        """The item's id."""
        headers = self.anna.headers
        said = {"title": "Letter", "category": "letter"}
        made = (await self.phone.post(f"{self.anna.at}/records", json=said, headers=headers)).json()["record_id"]
        sent = await self.phone.put(
            f"{self.anna.at}/records/{made}/content", content=LETTER, headers=headers | {"content-type": "text/plain"}
        )
        assert sent.status_code == 200, sent.text
        return f"record:{made}"

    async def answer(self, consent_id: str, what: str, **body: Any) -> None:
        path = f"{self.anna.at}/consents/{consent_id}/{what}"
        answered = await self.phone.post(path, json=body or None, headers=self.anna.headers)
        assert answered.status_code == 200, answered.text


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    """With people of two kinds: what Mary is, is the clinic's word, and Nora shows a card."""
    changed = {
        "organisation": "clinic", "asker_jwk": SecretStr(OURS), "wallet_url": WALLET,
        "staff": {"mary": Staffer("Dr Mary Quist", "2212"), "nora": Staffer("Dr Nora Qxnoraqx")},
    }  # fmt: skip
    return settings_of(shared_url, shared_path).model_copy(update=changed)


@pytest.fixture(scope="module")
def wallet_settings(shared_path: Path, migrated: Migrated) -> WalletSettings:
    registry, directory = shared_path / "organisations.yaml", shared_path / "wallet"
    clinic = {"id": "clinic", "name": "Test Clinic", "keys": [json.loads(public_part(OURS))], "roles": ["2212"]}
    board = {"id": "board", "name": "Medical Board", "dids": [DID], "licences": ["2212"]}
    write_signed(registry, yaml.safe_dump({"sequence": 1, "organisations": [clinic, board]}).encode(), OPERATORS)
    directory.mkdir()
    migrated.copy_to(directory / "wallet.sqlite", WALLET_MIGRATIONS)
    return load_settings(
        WalletSettings, public_url=WALLET, database_url=f"sqlite:///{directory / 'wallet.sqlite'}",
        agent_admin_url="http://127.0.0.1:9", agent_admin_key="a" * 32, webhook_key="w" * 32, api_key="k" * 32,
        tenant_key=TENANT_KEY, organisations=registry, organisations_jwk=public_part(OPERATORS),
        receipt_jwk=draw_key(), records_dir=directory / "records", reconcile_interval_s=3600,
        **audit_settings(directory),
    )  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def wallets(wallet_settings: WalletSettings) -> AsyncIterator[Database]:
    async with WALLET_MIGRATIONS.database(wallet_settings.database_url.get_secret_value()) as database:
        yield database


@pytest_asyncio.fixture(scope="module")
async def shared_desk(
    shared_settings: Settings, wallet_settings: WalletSettings, wallets: Database
) -> AsyncIterator[Desk]:
    """With Mary signed in, and the wallet service in the same process."""
    bench = unopened(shared_settings)
    parts, wallet = bench.parts, create_wallet(wallet_settings, bench.clock)
    phone = httpx.AsyncClient(transport=httpx.ASGITransport(wallet), base_url=WALLET)
    service = WalletService(WALLET, phone)
    assert parts.consents is not None and parts.emergencies is not None
    parts.consents = replace(parts.consents, service=service)
    parts.emergencies = replace(parts.emergencies, service=service)
    async with wallet.router.lifespan_context(wallet), served(bench) as running, browsing(running.app) as staff:
        for name in ("joe", "nora", "mary"):
            _, given = await parts.access.users.create(name, Role.CLERK, OPERATOR)
            await staff.sign_in(name, given)
            await staff.set_password(given, PASSWORD)
        yield Desk(parts, bench.clock, running.app, staff, phone, await add_patient(wallets, TENANT_KEY))


@pytest_asyncio.fixture
async def desk(shared_desk: Desk, wallets: Database) -> Desk:
    """Where a new patient comes, and nobody has shown a card yet."""
    shared_desk.clock.now = NOW
    await empty(shared_desk.parts.database, tables.role_proofs)
    return replace(shared_desk, anna=await add_patient(wallets, TENANT_KEY))


async def test_a_request_is_shown_as_a_code_followed_and_read_with_the_time_left_until_it_is_withdrawn(
    desk: Desk,
) -> None:
    item_id, page = await desk.put_letter(), await desk.asked()
    waiting = (await desk.staff.see(page)).text
    assert "Nobody has scanned it yet" in waiting and "<svg" in waiting
    consent_id = await desk.taken_up(page)
    assert page == f"{AT}/{consent_id}"
    reading = (await desk.staff.see(page)).text
    assert "The patient reads it" in reading and "<svg" not in reading
    await desk.answer(consent_id, "grant", items=[item_id], days=30)
    granted = (await desk.staff.see(page)).text
    assert "Time left: <strong>30 days</strong>" in granted and "Signed by both sides." in granted
    read_at = re.search(rf'action="({page}/items/[0-9a-f]{{64}})"', granted)
    assert read_at
    read = await desk.staff.send(read_at[1], page=page)
    assert (read.status_code, read.content) == (200, LETTER)
    assert read.headers["cache-control"] == "no-store" and read.headers["content-security-policy"].startswith("sandbox")
    assert consent_id[:8] in (await desk.staff.see(AT)).text, "among what was granted to her"
    await desk.answer(consent_id, "withdraw")
    refused = await desk.staff.send(read_at[1], page=AT)
    assert refused.status_code == 403 and "The patient has withdrawn this consent." in refused.text
    assert "Ended by the patient" in (await desk.staff.see(page)).text
    acts = [act.kind.value for act in await desk.parts.access.act_store.of_record(consent_id)]
    assert acts == ["consent-asked", "record-read"]


async def test_nothing_of_the_patient_is_kept_at_the_desk(desk: Desk) -> None:
    item_id, page = await desk.put_letter(), await desk.asked()
    consent_id = await desk.taken_up(page)
    await desk.answer(consent_id, "grant", items=[item_id], days=30)
    form = (await desk.staff.see(page)).text
    read_at = re.search(rf'action="({page}/items/[0-9a-f]{{64}})"', form)
    assert read_at
    await desk.staff.send(read_at[1], page=page)
    async with desk.parts.database.reading() as connection:
        kept = repr([(await connection.execute(table.select())).all() for table in tables.metadata.sorted_tables])
    assert consent_id in kept
    assert not [each for each in (desk.anna.wallet.id, item_id, "Qxletterqx", "For you") if each in kept]


async def test_who_is_not_vouched_for_and_a_request_for_nothing_are_refused_in_plain_words(desk: Desk) -> None:
    nothing = await desk.staff.send(AT, page=AT, request_id="r" * 43, purpose="TREAT")
    assert nothing.status_code == 422 and "No kind of record was chosen." in nothing.text
    unknown = await desk.staff.send(AT, page=AT, request_id="r" * 43, purpose="TREAT", kinds="diary")
    assert unknown.status_code == 403 and "There is no such kind of item." in unknown.text
    async with browsing(desk.app) as joe:
        await joe.sign_in("joe", PASSWORD)
        refused = await joe.see(AT)
        assert refused.status_code == 403 and "SALUS_VERIFIER_STAFF" in refused.text


async def test_who_shows_a_card_asks_and_reads_by_a_licence_until_twelve_hours_are_over(desk: Desk) -> None:
    async with desk.nora() as nora:
        assert "First show your own card" in (await nora.staff.see(AT)).text
        refused = await nora.staff.send(AT, page=AT, request_id="r" * 43, purpose="TREAT", kinds="letter")
        assert refused.status_code == 403 and "show your practitioner card" in refused.text
        shown = (await nora.staff.see(await nora.shown())).text
        assert "Your role is proved." in shown and 'href="/console/consents">Read records' in shown
        assert "proved by your practitioner card, until" in (await nora.staff.see(AT)).text
        item_id, consent_id = await nora.put_letter(), await nora.taken_up(await nora.asked())
        path = f"{desk.anna.at}/consents/{consent_id}"
        asker = (await nora.phone.get(path, headers=desk.anna.headers)).json()["asker"]
        assert (asker["role"], asker["licensed_by"]["name"]) == ("2212", "Medical Board")
        await nora.answer(consent_id, "grant", items=[item_id], days=30)
        assert "Time left" in (await nora.staff.see(f"{AT}/{consent_id}")).text
        desk.clock.move(12 * 3600 - 1)
        assert (await nora.staff.see(f"{AT}/{consent_id}")).status_code == 200
        desk.clock.move(1)
        assert "First show your own card" in (await nora.staff.see(AT)).text
        over = await nora.staff.see(f"{AT}/{consent_id}")
        assert over.status_code == 403 and "not any more" in over.text


async def test_a_card_that_is_lent_or_of_another_place_shows_nothing_and_a_revoked_one_ends_what_was_shown(
    desk: Desk,
) -> None:
    async with desk.nora() as nora:
        lent = await nora.shown(CARD | {"name": "Dr Else"})
        assert "another name stands on it" in (await nora.staff.see(lent)).text
        assert "of another organisation" in (await nora.staff.see(await nora.shown(CARD | {"org": "Eye Clinic"}))).text
        assert "First show your own card" in (await nora.staff.see(AT)).text
        page = await nora.shown()
        assert (await desk.staff.see(page)).status_code == 404, "it is hers"
        await nora.shown(decision=Decision(Outcome.INVALID, Reason.DECLINED))
        assert "proved by your practitioner card" in (await nora.staff.see(AT)).text
        await nora.shown(decision=Decision(Outcome.INVALID, Reason.REVOKED))
        assert "First show your own card" in (await nora.staff.see(AT)).text


async def test_of_a_card_that_was_shown_the_role_and_its_issuer_are_kept_for_the_day_and_nothing_else(
    desk: Desk,
) -> None:
    async with desk.nora() as nora:
        page = await nora.shown()
    async with desk.parts.database.reading() as connection:
        kept = repr([(await connection.execute(table.select())).all() for table in tables.metadata.sorted_tables])
    assert "'2212'" in kept and "Qxnoraqx" not in kept
    acts = [act.kind.value for act in await desk.parts.access.act_store.of_record(page.rpartition("/")[2])]
    assert acts == ["asked", "role-shown"]
    desk.clock.move(24 * 3600)
    await desk.parts.retention.purge()
    assert await desk.parts.roles.find(page.rpartition("/")[2]) is None


async def test_a_role_by_our_word_alone_is_said_to_be_that(desk: Desk) -> None:
    assert "Your role (specialist doctor) is our word alone" in (await desk.staff.see(AT)).text
    consent_id = await desk.taken_up(await desk.asked())
    found = await desk.phone.get(f"{desk.anna.at}/consents/{consent_id}", headers=desk.anna.headers)
    assert found.json()["asker"]["licensed_by"] is None


async def test_a_wallet_service_that_is_away_is_told_with_what_to_do() -> None:
    user = User("u-1", "mary", Role.CLERK, "hash", NOW)
    member = Staff("clinic", OURS, {"mary": Staffer("Dr Mary Quist", "2212")}, utc_now).of(user, None)
    service = WalletService.at(NOBODY)
    for call in (service.consents(member), service.look(member, "c", "h", "TREAT"), service.receipt_keys()):
        with pytest.raises(WalletServiceAway):
            await call
    await service.aclose()


async def test_the_key_of_a_person_is_their_own_at_each_start() -> None:
    assert person_key(OURS, "mary") == person_key(OURS, "mary")
    others = {private_key(person_key(*each)).thumbprint() for each in ((OURS, "joe"), (draw_key(), "mary"))}
    assert private_key(person_key(OURS, "mary")).thumbprint() not in others
