"""A signature holds over the very bytes of a document, by the very key, and in no other way."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from agent.detached_jws import (
    SignatureRefused,
    WrongKey,
    detached,
    draw_key,
    public_part,
    read_public_key,
    sign,
    verify,
)

KEY = draw_key()
PUBLIC = json.loads(public_part(KEY))
DOCUMENT = b"sequence: 1\nentries: []\n"


def test_a_document_is_signed_as_it_stands_and_verified_beside_its_signature() -> None:
    signature = sign(DOCUMENT, KEY)
    assert ".." in signature
    assert verify(signature, PUBLIC, DOCUMENT) == DOCUMENT
    header = json.loads(base64.urlsafe_b64decode(signature.partition(".")[0] + "=="))
    assert header == {"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": read_public_key(PUBLIC)}


@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA"])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_whole_jws_gives_its_content_and_its_detached_form_verifies_as_well(algorithm: str) -> None:
    whole = jws.serialize_compact({"alg": algorithm}, DOCUMENT, OKPKey.import_key(json.loads(KEY)), [algorithm])
    assert verify(whole, PUBLIC) == DOCUMENT
    assert verify(detached(whole), PUBLIC, DOCUMENT) == DOCUMENT


def test_another_document_or_another_key_is_refused() -> None:
    signature = sign(DOCUMENT, KEY)
    for document in (DOCUMENT + b" ", DOCUMENT[:-1], b"", None):
        with pytest.raises(SignatureRefused):
            verify(signature, PUBLIC, document)
    with pytest.raises(SignatureRefused):
        verify(signature, json.loads(public_part(draw_key())), DOCUMENT)


def test_a_whole_jws_is_not_taken_for_the_signature_of_another_document() -> None:
    whole = jws.serialize_compact({"alg": "Ed25519"}, DOCUMENT, OKPKey.import_key(json.loads(KEY)), ["Ed25519"])
    with pytest.raises(SignatureRefused):
        verify(whole, PUBLIC, b"sequence: 2\nentries: []\n")


@pytest.mark.filterwarnings("ignore:JWS algorithm")
def test_no_signature_and_a_signature_by_a_shared_secret_are_refused() -> None:
    none = jws.serialize_compact({"alg": "none"}, DOCUMENT, None, ["none"])
    shared = OctKey.import_key(PUBLIC["x"] * 2)
    hmac = jws.serialize_compact({"alg": "HS256"}, DOCUMENT, shared, ["HS256"])
    for signed in (none, hmac):
        with pytest.raises(SignatureRefused):
            verify(signed, PUBLIC)


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", fullmatch=True)))
def test_whatever_is_no_signature_is_refused_and_nothing_else_happens(signed: str) -> None:
    for document in (None, DOCUMENT):
        with pytest.raises(SignatureRefused):
            verify(signed, PUBLIC, document)


@pytest.mark.parametrize(
    "key",
    [{}, {"kty": "OKP"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"}, {"kty": "oct", "k": "AAAA"}, {"kty": 1}],
)
def test_what_is_no_ed25519_key_is_refused(key: dict[str, str]) -> None:
    with pytest.raises(WrongKey):
        read_public_key(key)


def test_a_key_of_another_curve_or_a_private_one_is_refused() -> None:
    with pytest.raises(WrongKey, match="Ed25519"):
        read_public_key(OKPKey.generate_key("Ed448").as_dict(private=False))
    with pytest.raises(WrongKey, match="private"):
        read_public_key(json.loads(KEY))
