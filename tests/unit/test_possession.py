"""Who asks is proved by an organisation's word for a key, and by that key over each single request."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt

from agent.detached_jws import content_of, draw_key, private_key, public_part
from agent.possession import TYP, Call, PossessionRefused, prove, read_proof
from agent.signed_claims import PublicJwk, sign_claims
from agent.staff_badge import ROLE_PROOF_LASTS, BadgeRefused, Person, make_badge, read_badge, role_proof

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEY, CLINIC, OTHER = draw_key(), draw_key(), draw_key()
CALL = Call("GET", "https://wallet.example/v1/shared/consents", "token")


def made(key: str = KEY, **changed: Any) -> str:
    """A proof with other contents, by a good signature; None leaves a member out."""
    private = private_key(key)
    header = {"alg": "EdDSA", "typ": TYP, "jwk": private.as_dict(private=False)}
    claims = {"jti": "j" * 22, "htm": "GET", "htu": CALL.url, "iat": int(NOW.timestamp()), "ath": _claims(CALL)["ath"]}
    for name, value in changed.items():
        place = header if name in ("alg", "typ", "jwk", "crit") else claims
        place[name] = value
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({n: v for n, v in header.items() if v is not None}, kept, private, algorithms=["EdDSA"])


def _claims(call: Call) -> dict[str, str]:
    found: dict[str, str] = json.loads(content_of(prove(call, KEY, NOW)))
    return found


def test_a_proof_tells_whose_key_it_is_and_when_it_was_made() -> None:
    found = read_proof(prove(CALL, KEY, NOW), CALL)
    assert (found.thumbprint, found.at) == (private_key(KEY).thumbprint(), NOW)
    assert "d" not in found.key
    again = read_proof(prove(CALL, KEY, NOW), CALL)
    assert found.sha256 != again.sha256, "each is another"


def test_ath_is_that_of_rfc_9449() -> None:
    """Section 7.1: the token of the example, and its digest."""
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    assert (
        _claims(Call("GET", "https://resource.example.org/protectedresource", token))["ath"]
        == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    )


@pytest.mark.parametrize(
    "proof",
    [
        made(typ="JWT"), made(typ=None), made(jwk=None), made(jwk=json.loads(KEY)),
        made(OTHER, jwk=json.loads(public_part(KEY))),
        made(htm="POST"), made(htu="https://wallet.example/v1/shared/consents/1"), made(ath="x"), made(ath=None),
        made(iat="now"), made(iat=10**18), made(jti=None), made(jti="short"), made(jti=7), "", "x", "a.b.c", "x" * 5000,
        made()[:-8] + "AAAAAAAA",
    ],
    ids=lambda _: "case",  # the signatures are other ones in each process
)  # fmt: skip
def test_what_is_no_proof_of_this_request_is_refused(proof: str) -> None:
    with pytest.raises(PossessionRefused):
        read_proof(proof, CALL)


def test_the_query_and_the_case_of_the_host_are_left_aside() -> None:
    assert read_proof(made(htu="HTTPS://Wallet.Example/v1/shared/consents"), CALL)
    assert read_proof(made(), replace(CALL, url=f"{CALL.url}?purpose=TREAT"))


DR_X = Person("x", "Dr Xenia", "2212", private_key(KEY).thumbprint())


def keys_of(organisation: str) -> list[PublicJwk]:
    return [json.loads(public_part(CLINIC))] if organisation == "clinic" else []


def badge(
    key: str = CLINIC, organisation: str = "clinic", lasts: timedelta = timedelta(hours=8), at: datetime = NOW
) -> str:
    return make_badge(DR_X, organisation=organisation, key=key, now=at, lasts=lasts)


def with_proof(checked_at: datetime, lasts: timedelta = timedelta(minutes=10)) -> str:
    person = replace(DR_X, role_proof=role_proof("F72i3Y3Q4i466efjYJYMHM", checked_at))
    return make_badge(person, organisation="clinic", key=CLINIC, now=NOW, lasts=lasts)


def claimed(**proof: Any) -> str:
    """A badge by the right key, whose proof of the role says this instead."""
    claims = json.loads(content_of(with_proof(NOW)))
    return sign_claims(claims | {"role_proof": claims["role_proof"] | proof}, CLINIC, typ="salus-staff+jwt")


def test_a_badge_says_by_whose_credential_the_role_was_shown_and_when() -> None:
    found = read_badge(with_proof(NOW - timedelta(hours=1)), keys_of, NOW).role_proof
    assert found is not None and found.issuer == "F72i3Y3Q4i466efjYJYMHM" and found.at == NOW - timedelta(hours=1)
    assert read_badge(badge(), keys_of, NOW).role_proof is None, "the organisation's word alone"


def test_a_badge_that_rests_on_a_credential_is_over_twelve_hours_after_that_was_checked() -> None:
    ago, lasts = NOW + timedelta(minutes=10) - ROLE_PROOF_LASTS, timedelta(minutes=10)
    assert read_badge(with_proof(ago, lasts), keys_of, NOW)
    for signed in (with_proof(ago, lasts + timedelta(seconds=1)), with_proof(NOW, ROLE_PROOF_LASTS * 2)):
        with pytest.raises(BadgeRefused, match="outlasts the proof"):
            read_badge(signed, keys_of, NOW)


def test_a_badge_says_who_somebody_is_until_it_is_over() -> None:
    found = read_badge(badge(), keys_of, NOW)
    assert (found.sub, found.role, found.cnf.jkt) == ("x", "2212", DR_X.thumbprint)
    assert not found.is_over(NOW + timedelta(hours=8, seconds=-1))
    assert read_badge(badge(), keys_of, NOW + timedelta(hours=8)).is_over(NOW + timedelta(hours=8))


@pytest.mark.parametrize(
    "signed",
    [
        badge(OTHER), badge(organisation="other"), badge(lasts=timedelta(hours=25)), badge(at=NOW + timedelta(hours=1)),
        sign_claims({"iss": "clinic"}, CLINIC, typ="salus-staff+jwt"),
        sign_claims({"iss": "clinic"}, CLINIC, typ="JWT"),
        with_proof(NOW + timedelta(hours=1)), claimed(type="word"), claimed(issuer=""), claimed(checked_at="now"),
        claimed(checked_at=-1), claimed(checked_at=10**18), claimed(licence_no=7, issuer=None),
        "", "a.b.c", "x" * 5000,
    ],
    ids=lambda _: "case",
)  # fmt: skip
def test_what_is_no_word_of_an_organisation_is_refused(signed: str) -> None:
    with pytest.raises(BadgeRefused):
        read_badge(signed, keys_of, NOW)
