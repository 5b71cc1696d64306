"""Whatever is held before the camera gets an answer: an invitation, a link, or a sentence that names it."""

import contextlib
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.ports import Invitation
from tests.unit.wallet_api.invitations import invitation, oob
from wallet_api.domain.scan import LinkToInvitation, NotForThisWallet, attached_thread_id, read_scan


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("shc:/567629595326546034602925", "SMART Health Card"),
        ("https://smarthealth.cards#shc:/5676", "SMART Health Card"),
        ("HC1:6BF+70790T9WJWG.FKY*4GO0", "European digital COVID certificate"),
        ("WIFI:S:guests;T:WPA;P:secret;;", "wireless network"),
        ("otpauth://totp/Example?secret=JBSWY3DP", "sign-in"),
        ("bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "payment"),
        ("BCD\n002\n1\nSCT", "payment"),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", "contact"),
        ("mailto:someone@example.org", "e-mail"),
        ("tel:+49123456", "telephone"),
        ("openid-credential-offer://?credential_offer=x", "OpenID4VCI"),
        ("didcomm://invite", "no invitation"),
        ("hello", "not a code"),
        ("7", "not a code"),
        ("ftp://example.org/x", "not a code"),
        ("http://[::1", "not a code"),
        ("https://example.org:port/", "not a code"),
        ("{}", "looks like an invitation"),
        ("{not json", "looks like an invitation"),
        ("https://example.org/?oob=%%%", "looks like an invitation"),
        ("", "empty"),
        (" \n", "empty"),
        ("x" * 200_000, "too long"),
    ],
)
def test_a_foreign_code_is_named_and_not_repeated(text: str, word: str) -> None:
    with pytest.raises(NotForThisWallet) as refusal:
        read_scan(text)
    assert word in refusal.value.sentence
    assert refusal.value.next_step
    assert len(text) < 9 or text not in str(refusal.value)


@pytest.mark.parametrize("prefix", ["https://clinic.example/q/1", "http://x/", "didcomm://invite", "any.wallet://go"])
def test_an_invitation_in_the_oob_parameter_is_read_whatever_the_scheme(prefix: str) -> None:
    assert read_scan(f"{prefix}?oob={oob(invitation())}") == invitation()


def test_an_invitation_as_json_is_read() -> None:
    assert read_scan(f"  {json.dumps(invitation())}\n") == invitation()


def test_a_web_link_may_lead_to_an_invitation() -> None:
    assert read_scan("HTTPS://clinic.example/q/abc") == LinkToInvitation("HTTPS://clinic.example/q/abc")


@pytest.mark.parametrize(
    "broken",
    [
        {"@id": "line\nbreak"},
        {"@id": ""},
        {"@id": "x" * 300},
        {"@id": 7},
        {"label": "\ud800"},
        {"goal": float("nan")},
        {"services": []},
        {"@type": "https://didcomm.org/connections/1.0/invitation"},
        {"@type": ["https://didcomm.org/out-of-band/1.1/invitation"]},
    ],
)
def test_an_invitation_that_could_not_be_passed_on_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(NotForThisWallet):
        read_scan(json.dumps(invitation(**broken)))


def test_a_number_of_many_digits_and_deep_nesting_are_refused() -> None:
    for text in ('{"@id": ' + "9" * 5000 + "}", '{"a":' * 20_000):
        with pytest.raises(NotForThisWallet):
            read_scan(text)


@given(st.text() | st.text().map(lambda text: f"https://x/?oob={text}") | st.text().map(lambda text: "{" + text))
@example("https://x/?oob=\ud800")
@example("\ud800")
@example("http://\u2100.example/")
def test_no_text_makes_anything_but_an_invitation_a_link_or_a_refusal(text: str) -> None:
    with contextlib.suppress(NotForThisWallet):
        assert isinstance(read_scan(text), LinkToInvitation | dict)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(invitation())), json_values))
def test_no_invitation_with_odd_fields_makes_an_exception(changes: dict[str, object]) -> None:
    try:
        found = read_scan(json.dumps(invitation(**changes)))
    except NotForThisWallet:
        return
    assert isinstance(found, dict)
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    attached_thread_id(found)


def test_the_thread_of_what_is_inside_is_found() -> None:
    assert attached_thread_id(Invitation(invitation())) == "thread-1"
    for odd in ([], None, [{}], [{"data": {"json": {"@id": 7}}}], [{"data": {"base64": "e30="}}]):
        assert attached_thread_id(Invitation(invitation(**{"requests~attach": odd}))) is None
