"""The log on the running stack: cosigned by both witnesses, anchored on the real ledger, and silent about everybody."""

import asyncio
import base64
import json
import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from agent.audit.audit import Audit
from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.evidence import read_trust, verify_evidence
from agent.audit.services.publishing import NothingPublished
from agent.audit.tree.verifying import verify_consistency
from agent.ledger.client import LedgerName
from benchmarks.auditing import log_of_wallets
from salus.audit_exports import asked_of_ledger, examined, export_log, log_source
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Phone
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.unit.audit.dictionary import Dictionary

pytestmark = pytest.mark.asyncio
NAMES = ("Okafor", "Example", "Anna", "Salus Clinic", "salus-clinic")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_row_is_proved_by_both_witnesses_and_the_ledger_and_a_dictionary_finds_nothing(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone, tmp_path: Path
) -> None:
    await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)
    asked = await clinic.ask(TEMPLATE)
    await phone.approve((await phone.scan(await clinic.qr(asked["verification_id"])))["request_id"])
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"

    async def proved_row() -> dict[str, object] | None:
        rows = (await phone.get(f"{phone.wallet}/happened"))["happened"]
        found = [each for each in rows if each["act"] == "request-presented" and each["is_proved"]]
        return found[0] if found else None

    row = await eventually(proved_row)
    assert (row["kind"], row["organisation"]["organisation_id"]) == ("disclose", "salus-clinic")
    path = f"{phone.wallet}/happened/{row['event_id']}/evidence"
    async with log_of_wallets(world.stack.layout) as audit, asyncio.timeout(60):
        assert audit.anchoring is not None
        while await audit.anchoring.anchor_if_due(LONG_AGO) is None:
            await asyncio.sleep(0.5)  # until the witnesses have cosigned
        trust = read_trust(await audit.trust())
    evidence = await eventually(lambda: _anchored(phone, path))
    proved = verify_evidence(evidence, trust)
    assert proved.anchored is not None
    assert len(proved.proof.note.signatures) == 3, "the log and both witnesses"

    directory = tmp_path / "log"
    size = await export_log(log_source("wallet", None, world.directory), directory)
    found, checked_by = examined(directory, directory / "trust.json")
    assert (found.size, found.faults, checked_by) == (size, [], trust)
    assert await asked_of_ledger(found, trust, world.stack.ledger) == []
    assert (parse_checkpoint((directory / "checkpoint").read_text())[0].size, len(found.anchored)) == (size, 1)

    last = await world.stack.ledger.domain_size()
    dump = [await world.stack.ledger.get_txn(LedgerName.DOMAIN, number) for number in range(1, last + 1)]
    entries = b"".join(each.read_bytes() for each in (directory / "tile" / "entries").rglob("*") if each.is_file())
    words = Dictionary(NAMES)
    assert words.found_in(entries) == set()
    assert words.found_in(json.dumps([each and each.data for each in dump]).encode()) == set()


async def test_the_certificate_of_an_erasure_is_on_the_ledger_and_the_log_of_before_begins_the_log_of_now(
    world: World, phone: Phone
) -> None:
    receipt = secrets.token_urlsafe(24)
    async with log_of_wallets(world.stack.layout, audit_anchor_entries=1) as audit, asyncio.timeout(60):
        assert audit.anchoring is not None
        before = await eventually(lambda: _published(audit))
        assert (await phone.http.post("/v1/account/end", json={"receipt": receipt})).status_code == HTTPStatus.ACCEPTED

        async def certificate() -> bytes | None:
            await audit.anchoring.anchor_if_due(LONG_AGO)
            answer = await phone.http.post("/v1/endings/certificate", json={"receipt": receipt})
            return answer.content if answer.is_success and "anchor" in answer.json() else None

        evidence = await eventually(certificate)
        trust, now = read_trust(await audit.trust()), (await audit.publishing.checkpoint()).note.text
        proof = await audit.publishing.consistency(before.size, parse_checkpoint(now)[0].size)
    proved, after = verify_evidence(evidence, trust), parse_checkpoint(now)[0]
    verify_consistency(before.size, after.size, before.root, after.root, [base64.b64decode(each) for each in proof])
    assert proved.anchored is not None
    written = await world.stack.ledger.get_txn(LedgerName.DOMAIN, proved.anchored.seq_no)
    assert written is not None
    assert proved.proof.checkpoint.digest in json.dumps(written.data)


async def _published(audit: Audit) -> Checkpoint | None:
    try:
        return parse_checkpoint((await audit.publishing.checkpoint()).note.text)[0]
    except NothingPublished:
        return None


async def _anchored(phone: Phone, path: str) -> bytes | None:
    answer = await phone.http.get(path)
    return answer.content if answer.is_success and "anchor" in answer.json() else None
