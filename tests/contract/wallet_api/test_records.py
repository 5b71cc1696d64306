"""Records over HTTP: announced, sent, opened, deleted; encrypted where they lie, and swept up when broken off."""

import asyncio
import json
import logging
import os
import random
import sqlite3
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from agent.errors import NotFound
from agent.ports import WalletHost
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from tests.contract.wallet_api.patients import Patient, add_patient
from tests.contract.wallet_api.serving import Files, files_in
from wallet_api import tables
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.record import MAX_CONTENT_BYTES, MAX_RESOURCE_BYTES, Category, MediaType
from wallet_api.parts import Parts
from wallet_api.services.records.receiving import Announced, ContentKept, QuotaUsedUp, Receiving
from wallet_api.services.records.records import Records
from wallet_api.settings import Settings
from wallet_api.store.owned import OF_WALLET, OwnedRows

pytestmark = pytest.mark.asyncio

LETTER = {"title": "Letter of Dr Qxname", "category": "letter", "day": "2026-03-01"}
PDF = b"%PDF-1.7 Qxcontent" + bytes(500)
TEXT = {"content-type": "text/plain"}
MB = 1024 * 1024


@dataclass
class Phone:
    http: httpx.AsyncClient
    patient: Patient

    def at(self, path: str = "") -> str:
        return f"{self.patient.at}/records{path}"

    async def announced(self, **changes: Any) -> str:
        answer = await self.http.post(self.at(), json=LETTER | changes, headers=self.patient.headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["record_id"])

    async def sent(
        self, record_id: str, content: bytes | AsyncIterator[bytes] = PDF, media_type: str = "application/pdf"
    ) -> httpx.Response:
        headers = self.patient.headers | {"content-type": media_type}
        return await self.http.put(self.at(f"/{record_id}/content"), content=content, headers=headers)

    async def opened(self, record_id: str) -> httpx.Response:
        return await self.http.get(self.at(f"/{record_id}/content"), headers=self.patient.headers)

    async def listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.http.get(self.at(), headers=self.patient.headers)).json()["records"]
        return found

    async def deleted(self, record_id: str) -> httpx.Response:
        return await self.http.delete(self.at(f"/{record_id}"), headers=self.patient.headers)


@pytest_asyncio.fixture
async def phone(client: httpx.AsyncClient, database: Database, tenant_key: str) -> Phone:
    return Phone(client, await add_patient(database, tenant_key))


@pytest_asyncio.fixture(scope="module")
async def parts(app: FastAPI, settings: Settings) -> AsyncIterator[Parts]:
    """What the app is made of, once more, on what it keeps; with no agent."""
    parts = Parts(settings, cast(WalletHost, None), HttpxWeb(), Metrics())
    yield parts
    await parts.audit.close()
    await parts.database.close()


@pytest.fixture
def records(parts: Parts) -> Records:
    return parts.records


@pytest.fixture
def receiving(parts: Parts) -> Receiving:
    return parts.receiving


@pytest.fixture
def small(receiving: Receiving) -> Receiving:
    """With room for one record."""
    return replace(receiving, quota_bytes=len(PDF) + 10)


async def in_one(content: bytes) -> AsyncIterator[bytes]:
    yield content


def keys_files(settings: Settings) -> list[Path]:
    path = Path(settings.audit_keys_url.get_secret_value().removeprefix("sqlite:///"))
    return sorted(path.parent.glob(f"{path.name}*"))


async def test_a_record_is_announced_sent_listed_opened_and_deleted(phone: Phone, new_files: Files) -> None:
    record_id = await phone.announced()
    assert (await phone.opened(record_id)).status_code == 404
    kept = await phone.sent(record_id)
    assert (kept.status_code, kept.json()["state"], kept.json()["size_bytes"]) == (200, "kept", len(PDF))
    [listed] = await phone.listed()
    assert listed == kept.json()
    assert (listed["title"], listed["media_type"], listed["source"]) == (LETTER["title"], "application/pdf", "patient")
    answer = await phone.opened(record_id)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert (await phone.deleted(record_id)).status_code == 204
    assert await phone.listed() == new_files() == []
    assert (await phone.deleted(record_id)).status_code == 404


async def test_nothing_of_a_record_lies_anywhere_in_the_clear(
    phone: Phone, settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record_id = await phone.announced()
    await phone.sent(record_id)
    await phone.opened(record_id)
    async with database.reading() as connection:
        rows = repr([list(await connection.execute(sa.select(table))) for table in tables.metadata.sorted_tables])
    lying = [path.read_bytes() for path in files_in(settings.records_dir) + keys_files(settings)]
    assert len(lying) >= 2
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    for secret in ("Qxname", "Qxcontent", "2026-03-01"):
        assert secret not in rows
        assert secret not in logged
        assert not any(secret.encode() in each for each in lying)


async def test_the_same_content_sent_again_is_kept_once_and_another_is_refused(phone: Phone, new_files: Files) -> None:
    record_id = await phone.announced()
    first, again = [await phone.sent(record_id) for _ in range(2)]
    assert first.json() == again.json()
    other = await phone.sent(record_id, PDF + b"x")
    assert (other.status_code, other.json()["code"]) == (409, "content-kept")
    assert len(new_files()) == 1
    assert (await phone.opened(record_id)).content == PDF


async def test_a_fhir_resource_is_known_by_its_type_and_by_its_meaning(phone: Phone) -> None:
    blood = {"resourceType": "Observation", "status": "final", "code": {"text": "Haemoglobin"}, "valueInteger": 13}
    record_id = await phone.announced(category="laboratory", sensitivity="R")
    kept = await phone.sent(record_id, json.dumps(blood, indent=1).encode(), "application/fhir+json; charset=utf-8")
    assert (kept.json()["fhir_type"], kept.json()["sensitivity"]) == ("Observation", "R")
    assert (await phone.sent(record_id, json.dumps(blood).encode(), "application/fhir+json")).status_code == 200
    other = json.dumps(blood | {"valueInteger": 14}).encode()
    assert (await phone.sent(record_id, other, "application/fhir+json")).json()["code"] == "content-kept"


async def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    phone: Phone, new_files: Files, subtests: pytest.Subtests
) -> None:
    for content, media_type, code in [
        (b"MZ, no PDF", "application/pdf", "content-unfit"),
        (b"", "text/plain", "content-unfit"),
        (b"a\x00b", "text/plain", "content-unfit"),
        (PDF, "image/png", "content-unfit"),
        (b"{}", "application/fhir+json", "content-unfit"),
        (b"<script>", "text/html", "unknown-media-type"),
        (b"x", "", "unknown-media-type"),
        (b" " * (MAX_RESOURCE_BYTES + 1), "application/fhir+json", "too-large"),
    ]:
        with subtests.test(media_type=media_type, code=code):
            record_id, before = await phone.announced(), new_files()
            refused = await phone.sent(record_id, content, media_type)
            assert (refused.json()["code"], refused.status_code >= 400) == (code, True)
            assert new_files() == before
            assert (await phone.sent(record_id)).json()["state"] == "kept", "and the right file may still be sent"


async def test_a_large_document_goes_in_and_out_in_pieces(phone: Phone, receiving: Receiving) -> None:
    """50 MB, in a few MB of memory."""
    piece = random.Random(5).randbytes(MB)  # noqa: S311 - content, not a key

    async def scan() -> AsyncIterator[bytes]:
        yield PDF
        for _ in range(49):
            yield piece

    wallet_id, record_id = phone.patient.wallet.id, await phone.announced(category="imaging")
    tracemalloc.start()
    try:
        kept = await receiving.receive(wallet_id, record_id, MediaType.PDF, scan())
        _, pieces = await receiving.records.content(wallet_id, record_id)
        read_bytes = sum(len(part) for part in pieces)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read_bytes == kept.stored.size_bytes == len(PDF) + 49 * MB
    assert peak_bytes < 8 * MB


async def test_a_document_larger_than_a_record_may_be_is_refused_before_it_comes(phone: Phone) -> None:
    url, length = phone.at(f"/{await phone.announced()}/content"), {"content-length": str(MAX_CONTENT_BYTES + 1)}
    refused = await phone.http.put(url, content=b"x", headers=phone.patient.headers | TEXT | length)
    assert (refused.status_code, refused.json()["code"]) == (413, "too-large")
    elsewhere = await phone.http.post(phone.at(), json=LETTER | {"title": "x" * MB}, headers=phone.patient.headers)
    assert elsewhere.status_code == 413


@pytest.mark.parametrize("damaged", ["content", "key", "patient's key", "what is said"])
async def test_damage_is_found_and_nothing_is_shown(
    phone: Phone, settings: Settings, database: Database, new_files: Files, damaged: str
) -> None:
    record_id = await phone.announced()
    await phone.sent(record_id)
    match damaged:
        case "content":
            [path] = new_files()
            path.write_bytes(changed(path.read_bytes()))
        case "patient's key":
            change_patients_key(settings, phone.patient.wallet.id)
        case _:
            column = tables.records.c.wrapped_key if damaged == "key" else tables.records.c.sealed_about
            this_one = tables.records.c.id == record_id
            async with database.transaction() as transaction:
                stored = (await transaction.connection.scalars(sa.select(column).where(this_one))).one()
                damage = tables.records.update().where(this_one).values({column: changed(stored)})
                await transaction.connection.execute(damage)
    answer = await phone.opened(record_id)
    assert (answer.status_code, answer.json()["code"]) == (
        500, "key-unusable" if damaged == "patient's key" else "record-damaged",
    )  # fmt: skip
    assert b"Qx" not in answer.content


def changed(stored: bytes) -> bytes:
    return stored[:20] + bytes([stored[20] ^ 1]) + stored[21:]


def change_patients_key(settings: Settings, wallet_id: str) -> None:
    owner = f"wallet:{wallet_id}"
    with closing(sqlite3.connect(keys_files(settings)[0])) as connection, connection:
        ((wrapped,),) = connection.execute("SELECT wrapped FROM subject_keys WHERE owner = ?", (owner,))
        connection.execute("UPDATE subject_keys SET wrapped = ? WHERE owner = ?", (changed(wrapped), owner))


async def test_a_content_under_anothers_row_does_not_open(
    phone: Phone, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    """Who can write to the database gives nobody another patient's record."""
    record_id = await phone.announced()
    await phone.sent(record_id)
    other = Phone(client, await add_patient(database, tenant_key))
    await other.announced()
    table = tables.records
    async with database.transaction() as transaction:
        move = table.update().where(table.c.id == record_id).values(wallet_id=other.patient.wallet.id)
        await transaction.connection.execute(move)
    assert (await other.opened(record_id)).json()["code"] == "record-damaged"


async def test_without_the_patients_key_nothing_opens_any_more(phone: Phone, parts: Parts) -> None:
    """Which is how a patient is erased, in yesterday's backup too."""
    record_id = await phone.announced()
    await phone.sent(record_id)
    await parts.audited.erase_wallet(phone.patient.wallet.id)
    assert (await phone.opened(record_id)).json()["code"] == "record-damaged"


async def test_one_that_is_damaged_hides_no_other_and_can_be_deleted(phone: Phone, database: Database) -> None:
    broken, whole = await phone.announced(), await phone.announced()
    async with database.transaction() as transaction:
        table = tables.records
        damage = table.update().where(table.c.id == broken).values(sealed_about=b"nonsense" * 9)
        await transaction.connection.execute(damage)
    answer = (await phone.http.get(phone.at(), headers=phone.patient.headers)).json()
    assert [each["record_id"] for each in answer["records"]] == [whole]
    assert answer["damaged"] == [broken]
    assert (await phone.deleted(broken)).status_code == 204


async def test_when_a_wallet_ends_its_key_contents_and_rows_go_however_often_it_is_killed_between(
    phone: Phone, parts: Parts, new_files: Files
) -> None:
    wallet_id = phone.patient.wallet.id
    await phone.sent(await phone.announced())
    for _ in range(2):  # killed before the rows went, and come back to
        await parts.audited.erase_wallet(wallet_id)
        await parts.records.erase_contents(wallet_id)
        assert new_files() == []
    assert await parts.audit.keys.of(f"wallet:{wallet_id}") is None
    async with parts.database.transaction() as transaction:
        erased = await OwnedRows(parts.database).erase(transaction, OF_WALLET, wallet_id)
    assert erased["records"] == 1
    with pytest.raises(NotFound):
        await parts.receiving.announce(wallet_id, Announced("Letter", Category.LETTER, Sensitivity.NORMAL, None))


async def test_the_patient_reads_on_the_log_what_was_done_with_each_record_and_no_value_of_it(phone: Phone) -> None:
    record_id = await phone.announced()
    await phone.sent(record_id, b"no PDF")
    await phone.sent(record_id)
    await phone.opened(record_id)
    await phone.deleted(record_id)
    answer = await phone.http.get(f"{phone.patient.at}/happened", headers=phone.patient.headers)
    rows = [each for each in answer.json()["happened"] if each["about_id"] == record_id]
    assert [(each["act"], each["outcome"]) for each in reversed(rows)] == [
        ("record-announced", "done"), ("record-kept", "refused"), ("record-kept", "done"), ("record-seen", "done"),
        ("record-deleted", "done"),
    ]  # fmt: skip
    assert "Qx" not in answer.text


async def test_no_more_is_kept_than_there_is_room_for(phone: Phone, small: Receiving, new_files: Files) -> None:
    wallet_id = phone.patient.wallet.id
    first, second = await phone.announced(), await phone.announced()
    await small.receive(wallet_id, first, MediaType.PDF, in_one(PDF))
    with pytest.raises(QuotaUsedUp):
        await small.receive(wallet_id, second, MediaType.PDF, in_one(PDF))
    assert len(new_files()) == 1
    await small.records.delete(wallet_id, first)
    assert (await small.receive(wallet_id, second, MediaType.PDF, in_one(PDF))).stored.size_bytes == len(PDF)


async def test_a_wallet_keeps_only_so_many(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallet_api.services.records.receiving.LIST_LIMIT", 1)
    await phone.announced()
    refused = await phone.http.post(phone.at(), json=LETTER, headers=phone.patient.headers)
    assert (refused.status_code, refused.json()["code"]) == (507, "no-room-left")


async def test_what_was_broken_off_is_swept_up_and_what_is_kept_stays(
    phone: Phone, settings: Settings, records: Records, database: Database, new_files: Files
) -> None:
    kept, _ = await phone.announced(), await phone.announced()
    await phone.sent(kept)
    for name in ("0" * 32, "1" * 32 + ".part"):
        (settings.records_dir / name).write_bytes(b"left by a process that was killed")
    for path in new_files():
        os.utime(path, (0, 0))
    async with database.transaction() as transaction:
        early = {"created_at": phone.patient.wallet.created_at.replace(year=2020)}
        this_wallets = tables.records.c.wallet_id == phone.patient.wallet.id
        await transaction.connection.execute(tables.records.update().where(this_wallets).values(early))
    await records.sweep()
    assert [each["record_id"] for each in await phone.listed()] == [kept]
    assert len(new_files()) == 1
    assert (await phone.opened(kept)).content == PDF


async def test_two_who_send_at_once_keep_one_content(phone: Phone, receiving: Receiving, new_files: Files) -> None:
    wallet_id, record_id = phone.patient.wallet.id, await phone.announced()
    sending = (receiving.receive(wallet_id, record_id, MediaType.PDF, in_one(PDF + bytes([n]))) for n in (1, 2))
    one, other = await asyncio.gather(*sending, return_exceptions=True)
    refused = one if isinstance(one, BaseException) else other
    assert isinstance(refused, ContentKept)
    assert len(new_files()) == 1
    assert (await phone.opened(record_id)).status_code == 200
