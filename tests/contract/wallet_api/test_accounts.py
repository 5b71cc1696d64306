"""Signing up, signing in, further devices, recovery and guardians, with passkeys in software, on both databases."""

from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa

from agent.service.database import Database
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.patients import NOW, Patient, add_patient
from tests.contract.wallet_api.phones import PasskeyPhone
from tests.contract.wallet_api.serving import running
from wallet_api import tables
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio
COOKIE = {"Salus-Session": "cookie"}


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    """Of a service that lets all tests in, within a minute."""
    return settings.model_copy(update={"public_calls_per_minute": 1000})


@pytest.fixture(scope="module")
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture(autouse=True)
def begin_now(clock: MovingClock) -> None:
    """Whatever a test before has moved."""
    clock.now = NOW


@pytest_asyncio.fixture
async def phone(client: httpx.AsyncClient) -> PasskeyPhone:
    phone = PasskeyPhone(client)
    await phone.sign_up()
    return phone


async def every_value(database: Database) -> str:
    async with database.reading() as connection:
        rows = [row for table in tables.metadata.sorted_tables for row in await connection.execute(sa.select(table))]
    return repr(rows)


async def test_who_signs_up_is_signed_in_and_no_token_or_code_is_kept(phone: PasskeyPhone, database: Database) -> None:
    account = await phone.get("/v1/account")
    assert (account["account_id"], account["wallets"]) == (phone.tokens["account_id"], [])
    kept = await every_value(database)
    assert phone.tokens["account_id"] in kept
    for secret in ("session_token", "refresh_token", "recovery_code"):
        assert phone.tokens[secret] not in kept
    assert phone.tokens["recovery_code"].replace("-", "") not in kept


async def test_a_passkey_signs_in_again_and_is_one_device_more(phone: PasskeyPhone) -> None:
    first = phone.headers
    await phone.sign_in()
    devices = (await phone.get("/v1/account/devices"))["devices"]
    assert [each["is_this_one"] for each in devices].count(True) == 1
    assert len(devices) == 2
    other = next(each["device_id"] for each in devices if not each["is_this_one"])
    await phone.ok(f"/v1/account/devices/{other}/sign-out", **phone.headers)
    assert (await phone.client.get("/v1/account", headers=first)).status_code == 401
    assert await phone.get("/v1/account")


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://wallet.evil"},
        {"user": "other-key"},
        {"challenge": "other"},
        {"twice": "yes"},
        {"late": "yes"},
        {"purpose": "other"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_signature_that_is_not_for_this_sign_in_is_refused(
    phone: PasskeyPhone, clock: MovingClock, wrong: dict[str, str]
) -> None:
    true_one = phone.passkey
    if "origin" in wrong:
        phone._passkey = replace(true_one, origin=wrong["origin"])
    if "user" in wrong:
        other = PasskeyPhone(phone.client)
        await other.sign_up()
        phone._passkey = replace(true_one, private_key=other.passkey.private_key)
    signed = await phone.signed("/v1/sessions/options")
    if "challenge" in wrong:
        signed["credential"] = (await phone.signed("/v1/sessions/options"))["credential"]
    if "twice" in wrong:
        await phone.ok("/v1/sessions", signed)
    if "late" in wrong:
        clock.pass_(minutes=5)
    if "purpose" in wrong:
        status, code = await phone.refused("/v1/session/verify", signed, **phone.headers)
    else:
        status, code = await phone.refused("/v1/sessions", signed)
    assert (status, code) in {(401, "passkey-refused"), (410, "challenge-gone")}


async def test_what_is_no_passkeys_answer_is_refused(phone: PasskeyPhone, subtests: pytest.Subtests) -> None:
    for credential in [{}, {"id": "x"}, {"id": 7, "response": []}, {"response": {"signature": None}}]:
        with subtests.test(credential=credential):
            for options, path in (("/v1/sessions/options", "/v1/sessions"), ("/v1/accounts/options", "/v1/accounts")):
                challenge_id = (await phone.ok(options))["challenge_id"]
                sent = {"challenge_id": challenge_id, "credential": credential}
                assert await phone.refused(path, sent) == (401, "passkey-refused")


async def test_a_session_is_short_and_is_renewed_by_a_token_that_is_good_once(
    phone: PasskeyPhone, clock: MovingClock
) -> None:
    clock.pass_(minutes=15)
    assert (await phone.client.get("/v1/account", headers=phone.headers)).status_code == 401
    old = phone.tokens["refresh_token"]
    phone.tokens = await phone.ok("/v1/session/refresh", {"refresh_token": old})
    assert await phone.get("/v1/account")
    phone.tokens = await phone.ok("/v1/session/refresh", {"refresh_token": old})  # its answer got lost
    clock.pass_(minutes=2)
    assert await phone.refused("/v1/session/refresh", {"refresh_token": old}) == (401, "session-over")
    assert (await phone.client.get("/v1/account", headers=phone.headers)).status_code == 401, "signed out altogether"
    newest = phone.tokens["refresh_token"]
    assert await phone.refused("/v1/session/refresh", {"refresh_token": newest}) == (401, "session-over")


async def test_a_device_that_is_not_used_for_a_month_is_signed_out(phone: PasskeyPhone, clock: MovingClock) -> None:
    clock.pass_(days=30)
    sent = {"refresh_token": phone.tokens["refresh_token"]}
    assert await phone.refused("/v1/session/refresh", sent) == (401, "session-over")


async def test_what_matters_most_needs_the_passkey_again_after_five_minutes(
    phone: PasskeyPhone, clock: MovingClock
) -> None:
    await phone.ok("/v1/account/recovery-code", **phone.headers)
    clock.pass_(minutes=5)
    refused = (403, "verification-needed")
    assert await phone.refused("/v1/account/recovery-code", **phone.headers) == refused
    assert await phone.refused("/v1/account/links", {"purpose": "new-device"}, **phone.headers) == refused
    await phone.verify()
    await phone.ok("/v1/account/recovery-code", **phone.headers)
    clock.pass_(minutes=4)
    phone.tokens = await phone.ok("/v1/session/refresh", {"refresh_token": phone.tokens["refresh_token"]})
    clock.pass_(minutes=1)
    assert await phone.refused("/v1/account/recovery-code", **phone.headers) == refused, "renewing is no verification"


async def test_somebody_elses_passkey_does_not_verify(phone: PasskeyPhone, client: httpx.AsyncClient) -> None:
    other = PasskeyPhone(client)
    await other.sign_up()
    options = await phone.ok("/v1/session/verify/options", **phone.headers)
    signed = {"challenge_id": options["challenge_id"], "credential": other.passkey.sign(options["public_key"])}
    assert await phone.refused("/v1/session/verify", signed, **phone.headers) == (401, "passkey-refused")


async def test_a_further_device_joins_by_a_link_once(
    phone: PasskeyPhone, client: httpx.AsyncClient, clock: MovingClock
) -> None:
    link = await phone.ok("/v1/account/links", {"purpose": "new-device"}, **phone.headers)
    assert link["url"] == f"http://wallet.test/#/join/{link['token']}"
    tablet = PasskeyPhone(client)
    await tablet.join(link["token"])
    assert tablet.tokens["account_id"] == phone.tokens["account_id"]
    assert len((await tablet.get("/v1/account/passkeys"))["passkeys"]) == 2
    third = PasskeyPhone(client)
    assert await third.refused("/v1/devices/options", {"token": link["token"]}) == (410, "link-gone")
    late = await phone.ok("/v1/account/links", {"purpose": "new-device"}, **phone.headers)
    clock.pass_(minutes=5)
    assert await third.refused("/v1/devices/options", {"token": late["token"]}) == (410, "link-gone")


async def test_the_printed_code_lets_a_new_passkey_in_once_and_signs_the_others_out(
    phone: PasskeyPhone, client: httpx.AsyncClient
) -> None:
    code = phone.tokens["recovery_code"]
    found = PasskeyPhone(client)
    await found.recover(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert found.tokens["account_id"] == phone.tokens["account_id"]
    assert found.tokens["recovery_code"] != code
    assert (await client.get("/v1/account", headers=phone.headers)).status_code == 401
    wrong = (422, "wrong-recovery-code")
    assert await found.refused("/v1/recovery/options", {"recovery_code": code}) == wrong
    assert await found.refused("/v1/recovery/options", {"recovery_code": "ABCD"}) == wrong


async def test_the_last_passkey_stays(phone: PasskeyPhone) -> None:
    (only,) = (await phone.get("/v1/account/passkeys"))["passkeys"]
    path = f"/v1/account/passkeys/{only['credential_id']}"
    answer = await phone.client.delete(path, headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "last-passkey")
    link = await phone.ok("/v1/account/links", {"purpose": "new-device"}, **phone.headers)
    tablet = PasskeyPhone(phone.client)
    await tablet.join(link["token"])
    assert (await phone.client.delete(path, headers=phone.headers)).status_code == 204
    assert await phone.refused("/v1/sessions", await phone.signed("/v1/sessions/options")) == (401, "passkey-refused")


async def test_a_browser_gets_cookies_that_count_only_with_the_header(
    phone: PasskeyPhone, client: httpx.AsyncClient
) -> None:
    signed = await phone.signed("/v1/sessions/options")
    answer = await client.post("/v1/sessions", json=signed, headers=COOKIE)
    assert (answer.json()["session_token"], answer.json()["refresh_token"]) == (None, None)
    assert all("HttpOnly" in each and "SameSite=strict" in each for each in answer.headers.get_list("set-cookie"))
    assert (await client.get("/v1/account")).status_code == 200
    assert (await client.post("/v1/account/recovery-code")).status_code == 401, "a stranger's page can send this"
    assert (await client.post("/v1/account/recovery-code", headers=COOKIE)).status_code == 201
    assert (await client.post("/v1/session/refresh", json={})).status_code == 401
    assert (await client.post("/v1/session/refresh", json={}, headers=COOKIE)).status_code == 200
    assert (await client.post("/v1/session/end", headers=COOKIE)).status_code == 204
    assert (await client.get("/v1/account")).status_code == 401


async def test_who_knocks_too_often_has_to_wait(own_settings: Settings) -> None:
    async with running(own_settings) as client:
        codes = [(await client.post("/v1/sessions/options")).status_code for _ in range(31)]
        assert codes == [200] * 30 + [429]
        assert (await client.get("/health/live")).status_code == 200


async def guarded(database: Database, tenant_key: str) -> Patient:
    """A wallet that its guardian opens."""
    patient = await add_patient(database, tenant_key)
    async with database.transaction() as transaction:
        await transaction.connection.execute(
            tables.openings.update()
            .where(tables.openings.c.account_id == patient.account_id)
            .values(relation="guardian")
        )
    return patient


async def test_a_guardian_hands_a_wallet_over_and_the_owner_ends_the_guardians_access(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    mother, child = await guarded(database, tenant_key), PasskeyPhone(client)
    await child.sign_up()
    ending = f"{mother.at}/guardian/end"
    alone = await client.post(ending, headers=mother.headers)
    assert (alone.status_code, alone.json()["code"]) == (409, "wrong-state"), "nobody could open it any more"
    wanted = {"purpose": "hand-over", "wallet_id": mother.wallet.id}
    link = (await client.post("/v1/account/links", json=wanted, headers=mother.headers)).json()
    taken = await child.ok("/v1/wallets/take-over", {"token": link["token"]}, **child.headers)
    assert (taken["wallet_id"], taken["relation"]) == (mother.wallet.id, "own")
    assert taken["is_shared"] and await shared(child) == [True]
    assert await child.refused("/v1/wallets/take-over", {"token": link["token"]}, **child.headers) == (410, "link-gone")
    again = await client.post("/v1/account/links", json=wanted, headers=mother.headers)
    assert (again.status_code, again.json()["code"]) == (409, "not-to-hand-over")
    assert (await client.get(mother.at, headers=mother.headers)).status_code == 200
    await child.ok(ending, **child.headers)
    assert (await client.get(mother.at, headers=mother.headers)).status_code == 404
    assert (await child.get(mother.at))["wallet_id"] == mother.wallet.id
    assert await shared(child) == [False]


async def shared(phone: PasskeyPhone) -> list[bool]:
    """Of each wallet that it opens, whether somebody else may open it too."""
    return [each["is_shared"] for each in (await phone.get("/v1/account"))["wallets"]]


async def test_ones_own_wallet_is_not_handed_over_and_who_has_one_takes_no_other(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, mother = await add_patient(database, tenant_key), await guarded(database, tenant_key)
    own = {"purpose": "hand-over", "wallet_id": anna.wallet.id}
    refused = await client.post("/v1/account/links", json=own, headers=anna.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-to-hand-over")
    wanted = {"purpose": "hand-over", "wallet_id": mother.wallet.id}
    link = (await client.post("/v1/account/links", json=wanted, headers=mother.headers)).json()
    taken = await client.post("/v1/wallets/take-over", json={"token": link["token"]}, headers=anna.headers)
    assert (taken.status_code, taken.json()["code"]) == (409, "wrong-state")
