"""The receipt has the fields of ISO/IEC TS 27560 and both signatures hold; the FHIR Consent is one, in PCF's shape."""

import base64
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fhir.resources.R4B.consent import Consent

from agent.detached_jws import SignatureRefused, draw_key, public_part, sign, verify
from agent.signed_claims import read_claims, sign_claims
from tests.unit.wallet_api.consent.records import THERE, asked
from tests.unit.wallet_api.consent.table import T0
from wallet_api.domain.account import Relation
from wallet_api.domain.consent import life
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.fhir_consent import fhir_consent
from wallet_api.domain.consent.life import Answer, Terms
from wallet_api.domain.consent.receipt import TYP, Keeper, receipt
from wallet_api.domain.consent.record import ConsentRecord, Licence, handle_of

KEEPER = Keeper("https://wallet.example", "Salus", "https://wallet.example/privacy-3")
GRANTED = life.granted(asked(), Answer(Terms(("b1", "b2"), 30), Relation.OWN, T0), THERE)
ALL = replace(GRANTED, recipient=Recipient("Heart Clinic", None, frozenset({"2211", "2221"})))


def test_a_receipt_says_who_gets_what_for_what_how_long_and_how_to_end_it() -> None:
    said = receipt(GRANTED, KEEPER)
    assert {"schema_version", "receipt_id", "record_id", "pii_principal_id"} <= said.keys()
    (purpose,) = said["pii_processing"]["purposes"]
    assert said["pii_processing"]["privacy_notice"] == KEEPER.privacy_notice_url
    assert (purpose["purpose"], purpose["lawful_basis"]) == ("TREAT", "consent")
    assert [each["pii_attribute_id"] for each in purpose["pii_information"]] == [
        handle_of(GRANTED.id, "b1"), handle_of(GRANTED.id, "b2"),
    ]  # fmt: skip
    assert [each["sensitive_pii_category"] for each in purpose["pii_information"]] == ["N", "R"]
    assert purpose["recipient_third_parties"] == ["did:key:zDrX"]
    assert "wallet.example" in purpose["withdrawal_method"]
    controller, recipient = said["party_identification"]
    assert (controller["party_id"], recipient["organisation"], recipient["role"]) == (
        "https://wallet.example", "Heart Clinic", "2212")  # fmt: skip
    (event,) = said["event"]
    assert (event["event_state"], event["valid_until"]) == ("granted", "2026-03-31T09:00:00Z")


def test_a_receipt_says_what_the_role_rests_on() -> None:
    by_word = receipt(GRANTED, KEEPER)["party_identification"][1]
    assert by_word["role_shown_by"] == "word" and "licence_issuer" not in by_word
    licensed = replace(GRANTED, asker=replace(GRANTED.asker, licence=Licence("F72i3Y3Q4i466efjYJYMHM", T0)))
    by_licence = receipt(licensed, KEEPER)["party_identification"][1]
    assert (by_licence["role_shown_by"], by_licence["licence_issuer"]) == ("licence", "F72i3Y3Q4i466efjYJYMHM")


def test_two_receipts_do_not_tell_that_they_are_one_patients() -> None:
    """Nor do the resources that come with them."""
    other = replace(GRANTED, id="c2")
    first, second = (
        json.dumps([receipt(each, KEEPER), fhir_consent(each, KEEPER, T0, None)]) for each in (GRANTED, other)
    )
    own = (GRANTED.wallet_id, GRANTED.id, *(item.id for item in GRANTED.items))
    assert not [each for each in own if f'"{each}' in second]
    assert not set(re.findall("[0-9a-f]{64}", first)) & set(re.findall("[0-9a-f]{64}", second))
    assert receipt(GRANTED, KEEPER)["pii_principal_id"] != receipt(other, KEEPER)["pii_principal_id"]


def test_each_version_has_a_receipt_of_its_own() -> None:
    withdrawn = life.withdrawn(GRANTED, Relation.OWN, T0 + timedelta(days=1))
    assert receipt(GRANTED, KEEPER)["jti"] != receipt(withdrawn, KEEPER)["jti"]
    assert receipt(withdrawn, KEEPER)["event"][0]["event_state"] == "withdrawn"


def test_both_signatures_hold_and_neither_over_another_receipt() -> None:
    ours, askers = draw_key(), draw_key()
    public, theirs = json.loads(public_part(ours)), json.loads(public_part(askers))
    signed = sign_claims(receipt(GRANTED, KEEPER), ours, typ=TYP)
    other = sign_claims(receipt(ALL, KEEPER), ours, typ=TYP)
    counter = sign(signed.encode(), askers)
    assert read_claims(signed, [public], typ=TYP) == receipt(GRANTED, KEEPER)
    assert verify(counter, theirs, signed.encode()) == signed.encode()
    for text, key in ((other, theirs), (signed, public)):
        with pytest.raises(SignatureRefused):
            verify(counter, key, text.encode())


RECORDS = {
    "proposed": asked(),
    "active": GRANTED,
    "rejected": life.denied(asked(), Relation.OWN, T0),
    "inactive": life.withdrawn(GRANTED, Relation.GUARDIAN, T0),
}


@pytest.mark.parametrize("status", RECORDS)
@pytest.mark.parametrize("keeper", [KEEPER, replace(KEEPER, privacy_notice_url=None)])
def test_each_state_is_a_fhir_consent(status: str, keeper: Keeper) -> None:
    found = fhir_consent(RECORDS[status], keeper, T0, "a.b.c")
    Consent.model_validate_json(json.dumps(found))
    assert found["status"] == status
    assert found["provision"]["type"] == ("deny" if status == "rejected" else "permit")
    assert ("policy" in found) is not ("policyRule" in found)  # R4, ppc-1: one of them


def test_a_fhir_consent_has_what_pcf_demands_of_it() -> None:
    found = fhir_consent(GRANTED, KEEPER, T0, "a.b.c")
    assert base64.b64decode(found["sourceAttachment"]["data"]) == b"a.b.c"
    provision = found["provision"]
    assert provision["actor"][0]["role"]["coding"][0]["code"] == "IRCP"
    assert [each["meaning"] for each in provision["data"]] == ["instance", "instance"]
    assert not {"action", "class", "code", "securityLabel", "provision"} & provision.keys()
    assert provision["period"] == {"start": "2026-03-01T09:00:00+00:00", "end": "2026-03-31T09:00:00+00:00"}
    assert provision["purpose"][0]["code"] == "TREAT"


def test_a_period_that_is_over_makes_the_resource_inactive() -> None:
    assert fhir_consent(GRANTED, KEEPER, T0 + timedelta(days=30), None)["status"] == "inactive"
    assert "sourceAttachment" not in fhir_consent(GRANTED, KEEPER, T0, None)


def test_a_grant_to_a_place_names_the_place_and_its_roles() -> None:
    assert fhir_consent(ALL, KEEPER, T0, None)["provision"]["actor"][0]["reference"] == {
        "type": "Organization",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:salus:organisation:Heart%20Clinic"},
    }
    assert receipt(ALL, KEEPER)["party_identification"][1]["shared_with_roles"] == ["2211", "2221"]


@pytest.mark.parametrize("state", State)
def test_no_state_is_without_its_status(state: State) -> None:
    record: ConsentRecord = replace(GRANTED, state=state)
    assert fhir_consent(record, KEEPER, T0, None)["status"] in {"proposed", "active", "rejected", "inactive"}
