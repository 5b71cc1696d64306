"""An organisation of the registry is named as the asker only if it made this invitation for this request."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.asker_proof import MEMBER, TYP, Asked, ProofRefused, with_proof
from agent.json_digest import json_digest
from agent.ports import Invitation, PresentationExchange, ProofRequest
from agent.protocol import ConnectionId, ExchangeId, PresentationState, ThreadId
from agent.signed_claims import sign_claims
from tests.unit.wallet_api.invitations import invitation
from tests.unit.wallet_api.registered import CLINIC, CLINIC_KEY, OTHER, OTHERS_KEY, REGISTRY
from wallet_api.domain.led import Led, asks, led_by
from wallet_api.domain.organisation import Organisations

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
REQUEST = ProofRequest({"name": "measles", "nonce": "17", "requested_predicates": {}})
ASKED = Asked("measles-10y", REQUEST, NOW, NOW + timedelta(minutes=5))
PLAIN = Invitation(invitation())
PROVED = with_proof(PLAIN, ASKED, organisation="clinic", key=CLINIC_KEY)
LED = Led("clinic", "measles-10y", json_digest(REQUEST))
OURS = ConnectionId("made on this invitation")


def claims(**changes: Any) -> dict[str, Any]:
    return {
        "iss": "clinic", "purpose_id": "measles-10y", "invitation_sha256": json_digest(PLAIN),
        "request_sha256": json_digest(REQUEST), "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 300,
    } | changes  # fmt: skip


def proved_by(key: str, typ: str = TYP, **changes: Any) -> Invitation:
    return Invitation({**PLAIN, MEMBER: sign_claims(claims(**changes), key, typ=typ)})


def test_who_made_the_invitation_is_known_by_its_proof() -> None:
    assert led_by(PROVED, REGISTRY, NOW) == LED
    assert led_by(Invitation(json.loads(json.dumps(PROVED))), REGISTRY, NOW) == LED
    assert {name: value for name, value in PROVED.items() if name != MEMBER} == PLAIN


def test_an_invitation_without_a_proof_is_by_somebody_unknown_whatever_it_calls_itself() -> None:
    assert led_by(Invitation(PLAIN | {"label": CLINIC.name}), REGISTRY, NOW) is None


@pytest.mark.parametrize(
    "moved",
    [
        {"@id": "0b1b3b29-0000-4000-8000-000000000000"},
        {"services": ["did:peer:4zRogue"]},
        {"services": ["did:peer:4zQm", "did:peer:4zRogue"]},
        {"goal": "Show everything"},
        {"label": "City Hospital"},
        {"requests~attach": [{"@id": "request-0", "data": {"json": {"@id": "thread-1", "@type": "other"}}}]},
        {"more": 1},
    ],
)
def test_a_proof_that_was_moved_to_another_invitation_is_refused(moved: dict[str, Any]) -> None:
    with pytest.raises(ProofRefused, match="another invitation"):
        led_by(Invitation(PROVED | moved), REGISTRY, NOW)


@pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(days=1), -timedelta(minutes=6)])
def test_a_proof_is_good_in_its_time_only(away: timedelta) -> None:
    with pytest.raises(ProofRefused, match="of this time"):
        led_by(PROVED, REGISTRY, NOW + away)
    assert led_by(PROVED, REGISTRY, NOW - timedelta(minutes=4)) == LED, "our clock is behind"


@pytest.mark.parametrize(
    "forged",
    [
        proved_by(OTHERS_KEY),
        proved_by(CLINIC_KEY, iss="other"),
        proved_by(CLINIC_KEY, iss="nobody"),
        proved_by(CLINIC_KEY, typ="salus-receipt+jwt"),
        proved_by(CLINIC_KEY, exp="soon"),
        proved_by(CLINIC_KEY, exp=None),
        proved_by(CLINIC_KEY, request_sha256="x"),
        Invitation({**PLAIN, MEMBER: PROVED[MEMBER][:-4] + "AAAA"}),
        Invitation({**PLAIN, MEMBER: PROVED[MEMBER].replace(".", "..", 1)}),
        Invitation({**PLAIN, MEMBER: "x" * 5000}),
        Invitation({**PLAIN, MEMBER: {"iss": "clinic"}}),
    ],
)
def test_a_proof_that_the_named_organisation_did_not_sign_is_refused(forged: Invitation) -> None:
    with pytest.raises(ProofRefused):
        led_by(forged, REGISTRY, NOW)


def test_an_organisation_that_left_the_registry_or_changed_its_key_proves_nothing_any_more() -> None:
    for registry in (
        Organisations(),
        Organisations(2, (OTHER,)),
        Organisations(2, (replace(CLINIC, keys=OTHER.keys),)),
    ):
        with pytest.raises(ProofRefused):
            led_by(PROVED, registry, NOW)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4) | st.text())
def test_no_proof_does_anything_but_hold_or_be_refused(junk: object) -> None:
    try:
        assert led_by(Invitation({**PLAIN, MEMBER: junk}), REGISTRY, NOW) is None
    except ProofRefused:
        return
    assert junk is None


def exchange(**changes: Any) -> PresentationExchange:
    values = {
        "exchange_id": ExchangeId("e"), "thread_id": ThreadId("thread"), "state": PresentationState.REQUEST_RECEIVED,
        "connection_id": OURS, "request": REQUEST, "presentation": None, "verified": None, "comment": None,
        "error": None,
    }  # fmt: skip
    return PresentationExchange(**values | changes)


def test_what_comes_over_the_connection_made_on_the_invitation_is_asked_by_who_made_it() -> None:
    assert asks(LED, exchange(), over=(ConnectionId("earlier"), OURS), inside=None) == LED


def test_what_was_inside_the_invitation_is_asked_by_who_made_it() -> None:
    assert asks(LED, exchange(connection_id=None), over=(), inside=ThreadId("thread")) == LED


@pytest.mark.parametrize(
    "asked",
    [
        exchange(connection_id=ConnectionId("another")),
        exchange(connection_id=ConnectionId("another"), parent_thread_id=ThreadId("69212a3a")),
        exchange(connection_id=None),
        exchange(connection_id=None, thread_id=ThreadId("other")),
        exchange(request=ProofRequest({**REQUEST, "nonce": "18"})),
        exchange(request=ProofRequest({**REQUEST, "requested_predicates": {"more": {}}})),
        exchange(request=ProofRequest({**REQUEST, "name": "\ud800"})),
    ],
)
def test_what_came_another_way_or_asks_something_else_is_by_somebody_unknown(asked: PresentationExchange) -> None:
    assert asks(LED, asked, over=(OURS,), inside=None) is None


def test_without_a_proof_nobody_is_named() -> None:
    assert asks(None, exchange(), over=(OURS,), inside=None) is None
