"""What is signed can be checked by whoever has the public key, also with a library of others."""

import json

import jwt
import pytest

from agent.detached_jws import SignatureRefused, WrongKey, draw_key, public_part
from agent.signed_claims import jwk_set, read_claims, read_jwk_set, sign_claims

TYP = "test+jwt"
KEY, OTHER = draw_key(), draw_key()
PUBLIC, OTHERS_PUBLIC = json.loads(public_part(KEY)), json.loads(public_part(OTHER))
CLAIMS = {"jti": "v1", "iat": 1_700_000_000, "issuers": ["did"]}
# RFC 8037, appendix A.2 and A.3
RFC_8037 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC_8037_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_library_of_others_finds_the_key_by_its_thumbprint_and_reads_the_same() -> None:
    signed = sign_claims(CLAIMS, KEY, typ=TYP)
    header = jwt.get_unverified_header(signed)
    key = jwt.PyJWKSet.from_dict(dict(jwk_set([OTHERS_PUBLIC, PUBLIC])))[header["kid"]]
    assert jwt.decode(signed, key, algorithms=["EdDSA"]) == CLAIMS
    assert header["typ"] == TYP


def test_the_same_claims_are_the_same_text() -> None:
    assert sign_claims(CLAIMS, KEY, typ=TYP) == sign_claims(dict(CLAIMS), KEY, typ=TYP)


def test_a_thumbprint_is_that_of_the_specification() -> None:
    (published,) = jwk_set([RFC_8037])["keys"]
    assert published["kid"] == RFC_8037_THUMBPRINT


def test_any_of_the_known_keys_will_do_and_no_other() -> None:
    signed = sign_claims(CLAIMS, KEY, typ=TYP)
    assert read_claims(f" {signed}\n", [OTHERS_PUBLIC, PUBLIC], typ=TYP) == CLAIMS
    for keys in ([OTHERS_PUBLIC], []):
        with pytest.raises(SignatureRefused):
            read_claims(signed, keys, typ=TYP)


def test_another_type_a_changed_text_and_nonsense_are_refused() -> None:
    signed = sign_claims(CLAIMS, KEY, typ=TYP)
    header, content, signature = signed.split(".")
    other_content = sign_claims({**CLAIMS, "jti": "v2"}, KEY, typ=TYP).split(".")[1]
    named = {"kid": jwk_set([PUBLIC])["keys"][0]["kid"], "typ": TYP}
    unsigned = jwt.encode(CLAIMS, None, algorithm="none", headers=named)
    by_public_key = jwt.encode(CLAIMS, PUBLIC["x"], "HS256", named)
    for wrong in (
        sign_claims(CLAIMS, KEY, typ="other+jwt"), f"{header}.{other_content}.{signature}", f"{header}.{content}.",
        unsigned, by_public_key, f"{signed}.{signature}", "", "a.b.c", "ä",
    ):  # fmt: skip
        with pytest.raises(SignatureRefused):
            read_claims(wrong, [PUBLIC], typ=TYP)


def test_a_private_key_is_never_published_and_a_public_one_never_signs() -> None:
    for wrong in (lambda: jwk_set([json.loads(KEY)]), lambda: sign_claims(CLAIMS, public_part(KEY), typ=TYP)):
        with pytest.raises(WrongKey):
            wrong()


def test_a_set_of_keys_or_one_key_is_read() -> None:
    assert read_jwk_set(json.dumps({"keys": [PUBLIC]})) == read_jwk_set(json.dumps(PUBLIC)) == [PUBLIC]
    for wrong in ("[]", "1", '{"keys": {}}', '{"keys": [1]}', "nonsense"):
        with pytest.raises(ValueError, match=r"."):
            read_jwk_set(wrong)
