"""A receipt says what is kept of a verdict, and has one form."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.protocol import CredDefId, Did
from tests.unit.verifier.asked import CRED_DEF_ID, DID, NOW, question
from verifier.domain.question import proof_request
from verifier.domain.receipt import Signatory, receipt, request_digest
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State, Verification

BY = Signatory("https://clinic.example", "Clinic")
AT = int(NOW.timestamp())
OTHER = CredDefId("WgWxqztrNooG92RXvxSTWv:3:CL:15:default")
VALID = Decision(Outcome.VALID, None, (CRED_DEF_ID, OTHER), NOW - timedelta(hours=1))


def decided(decision: Decision | None, **changed: Any) -> Verification:
    made = Verification("v1", State.DECIDED, question(), NOW, NOW + timedelta(seconds=300))
    values = {"answered_at": NOW + timedelta(seconds=20), "decided_at": NOW + timedelta(seconds=21.9)}
    return replace(made, decision=decision, **(values | changed))


def test_a_valid_one_in_full() -> None:
    assert receipt(decided(VALID), BY) == {
        "iss": "https://clinic.example", "jti": "v1", "iat": AT + 21, "verifier": "Clinic",
        "template_id": "measles-10y", "template_version": "1.0", "request_sha256": request_digest(question()),
        "asked_at": AT, "answered_at": AT + 20, "decided_at": AT + 21, "verdict": "VALID",
        "valid_until": AT + 21 + 3600, "issuers": [DID, "WgWxqztrNooG92RXvxSTWv"],
        "cred_def_ids": [CRED_DEF_ID, OTHER], "revocation_list_at": AT - 3600,
    }  # fmt: skip


def test_one_that_is_not_valid_says_why_and_counts_for_no_time() -> None:
    stranger = Did("WgWxqztrNooG92RXvxSTWv")
    told = receipt(decided(Decision(Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED, untrusted_issuer=stranger)), BY)
    assert (told["verdict"], told["reason"], told["untrusted_issuer"]) == ("INVALID", "issuer-not-trusted", stranger)
    assert (told["issuers"], told["cred_def_ids"]) == ([], [])
    assert not {"valid_until", "revocation_list_at"} & told.keys()


def test_one_that_nobody_answered_has_no_time_of_an_answer() -> None:
    told = receipt(decided(Decision(Outcome.INVALID, Reason.TIMED_OUT), answered_at=None), BY)
    assert "answered_at" not in told


def test_the_digest_is_of_the_request_as_it_was_sent_and_of_no_other() -> None:
    text = json.dumps(proof_request(question()), sort_keys=True, separators=(",", ":"))
    assert request_digest(question()) == hashlib.sha256(text.encode()).hexdigest()
    assert request_digest(question(nonce="1")) != request_digest(question())


def test_without_a_verdict_there_is_no_receipt() -> None:
    with pytest.raises(ValueError, match="no verdict"):
        receipt(decided(None), BY)
