"""The shipped request templates, asked of a patient's wallet with the real ledger and agents.

One patient holds all kinds of cards, the list of allergies after the allergies, since an issuer revokes it before it
states a further one. measles-10y has its own journey.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fhir.resources.R4B.bundle import Bundle

from agent.protocol import AgentRole
from agent.service.clock import utc_now
from salus.journey import vaccination
from salus.layout import ORGANISATIONS
from salus.parties import Clinic, Json, Phone
from tests.contract.wallet_api.askers import Clinician
from tests.flows.claims import PERSON, allergy, allergy_list
from tests.flows.world import World
from wallet_api.services.tokens import draw_token

pytestmark = pytest.mark.asyncio

YELLOW_FEVER = {
    "target_disease_code": "16541001",
    "target_disease": "Yellow fever",
    "event_id": "E-yellow",
    "dose_number": 1,
}
SUBJECT = "demo-patient"
LATEX = {"allergy_code": "1003755004", "allergy_display": "Latex", "event_id": "E-2", "criticality": 2}
KNOWN = {"list_status": 2, "allergy_count": 2, "st_penicillins": 4, "st_latex": 4, "st_iodine_contrast": 0}


def last_week() -> str:
    return (datetime.now(UTC).date() - timedelta(days=7)).isoformat()


@dataclass(frozen=True)
class Patient:
    phone: Phone
    clinic: Clinic

    async def asked(self, template_id: str, **wanted: Any) -> Json:
        """The verdict after the patient has approved."""
        asked = await self.clinic.ask(template_id, **wanted)
        scan = await self.phone.scan(await self.clinic.qr(asked["verification_id"]))
        await self.phone.approve(scan["request_id"])
        return await self.clinic.until_decided(asked["verification_id"])


async def holding(world: World, label: str, *cards: tuple[str, dict[str, Any]]) -> Patient:
    clerk, phone = world.clerk(), await world.phone(label)
    for credential_type, claims in cards:
        await clerk.hand_over(await clerk.offer(credential_type, claims), phone)
    await clerk.aclose()
    return Patient(phone, world.clinic())


@pytest_asyncio.fixture(scope="module")
async def allergic(published: World) -> AsyncIterator[Patient]:
    patient = await holding(
        published,
        "allergic",
        ("vaccination", vaccination()),
        ("vaccination", vaccination() | YELLOW_FEVER),
        ("allergy", allergy(SUBJECT)),
        ("allergy", allergy(SUBJECT) | LATEX),
        ("allergy_list", allergy_list(SUBJECT) | KNOWN | {"assessed_dateint": last_week()}),
        ("practitioner", {
            "role_code": 2211, "name": "Ana Okafor", "org": "Salus Clinic", "licence_no": "L-1",
            "valid_until_dateint": (datetime.now(UTC).date() + timedelta(days=30)).isoformat(),
        }),
    )  # fmt: skip
    yield patient
    await patient.phone.aclose()
    await patient.clinic.aclose()


async def test_an_emergency_card_says_how_many_allergies_to_ask_for_and_then_shows_them_all(allergic: Patient) -> None:
    first = await allergic.asked("emergency-card")
    assert (first["verdict"], first["reason"], first["copies_needed"]) == ("INVALID", "list-incomplete", {"allergy": 2})
    assert first["revealed"] is None
    found = await allergic.asked("emergency-card", copies=first["copies_needed"])
    assert (found["verdict"], found["reason"]) == ("VALID", None)
    shown = {found["revealed"][copy]["allergy_display"] for copy in ("allergy-1", "allergy-2")}
    assert shown == {"Penicillin", "Latex"}


async def test_an_emergency_card_that_shows_fewer_allergies_than_the_list_counts_is_refused(allergic: Patient) -> None:
    found = await allergic.asked("emergency-card", copies={"allergy": 1}, language="de")
    assert (found["verdict"], found["reason"], found["copies_needed"]) == ("INVALID", "list-incomplete", {"allergy": 2})
    assert found["sentence"].startswith("Die Liste zählt eine andere Anzahl")


async def test_more_allergies_than_the_patient_holds_cannot_be_shown(allergic: Patient) -> None:
    asked = await allergic.clinic.ask("emergency-card", copies={"allergy": 3})
    scan = await allergic.phone.scan(await allergic.clinic.qr(asked["verification_id"]))
    assert (await allergic.phone.request(scan["request_id"]))["missing"] == [3]


async def test_in_an_emergency_a_clinician_reads_by_the_patients_code_what_the_cards_say_of_allergies(
    allergic: Patient, world: World
) -> None:
    """The clinic's and the issuer's are those of this machine's registry."""
    phone, layout = allergic.phone, world.stack.layout
    card = await phone.repeat(f"{phone.wallet}/emergency-card")
    (issuer, *_) = {each["cred_def_id"].partition(":")[0] for each in await phone.credentials()}
    doctor = Clinician(
        utc_now, organisation=ORGANISATIONS[AgentRole.VERIFIER], organisation_key=layout.asker_key, licensed_by=issuer,
        base=world.stack.url(AgentRole.WALLET),
    )  # fmt: skip
    wish = {"request_id": draw_token(), "code": card["link"], "purpose": "ETREAT", "reason": "Fell", "is_alone": True}
    async with httpx.AsyncClient(base_url=doctor.base, timeout=30) as http:
        asked = await doctor.call(http, "POST", "/v1/shared/emergencies", json=wish)
        assert asked.status_code == HTTPStatus.CREATED, asked.text
        read = await doctor.call(http, "GET", f"/v1/shared/emergencies/{asked.json()['emergency_id']}/card")
    found = [each["resource"] for each in Bundle.model_validate(read.json()).model_dump(mode="json")["entry"]]
    seen = {(each["code"]["text"], each["criticality"]) for each in found}
    assert seen == {
        ("Latex", "high"), ("Penicillin", "unable-to-assess"), ("Penicillins", "high"),
    }, "each card, and each class of the list"  # fmt: skip
    assert PERSON["family_name"] not in read.text
    shown = await phone.get(f"{phone.wallet}/emergency-card/shown")
    assert {(each["name"]["en"], each["criticality"]) for each in shown["allergies"]} == seen
    (row, *_) = (await phone.get(f"{phone.wallet}/happened"))["happened"]
    assert (row["kind"], row["act"], row["person"], row["why"]) == (
        "break-glass", "emergency-card-read", "Dr Xenia", "Fell",
    )  # fmt: skip


async def test_an_adult_shows_nothing(allergic: Patient) -> None:
    found = await allergic.asked("adult")
    assert (found["verdict"], found["revealed"]) == ("VALID", {"person": {}})


@pytest.mark.parametrize(
    ("template_id", "group", "shown"),
    [
        ("series-complete", "vaccination", {"target_disease_code": "14189004"}),
        ("yellow-fever-travel", "vaccination", {"target_disease_code": "16541001", "country": "DE"}),
        ("staff-role", "practitioner", {"role_code": "2211", "org": "Salus Clinic"}),
    ],
)
async def test_what_a_template_shows_is_shown_and_nothing_else(
    allergic: Patient, template_id: str, group: str, shown: dict[str, str]
) -> None:
    found = await allergic.asked(template_id)
    assert (found["verdict"], found["revealed"]) == ("VALID", {group: shown})


async def test_a_clinics_intake_takes_a_whole_vaccination_and_the_whole_list_of_one_person(allergic: Patient) -> None:
    found = await allergic.asked("clinic-intake")
    assert found["verdict"] == "VALID"
    vaccinated, listed = found["revealed"]["vaccination"], found["revealed"]["list"]
    assert vaccinated["subject_id"] == listed["subject_id"] == SUBJECT
    assert (len(vaccinated), len(listed)) == (23, 41)


@pytest.mark.parametrize("template_id", ["no-known-penicillin-allergy", "contrast-ct"])
async def test_a_known_allergy_cannot_prove_that_none_is_known(allergic: Patient, template_id: str) -> None:
    asked = await allergic.clinic.ask(template_id)
    scan = await allergic.phone.scan(await allergic.clinic.qr(asked["verification_id"]))
    assert (await allergic.phone.request(scan["request_id"]))["missing"] == [0]


async def test_the_cards_of_two_persons_in_one_wallet_are_no_intake(published: World) -> None:
    """A parent who holds a child's list besides the own vaccination."""
    none_known = {"assessed_dateint": last_week(), "st_iodine_contrast": 0, "assessor_role": "practitioner"}
    patient = await holding(
        published,
        "mixed",
        ("vaccination", vaccination()),
        ("allergy_list", PERSON | allergy_list("a-child") | none_known),
    )
    found = await patient.asked("clinic-intake")
    assert (found["verdict"], found["reason"], found["revealed"]) == ("INVALID", "subjects-differ", None)
    for template_id in ("no-known-penicillin-allergy", "contrast-ct"):
        found = await patient.asked(template_id)
        assert (found["verdict"], found["revealed"]) == ("VALID", {"list": {"assessor_role": "practitioner"}})
    empty = await patient.asked("emergency-card")
    assert (empty["verdict"], list(empty["revealed"])) == ("VALID", ["list"])
    await patient.phone.aclose()
    await patient.clinic.aclose()
