"""Webhooks: what is kept of them, and what is refused."""

import json
from typing import Any

import pytest

from agent.acapy.webhooks import bare, check_key, parse_webhook
from agent.errors import InvalidInput, Unauthorized
from agent.ports import Hint
from agent.protocol import Topic

OFFER = {
    "state": "offer-received",
    "cred_ex_id": "e-1",
    "connection_id": "c-1",
    "cred_offer": {
        "~thread": {"pthid": "i-1"},
        "credential_preview": {"attributes": [{"name": "a", "value": "PRIVATE"}]},
    },
}


def body(event: object) -> bytes:
    return json.dumps(event).encode()


def test_a_tenants_offer_becomes_a_hint_without_values() -> None:
    hint = parse_webhook("issue_credential_v2_0", body(OFFER), {"x-wallet-id": "t-1"})
    assert hint == Hint(Topic.ISSUE_CREDENTIAL, "e-1", "offer-received", "t-1", "i-1", "c-1")
    assert "PRIVATE" not in repr(hint)


@pytest.mark.parametrize(
    ("topic", "event", "record_id", "invitation_id"),
    [
        ("connections", {"state": "request", "connection_id": "c", "invitation_msg_id": "i"}, "c", "i"),
        ("out_of_band", {"state": "done", "oob_id": "o", "invi_msg_id": "i"}, "o", "i"),
        ("out_of_band", {"state": "done", "invi_msg_id": "i"}, "i", "i"),
        ("present_proof_v2_0", {"state": "done", "pres_ex_id": "p"}, "p", None),
        ("revocation-notification", {"thread_id": "indy::R:4:x::17", "comment": "PRIVATE"}, "R:4:x::17", None),
        ("present_proof_v2_0/", {"state": "abandoned", "pres_ex_id": "p", "unknown": [1]}, "p", None),
    ],
)
def test_each_topic_names_its_record(topic: str, event: object, record_id: str, invitation_id: str | None) -> None:
    hint = parse_webhook(topic, body(event), {})
    assert hint is not None
    assert (hint.record_id, hint.invitation_id, hint.tenant_id) == (record_id, invitation_id, None)


@pytest.mark.parametrize(
    ("topic", "event"),
    [
        ("issue_credential_v2_0", OFFER),
        ("connections", {"state": "request", "connection_id": "c", "invitation_msg_id": "i", "their_label": "PRIVATE"}),
        ("present_proof_v2_0", {"state": "abandoned", "pres_ex_id": "p", "error_msg": "PRIVATE"}),
        ("revocation-notification", {"thread_id": "indy::R:4:x::17", "comment": "PRIVATE"}),
    ],
)
def test_what_an_agent_sends_tells_a_service_as_much_and_nothing_that_it_does_not_read(topic: str, event: Any) -> None:
    sent = body(bare(topic, event))
    assert parse_webhook(topic, sent, {}) == parse_webhook(topic, body(event), {})
    assert b"PRIVATE" in body(event) and b"PRIVATE" not in sent


def test_nothing_is_sent_of_topics_that_no_service_reads() -> None:
    assert bare("basicmessages", {"content": "PRIVATE"}) is None
    assert bare("problem_report", {"description": "PRIVATE"}) is None
    assert bare("connections", {"state": 1}) is None


@pytest.mark.parametrize("thread_id", ["b7c1", "indy::R:4:x", "indy::R:4:x::0", "indy::R x::1", 1, None])
def test_a_notice_that_names_no_place_in_a_registry_is_no_hint(thread_id: object) -> None:
    told = body({"thread_id": str(thread_id)} if thread_id else {})
    assert parse_webhook("revocation-notification", told, {}) is None


@pytest.mark.parametrize("topic", ["issue_credential_v2_0_anoncreds", "revocation_registry", "ping", ""])
def test_topics_that_are_not_ours_are_no_hint(topic: str) -> None:
    assert parse_webhook(topic, b"not even JSON", {}) is None


@pytest.mark.parametrize(
    "malformed", [b"", b"[]", b"{}", b"{", body({"state": "done"}), body({"state": 1, "cred_ex_id": "PRIVATE"})]
)
def test_malformed_webhooks_are_refused_without_quoting_them(malformed: bytes) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse_webhook("issue_credential_v2_0", malformed, {})
    assert "PRIVATE" not in str(raised.value)


def test_only_the_right_key_passes() -> None:
    check_key({"x-api-key": "right"}, "right")
    for headers in ({}, {"x-api-key": ""}, {"x-api-key": "wrong"}, {"x-api-key": "right\u00e9"}):
        with pytest.raises(Unauthorized):
            check_key(headers, "right")
