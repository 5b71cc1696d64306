"""The emergency card: off until the patient says so, opened by a clinician with a reason, over by the clock."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from agent.detached_jws import draw_key
from agent.errors import AgentUnavailable, NotFound
from agent.service.clock import utc_now
from agent.service.database import Database
from tests.contract.wallet_api.askers import BOARD_DID, EYE_KEY, REGISTRY, Clinician
from tests.contract.wallet_api.consenting import World
from tests.contract.wallet_api.patients import Patient, add_patient
from tests.contract.wallet_api.serving import running, with_registry
from wallet_api import tables
from wallet_api.domain.allergies import ALLERGY, LIST, Allergy, Criticality
from wallet_api.domain.card_type import LANGUAGES
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.emergency import Emergency, EmergencyState
from wallet_api.domain.organisation import Organisations
from wallet_api.domain.recovery_code import draw_code
from wallet_api.emergency_parts import EmergencyServices
from wallet_api.routes.consent_bodies import NewDenial
from wallet_api.services.consent.askers import NotPermitted, Proven
from wallet_api.services.consent.requests import RequestIdUsed
from wallet_api.services.emergency.breaking import AlreadyConfirmed, Wish
from wallet_api.services.tokens import draw_token
from wallet_api.settings import Settings
from wallet_api.store.wallets import WalletStore

pytestmark = pytest.mark.asyncio
PENICILLIN = Allergy(ALLERGY, dict.fromkeys(LANGUAGES, "Allergy to penicillin"), Criticality.HIGH)
LATEX = Allergy(LIST, dict.fromkeys(LANGUAGES, "Latex"), Criticality.LOW)
CLERK = "4226"
SWITCHED = "emergency-card.changed"
WHY = "Qxfellqx from a ladder"


class Ward(World):
    """Anna's emergency card, and the clinicians of an emergency room."""

    fails: Exception | None = None

    def __init__(self, database: Database, anna: Patient, directory: Path) -> None:
        super().__init__(database, anna, directory)
        self.doctor = self.doctor.but(licensed_by=BOARD_DID)
        self.nurse = Clinician(self.clock, name="Nurse Noor", role="2221")
        self.emergency = EmergencyServices.over(
            database, self.outbox, self.audited, self.audit_keys, allergies=self._held, askers=self.services.askers,
            sealer=self.sealer, clock=self.clock,
        )  # fmt: skip

    async def _held(self, wallet_id: str) -> Sequence[Allergy]:
        if self.fails:
            raise self.fails
        return [PENICILLIN, LATEX] if wallet_id == self.anna.wallet.id else []

    async def code(self) -> str:
        return self.emergency.cards.code(await self.emergency.cards.switch_on(self.anna.wallet.id))

    async def wish(self, **changed: Any) -> Wish:
        """By the code of a card that Anna has just switched on, unless another is given."""
        code = changed.pop("code", None) or await self.code()
        return replace(Wish(draw_token(), code, Purpose.EMERGENCY, WHY, is_alone=True), **changed)

    async def broken(self, who: Clinician | None = None, **changed: Any) -> Emergency:
        return await self.emergency.breaking.ask(self.proven(who), await self.wish(**changed))

    async def refusal(self, who: Clinician | None = None, **changed: Any) -> str:
        with pytest.raises(NotPermitted) as refused:
            await self.broken(who, **changed)
        return refused.value.code

    async def look(self, emergency: Emergency, who: Clinician | None = None, proven: Proven | None = None) -> Any:
        """The allergies that are seen, or the code by which they are refused."""
        try:
            shown = await self.emergency.breaking.look(proven or self.proven(who), emergency.id)
        except (NotPermitted, NotFound) as refused:
            return refused.code
        finally:
            self.clock.pass_(milliseconds=1)
        return [each.name["en"] for each in shown.allergies]

    async def rows(self) -> list[tuple[str, str, Mapping[str, str]]]:
        """Of Anna's log: what was done with her card by others, whether it was refused, and the details."""
        events = await self.events(f"wallet:{self.anna.wallet.id}")
        found = [each for each in events if each["subtype"][0]["code"] == "break-glass"]
        details = [{one["type"]: one["valueString"] for one in each["entity"][0]["detail"]} for each in found]
        return [(each["subtype"][1]["code"], each["outcome"], one) for each, one in zip(found, details, strict=True)]


BOTH = ["Allergy to penicillin", "Latex"]


@pytest_asyncio.fixture
async def ward(own_database: Database, tenant_key: str, tmp_path: Path) -> AsyncIterator[Ward]:
    made = await Ward.of(own_database, tenant_key, tmp_path)
    yield made
    await made.audit_keys.close()


async def test_one_clinician_alone_reads_the_card_for_24_hours_and_the_patient_is_told_of_all_of_it(
    ward: Ward,
) -> None:
    emergency = await ward.broken()
    assert emergency.state_at(ward.clock()) is EmergencyState.OPEN
    ward.clock.now = emergency.created_at
    assert await ward.look(emergency) == BOTH
    ward.clock.now = emergency.ends_at
    ward.clock.pass_(milliseconds=-1)
    assert await ward.look(emergency) == BOTH
    ward.clock.now = emergency.ends_at
    assert await ward.look(emergency) == "emergency-over"
    said = {"asker": "organisation:heart", "person": "Dr Xenia", "role": "2212", "role_shown_by": "licence"}
    said |= {"why": WHY, "alone": "yes"}
    seen = said | {"seen": "allergy, allergy_list"}
    assert await ward.rows() == [
        ("emergency-asked", "0", said), ("emergency-card-read", "0", seen), ("emergency-card-read", "0", seen),
        ("emergency-card-read", "4", said | {"reason": "emergency-over"}),
    ]  # fmt: skip
    told = await ward.told(("emergency.used", "emergency.refused"))
    assert [(each.type, each.data["act"]) for each in told] == [
        ("emergency.used", "emergency-asked"), ("emergency.used", "emergency-card-read"),
        ("emergency.used", "emergency-card-read"), ("emergency.refused", "emergency-card-read"),
    ]  # fmt: skip
    assert {tuple(sorted(each.data)) for each in told} == {("act", "emergency_id")}


async def test_it_waits_for_a_second_person_of_the_same_organisation_and_both_are_named(ward: Ward) -> None:
    emergency = await ward.broken(is_alone=False)
    assert await ward.look(emergency) == "not-confirmed"
    breaking = ward.emergency.breaking
    with pytest.raises(NotPermitted) as same:
        await breaking.confirm(ward.proven(), emergency.id)
    assert same.value.code == "same-person-twice"
    eye = Clinician(ward.clock, name="Dr Yan", organisation="eye", organisation_key=EYE_KEY)
    with pytest.raises(NotFound):
        await breaking.confirm(ward.proven(eye), emergency.id)
    with pytest.raises(NotPermitted) as untrusted:
        await breaking.confirm(ward.proven(ward.nurse.but(role="5151")), emergency.id)
    assert untrusted.value.code == "not-trusted"
    waiting, reason = await breaking.find(ward.proven(ward.nurse), emergency.id)
    assert (waiting.state_at(ward.clock()), reason) == (EmergencyState.WAITING, WHY)
    assert [each.id for each in await breaking.of_asker(ward.proven(ward.nurse))] == [emergency.id]
    confirmed = await breaking.confirm(ward.proven(ward.nurse), emergency.id)
    assert confirmed.second and confirmed.second.name == "Nurse Noor"
    assert await breaking.confirm(ward.proven(ward.nurse), emergency.id) == confirmed, "sent again"
    with pytest.raises(AlreadyConfirmed):
        await breaking.confirm(ward.proven(ward.nurse.but(name="Nurse Nils", key=draw_key())), emergency.id)
    assert await breaking.of_asker(ward.proven(ward.nurse)) == []
    assert await ward.look(emergency) == BOTH
    assert await ward.look(emergency, ward.nurse) == "not-found", "who confirms does not look"
    rows = [(act, outcome, details.get("second")) for act, outcome, details in await ward.rows()]
    assert rows == [
        ("emergency-asked", "0", None), ("emergency-card-read", "4", None), ("emergency-confirmed", "4", "Dr Xenia"),
        ("emergency-confirmed", "4", "Nurse Noor"), ("emergency-confirmed", "0", "Nurse Noor"),
        ("emergency-card-read", "0", "Nurse Noor"),
    ]  # fmt: skip


async def test_what_is_no_emergency_of_a_clinician_is_refused_and_the_patient_sees_who_tried(ward: Ward) -> None:
    heart, *others = REGISTRY.organisations
    ward.registered.content = Organisations(2, (replace(heart, roles=(*heart.roles, CLERK)), *others))
    code = await ward.code()
    assert await ward.refusal(code=code, reason="") == "no-reason-given"
    assert await ward.refusal(code=code, purpose=Purpose.TREATMENT) == "no-emergency"
    assert await ward.refusal(ward.doctor.but(role=CLERK), code=code) == "no-clinician"
    assert await ward.refusal(ward.doctor.but(role="5151"), code=code) == "not-trusted"
    assert await ward.refusal(ward.doctor.but(licensed_by=None), code=code) == "no-licence"
    captured = ward.proven()
    await ward.emergency.breaking.ask(captured, await ward.wish(code=code))
    with pytest.raises(NotPermitted) as again:
        await ward.emergency.breaking.ask(captured, await ward.wish(code=code))
    assert again.value.code == "replayed"
    reasons = [details["reason"] for _, outcome, details in await ward.rows() if outcome == "4"]
    assert reasons == ["no-reason-given", "no-emergency", "no-clinician", "not-trusted", "no-licence", "replayed"]
    assert await ward.told(("emergency.refused",))


async def test_without_a_card_and_with_one_that_was_switched_off_or_renewed_the_answer_is_the_same(ward: Ward) -> None:
    printed = await ward.code()
    emergency = await ward.broken(code=printed)
    renewed = await ward.code()
    assert await ward.refusal(code=printed) == "not-permitted"
    assert await ward.look(emergency) == "not-permitted", "the new card is another one"
    late = await ward.broken(code=f"http://wallet.test/#/emergency/{renewed.lower()}")
    assert await ward.look(late) == BOTH
    for _ in range(2):
        await ward.emergency.cards.switch_off(ward.anna.wallet.id)
    assert await ward.look(late) == "not-permitted"
    assert {await ward.refusal(code=each) for each in (renewed, draw_code(), "scribbled")} == {"not-permitted"}
    policy = [each["subtype"][1]["code"] for each in await ward.events(f"wallet:{ward.anna.wallet.id}")]
    assert [each for each in policy if each.startswith("emergency-card-o")] == [
        "emergency-card-on", "emergency-card-on", "emergency-card-off",
    ]  # fmt: skip
    tried = await ward.events("organisation:heart")
    assert [(each["subtype"][1]["code"], each["outcome"]) for each in tried] == [("emergency-asked", "4")] * 4


async def test_a_rule_of_the_patients_wins_and_nobody_finds_out(ward: Ward) -> None:
    rules = ward.services.rules
    latex = NewDenial(kind=LIST).record("a" * 32, ward.anna.wallet.id, ward.clock())
    await rules.deny(latex)
    emergency = await ward.broken()
    assert await ward.look(emergency) == ["Allergy to penicillin"]
    await rules.deny(NewDenial(organisation_id="heart").record("b" * 32, ward.anna.wallet.id, ward.clock()))
    assert await ward.look(emergency) == "not-permitted"
    assert await ward.refusal() == "not-permitted"
    assert {details["reason"] for _, outcome, details in await ward.rows() if outcome == "4"} == {"standing-denial"}


async def test_a_request_that_is_sent_again_is_the_same_and_its_id_is_of_no_use_to_another(ward: Ward) -> None:
    wish = await ward.wish()
    first = await ward.emergency.breaking.ask(ward.proven(), wish)
    ward.clock.pass_(hours=5)
    again = await ward.emergency.breaking.ask(ward.proven(), wish)
    assert (again.id, again.ends_at) == (first.id, first.ends_at)
    with pytest.raises(RequestIdUsed):
        await ward.emergency.breaking.ask(ward.proven(ward.nurse), wish)
    assert [act for act, _, _ in await ward.rows()] == ["emergency-asked"]


async def test_nothing_is_written_down_of_which_nothing_could_come(ward: Ward) -> None:
    emergency = await ward.broken()
    ward.fails = AgentUnavailable("The agent gives no answer.")
    with pytest.raises(AgentUnavailable):
        await ward.look(emergency)
    assert [act for act, _, _ in await ward.rows()] == ["emergency-asked"]
    await ward.emergency.cards.switch_off(ward.anna.wallet.id)
    assert await ward.look(emergency) == "not-permitted", "the agent need not be asked"


async def test_a_switch_off_and_looks_at_once_leave_no_look_permitted_after_it(ward: Ward) -> None:
    emergency = await ward.broken()
    looks = [ward.look(emergency) for _ in range(4)]
    await asyncio.gather(*looks[:2], ward.emergency.cards.switch_off(ward.anna.wallet.id), *looks[2:])
    assert await ward.look(emergency) == "not-permitted"
    in_order = [each.type for each in await ward.told(("emergency.used", "emergency.refused", SWITCHED))]
    off = max(place for place, each in enumerate(in_order) if each == SWITCHED)
    assert len(in_order) == 8, "on, off, the asking and five looks"
    assert set(in_order[off + 1 :]) == {"emergency.refused"}


@pytest.mark.parametrize("act", ["ask", "confirm", "look"])
async def test_killed_before_it_is_written_down_nothing_is_open_and_nothing_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    emergency, breaking = await ward.broken(is_alone=act != "confirm"), ward.emergency.breaking
    before, kept = await ward.told(("emergency.used",)), await ward.emergency.cards.uses(ward.anna.wallet.id)
    wish = await ward.wish() if act == "ask" else None
    with monkeypatch.context() as killed:
        killed.setattr(breaking.deciding.journal, "done", fail)
        with pytest.raises(Killed):
            await (
                breaking.ask(ward.proven(), wish) if wish
                else breaking.confirm(ward.proven(ward.nurse), emergency.id) if act == "confirm"
                else breaking.look(ward.proven(), emergency.id)
            )  # fmt: skip
    assert await ward.told(("emergency.used",)) == before
    assert await ward.emergency.cards.uses(ward.anna.wallet.id) == kept, "not asked, not confirmed"


class Killed(Exception):
    pass


async def fail(*_: object) -> None:
    raise Killed


async def test_of_a_patient_who_is_erased_the_reason_cannot_be_read_any_more(ward: Ward) -> None:
    emergency = await ward.broken()
    await ward.audit_keys.erase(f"wallet:{ward.anna.wallet.id}")
    assert await ward.look(emergency) == "not-permitted"
    assert await ward.emergency.reasons.readable(emergency) is None, "and the list of emergencies is read all the same"
    async with ward.database.transaction() as transaction:
        assert await WalletStore(ward.database).begin_ending(transaction, ward.anna.wallet.id)
    with pytest.raises(NotFound):
        await ward.code()


AT = "/v1/shared/emergencies"


async def test_over_http_the_phone_switches_it_on_and_the_clinic_asks_by_its_link(
    own_settings: Settings, tmp_path: Path, own_database: Database, tenant_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with running(with_registry(own_settings, tmp_path)) as client:
        anna, doctor = await add_patient(own_database, tenant_key), Clinician(utc_now, licensed_by=BOARD_DID)
        nurse = Clinician(utc_now, name="Nurse Noor", role="2221")
        card = f"{anna.at}/emergency-card"
        off = {"is_on": False, "since": None, "code": None, "link": None}
        assert (await client.get(card, headers=anna.headers)).json() == off
        made = await client.post(card, headers=anna.headers)
        assert (made.status_code, made.json()["is_on"]) == (201, True)
        assert (await client.get(card, headers=anna.headers)).json() == made.json()
        link, code = made.json()["link"], made.json()["code"]
        assert link == f"http://wallet.test/#/emergency/{code}"
        asked = await doctor.call(client, "POST", AT, json=wanted(link))
        assert (asked.status_code, asked.json()["state"]) == (201, "waiting"), asked.text
        at = f"{AT}/{asked.json()['emergency_id']}"
        (listed,) = (await nurse.call(client, "GET", AT)).json()["emergencies"]
        assert (listed["is_yours"], listed["asked_by"], listed["reason"]) == (False, "Dr Xenia", None)
        assert (await nurse.call(client, "GET", at)).json()["reason"] == WHY
        confirmed = await nurse.call(client, "POST", f"{at}/confirmation")
        assert (confirmed.status_code, confirmed.json()["state"], confirmed.json()["second"]) == (
            200, "open", "Nurse Noor",
        )  # fmt: skip
        away = await doctor.call(client, "GET", f"{at}/card")
        assert (away.status_code, away.json()["code"]) == (503, "agent-unavailable"), "no agent is there to be asked"
        wrong = await doctor.call(client, "POST", AT, json=wanted("0000-0000"))
        assert (wrong.status_code, wrong.json()["code"]) == (403, "not-permitted")
        (use,) = (await client.get(f"{anna.at}/emergencies", headers=anna.headers)).json()["emergencies"]
        assert (use["asker"]["name"], use["second"]["name"], use["reason"]) == ("Dr Xenia", "Nurse Noor", WHY)
        happened = (await client.get(f"{anna.at}/happened", headers=anna.headers)).json()["happened"]
        (first, second) = [each for each in happened if each["kind"] == "break-glass"]
        assert (second["why"], second["person"], second["second_person"]) == (WHY, "Dr Xenia", None)
        assert (first["act"], first["second_person"], first["is_alone"]) == ("emergency-confirmed", "Nurse Noor", False)
        accounting = await client.get(f"{anna.at}/accounting.csv", headers=anna.headers)
        assert "Dr Xenia" not in accounting.text, "nothing was seen yet"
        assert (await client.delete(card, headers=anna.headers)).status_code == 204
        assert (await doctor.call(client, "GET", f"{at}/card")).json()["code"] == "not-permitted"
    async with own_database.reading() as connection:
        kept = repr([(await connection.execute(sa.select(table))).all() for table in tables.metadata.sorted_tables])
    lines = repr([vars(each) for each in caplog.records if each.name.startswith(("agent.", "wallet_api."))])
    assert AT in lines and not [each for each in ("Qxfellqx", code, "Noor", anna.wallet.id) if each in lines]
    assert "Noor" in kept and "Qxfellqx" not in kept and code not in kept


def wanted(code: str, **changed: Any) -> dict[str, Any]:
    return {"request_id": draw_token(), "code": code, "purpose": "ETREAT", "reason": WHY} | changed
