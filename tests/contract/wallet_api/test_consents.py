"""Consent from the request to the last look: what is permitted, what is refused, and that all of it is written down."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from agent.detached_jws import draw_key, private_key, sign
from agent.errors import AgentUnavailable
from agent.service.database import Database
from agent.signed_claims import read_claims
from tests.contract.wallet_api.askers import BOARD, BOARD_DID, EYE_KEY, REGISTRY, Clinician
from tests.contract.wallet_api.consenting import BLOOD, OLD_BLOOD, RECEIPT_KEY, XRAY, World, blood_tests
from tests.contract.wallet_api.patients import add_patient
from wallet_api.domain.consent.asking import Item, Purpose, Sensitivity
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.life import NotToAnswer, Terms
from wallet_api.domain.consent.receipt import TYP
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.organisation import Organisations
from wallet_api.routes.consent_bodies import AskerBody, NewDenial
from wallet_api.services.consent.answers import DeniedByRule
from wallet_api.services.consent.arrivals import LinkGone, TooManyOpen
from wallet_api.services.consent.asked import Told
from wallet_api.services.consent.askers import AskerUnknown, NotPermitted
from wallet_api.services.consent.receipts import CountersignatureRefused
from wallet_api.services.consent.requests import KindUnknown, RequestIdUsed
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore

pytestmark = pytest.mark.asyncio
READ = "content of b1"


@pytest_asyncio.fixture
async def world(database: Database, tenant_key: str, tmp_path: Path) -> AsyncIterator[World]:
    """A patient, and what the log says of her and of who asks her, by keys of its own."""
    made = await World.of(database, tenant_key, tmp_path)
    yield made
    await made.audit_keys.close()


async def test_a_blood_test_shared_for_30_days_is_read_until_just_before_their_end(world: World) -> None:
    """The article's example; nothing runs in between."""
    consent = await world.granted()
    assert consent.starts_at
    world.clock.now = consent.starts_at + timedelta(days=29, hours=23, minutes=59)
    assert await world.look(consent) == READ
    assert await world.look(consent, item=XRAY) == "not-permitted"
    assert await world.look(consent, item=OLD_BLOOD) == "not-permitted"
    assert await world.look(consent, purpose=Purpose.RESEARCH) == "other-purpose"
    assert await world.look(consent, Clinician(world.clock, name="Dr Yan")) == "not-permitted"
    eye = Clinician(world.clock, organisation="eye", organisation_key=EYE_KEY)
    assert await world.look(consent, eye) == "not-permitted", "of the same name, elsewhere"
    world.clock.now = consent.starts_at + timedelta(days=30)
    assert await world.look(consent) == "expired"
    assert await world.uses() == [
        (True, ""), (False, "other-item"), (False, "other-item"), (False, "other-purpose"), (False, "no-consent"),
        (False, "no-consent"), (False, "expired"),
    ]  # fmt: skip
    told = await world.told()
    assert [each.data["is_permitted"] for each in told] == [True] + 6 * [False]
    assert {each.data["consent_id"] for each in told} == {consent.id}


async def test_whoever_looks_after_a_withdrawal_is_refused(world: World) -> None:
    consent = await world.granted()
    assert await world.look(consent) == READ
    await world.services.answers.withdraw(world.given, consent.id)
    assert await world.look(consent) == "withdrawn"
    with pytest.raises(NotToAnswer):
        await world.services.answers.amend(world.given, consent.id, Terms(("b1",), 5))
    found = await world.services.requests.find(world.proven(), consent.id)
    assert found.told is Told.WITHDRAWN


async def test_a_captured_request_is_good_once_and_only_for_a_minute(world: World) -> None:
    consent, captured, kept_back = await world.granted(), world.proven(), world.proven()
    assert await world.look(consent, proven=captured) == READ
    assert await world.look(consent, proven=captured) == "replayed"
    world.clock.pass_(seconds=61)
    assert await world.look(consent, proven=kept_back) == "stale"
    assert [reason for _, reason in await world.uses()] == ["", "replayed", "stale"]


async def test_of_one_request_sent_many_times_at_once_one_is_answered(world: World) -> None:
    consent, captured = await world.granted(), world.proven()
    found = await asyncio.gather(*(world.look(consent, proven=captured) for _ in range(5)))
    assert sorted(found) == [READ, *4 * ["replayed"]]
    assert sorted(await world.uses()) == [*4 * [(False, "replayed")], (True, "")]


async def test_a_withdrawal_and_looks_at_once_leave_no_look_permitted_after_it(world: World) -> None:
    consent = await world.granted()
    looks = [world.look(consent) for _ in range(4)]
    await asyncio.gather(*looks[:2], world.services.answers.withdraw(world.given, consent.id), *looks[2:])
    assert await world.look(consent) == "withdrawn"
    in_order = [each.data for each in await world.told(["consent.used", "consent.changed"])]
    withdrawn = next(place for place, data in enumerate(in_order) if data.get("state") == "withdrawn")
    assert len(in_order) == 7, "a grant, a withdrawal and five looks"
    assert not any(data["is_permitted"] for data in in_order[withdrawn + 1 :])


async def test_what_changes_with_an_amendment_counts_at_once(world: World) -> None:
    consent = await world.granted()
    await world.services.answers.amend(world.given, consent.id, Terms(("b2",), None))
    assert await world.look(consent) == "not-permitted"
    assert await world.look(consent, item=OLD_BLOOD) == "content of b2"
    world.clock.pass_(hours=12)
    assert await world.look(consent, item=OLD_BLOOD) == "expired", "a visit is twelve hours"


async def test_an_item_that_is_gone_or_has_become_more_sensitive_is_not_read(world: World) -> None:
    consent = await world.granted()
    world.things.there = [replace(BLOOD, sensitivity=Sensitivity.RESTRICTED)]
    assert await world.look(consent) == "not-permitted"
    world.things.there = []
    assert await world.look(consent) == "not-permitted"
    assert [reason for _, reason in await world.uses()] == ["too-sensitive", "other-item"]


class Killed(Exception):
    pass


def killed_at(monkeypatch: pytest.MonkeyPatch, world: World, where: str) -> None:
    """From the act on, its transaction comes to its end no more."""
    services = world.services
    at = {
        "the receipt": (services.answers.receipts, "add"),
        "the event of an answer": (services.answers.journal, "changed"),
        "the use": (services.looks.deciding.uses, "add"),
        "the event of a use": (services.looks.deciding.journal, "used"),
        "the content": (world.things, "content"),
    }[where]

    def kill(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(type(at[0]), at[1], kill)


@pytest.mark.parametrize("where", ["the receipt", "the event of an answer"])
async def test_a_grant_that_is_killed_in_the_middle_permits_nothing_and_can_be_given_again(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    asked = await world.asked()
    with monkeypatch.context() as patched:
        killed_at(patched, world, where)
        with pytest.raises(Killed):
            await world.services.answers.grant(world.given, asked.id, Terms(("b1",), 30))
    assert await world.look(asked) == "not-permitted"
    assert not await world.told(["consent.changed"])
    await world.services.answers.grant(world.given, asked.id, Terms(("b1",), 30))
    assert await world.look(asked) == READ


@pytest.mark.parametrize("where", ["the use", "the event of a use", "the content"])
async def test_a_look_that_is_killed_in_the_middle_hands_nothing_out_and_writes_nothing_down(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    consent, proven = await world.granted(), world.proven()
    with monkeypatch.context() as patched:
        killed_at(patched, world, where)
        with pytest.raises(Killed):
            await world.look(consent, proven=proven)
    assert (await world.uses(), await world.told()) == ([], [])
    assert await world.look(consent, proven=proven) == READ, "the request was not used up"


async def test_no_use_is_written_down_of_what_cannot_be_reached(world: World) -> None:
    consent = await world.granted()
    world.things.fails = AgentUnavailable("away")
    with pytest.raises(AgentUnavailable):
        await world.look(consent)
    assert await world.uses() == []
    assert await world.look(consent, item=XRAY) == "not-permitted", "a refusal needs no content"


async def deny(world: World, **denied: object) -> str:
    denial = NewDenial.model_validate(denied).record(new_id(), world.anna.wallet.id, world.clock())
    return (await world.services.rules.deny(denial)).id


async def test_a_standing_denial_wins_over_a_grant_and_nobody_hears_of_it(world: World) -> None:
    consent = await world.granted()
    denial_id = await deny(world, organisation_id="heart", kind="laboratory")
    assert await world.look(consent) == "not-permitted"
    assert await world.uses() == [(False, "standing-denial")]
    with pytest.raises(DeniedByRule):
        await world.services.answers.amend(world.given, consent.id, Terms(("b1",), 3))
    await world.services.rules.end_denial(world.anna.wallet.id, denial_id)
    assert await world.look(consent) == READ


async def test_what_a_standing_denial_refuses_bothers_nobody_and_looks_unanswered_to_the_asker(world: World) -> None:
    denial_id = await deny(world, organisation_id="heart", person="dr xenia")
    refused = await world.asked()
    assert (refused.state, refused.denial_id) == (State.DENIED, denial_id)
    found = await world.services.requests.find(world.proven(), refused.id)
    assert (found.told, found.record and found.record.state) == (Told.REQUESTED, State.REQUESTED)
    other = await world.asked(Clinician(world.clock, name="Dr Yan"))
    assert other.state is State.REQUESTED
    world.clock.pass_(days=7)
    assert (await world.services.requests.find(world.proven(), refused.id)).told is Told.EXPIRED


async def test_a_link_is_of_one_wallet_and_of_ten_minutes(world: World, tenant_key: str) -> None:
    ben, wish = await add_patient(world.database, tenant_key), blood_tests()
    waiting = await world.ask(wish=wish)
    assert (waiting.told, waiting.record) == (Told.WAITING, None)
    taken = await world.services.arrivals.take_up(world.anna.wallet.id, wish.request_id)
    again = await world.services.arrivals.take_up(world.anna.wallet.id, wish.request_id)
    assert (taken.id, again) == (waiting.consent_id, taken)
    await world.ask(wish=wish)  # its answer was lost: sent again, it makes no second link
    late = blood_tests()
    await world.ask(wish=late)
    world.clock.pass_(seconds=600)
    for token in (wish.request_id, late.request_id, waiting.consent_id, "x"):
        with pytest.raises(LinkGone):
            await world.services.arrivals.take_up(ben.wallet.id, token)
    assert [each.data["consent_id"] for each in await world.told(["consent.requested"])] == [taken.id]


async def test_a_request_sent_again_is_the_same_and_another_of_its_id_is_refused(world: World) -> None:
    wish = blood_tests()
    assert await world.ask(wish=wish) == await world.ask(wish=wish)
    for other, who in ((replace(wish, days=31), None), (wish, Clinician(world.clock, name="Dr Yan"))):
        with pytest.raises(RequestIdUsed):
            await world.ask(who, other)
    with pytest.raises(KindUnknown):
        await world.ask(wish=blood_tests(kinds=("laboratory", "diary")))


async def test_who_was_granted_something_may_ask_the_same_patient_again_without_a_link(world: World) -> None:
    consent = await world.granted()
    again = await world.ask(wish=blood_tests(consent_id=consent.id))
    assert again.told is Told.REQUESTED
    assert [each.data["consent_id"] for each in await world.told(["consent.requested"])] == [
        consent.id,
        again.consent_id,
    ]
    with pytest.raises(NotPermitted):
        await world.ask(Clinician(world.clock, name="Dr Yan"), blood_tests(consent_id=consent.id))
    for _ in range(4):
        await world.ask(wish=blood_tests(consent_id=consent.id))
    with pytest.raises(TooManyOpen):
        await world.ask(wish=blood_tests(consent_id=consent.id))
    await world.services.answers.withdraw(world.given, consent.id)
    with pytest.raises(NotPermitted):
        await world.ask(wish=blood_tests(consent_id=consent.id))


async def test_a_grant_to_all_of_a_place_in_a_role_is_read_by_them_and_nobody_else(world: World) -> None:
    asked = await world.asked(wish=blood_tests(for_all=True))
    consent = await world.services.answers.grant(world.given, asked.id, Terms(("b1",), 30))
    assert await world.look(consent, Clinician(world.clock, name="Dr Yan")) == READ
    assert await world.look(consent, Clinician(world.clock, role="2221")) == "not-permitted"


async def test_a_newer_grant_takes_the_place_of_the_older(world: World) -> None:
    older = await world.granted()
    world.clock.pass_(days=1)
    newer = await world.granted(items=(BLOOD, OLD_BLOOD), days=1)
    (found,) = [each for each in await world.services.answers.all(world.anna.wallet.id) if each.id == older.id]
    assert found.state is State.SUPERSEDED
    world.clock.pass_(days=2)
    assert await world.look(older) == await world.look(newer) == "expired"


async def test_a_template_shares_what_is_there_now_by_one_tap(world: World) -> None:
    zora = Clinician(world.clock, name="Dr Zora")  # who asks for nothing elsewhere
    template = await world.services.rules.keep(world.anna.wallet.id, (await world.granted(zora)).id, 7)
    world.clock.pass_(days=40)
    new = Item("b3", "laboratory", Sensitivity.NORMAL)
    world.things.there.append(new)
    shared = await world.services.rules.share(world.given, template.id, None)
    assert {item.id for item in shared.items} == {"b1", "b2", "b3"}
    assert await world.look(shared, zora, item=new) == "content of b3"
    listed = await world.services.requests.of_asker(world.proven(zora))
    assert [(each.consent_id == shared.id, each.told) for each in listed] == [(True, "granted"), (False, "expired")]
    assert await world.services.requests.of_asker(world.proven(Clinician(world.clock, name="Dr Zeno"))) == []


async def test_both_sides_sign_the_receipt_of_each_version(world: World) -> None:
    consent = await world.granted()
    receipts = world.services.requests.receipts
    (kept,) = await receipts.of(consent)
    claims = read_claims(kept.signed, [private_key(RECEIPT_KEY).as_dict(private=False)], typ=TYP)
    assert (claims["record_id"], claims["event"][0]["event_state"]) == (consent.id, "granted")
    for wrong in (sign(kept.signed.encode(), draw_key()), sign(b"x", world.doctor.key), "no signature"):
        with pytest.raises(CountersignatureRefused):
            await world.services.requests.countersign(world.proven(), consent.id, wrong)
    signature = sign(kept.signed.encode(), world.doctor.key)
    await world.services.requests.countersign(world.proven(), consent.id, signature)
    await world.services.answers.withdraw(world.given, consent.id)
    assert [each.countersignature for each in await receipts.of(consent)] == [signature, None]


async def test_nobody_asks_or_looks_without_a_role_that_the_registry_trusts_now(world: World) -> None:
    consent = await world.granted()
    over = world.doctor.but(badge_since=world.clock() - timedelta(hours=10))
    assert await world.look(consent, over) == "licence-expired"
    assert await world.look(consent, world.doctor.but(role="5151")) == "not-trusted"
    with pytest.raises(NotPermitted):
        await world.ask(world.doctor.but(role="5151"))
    world.registered.content = Organisations(2, ())
    with pytest.raises(AskerUnknown):
        world.proven()
    assert [reason for _, reason in await world.uses()] == ["licence-expired", "not-trusted"]


async def test_a_wallet_that_is_being_ended_lets_nobody_look(world: World) -> None:
    consent = await world.granted()
    async with world.database.transaction() as transaction:
        await WalletStore(world.database).begin_ending(transaction, world.anna.wallet.id)
    assert await world.look(consent) == "not-permitted"
    unknown: ConsentRecord = replace(consent, id="0" * 32)
    assert await world.look(unknown) == "not-permitted"
    assert await world.uses() == []


async def test_what_is_asked_and_what_is_refused_to_askers_is_on_the_log_sealed_for_their_organisation(
    world: World,
) -> None:
    captured = world.proven()
    await world.services.requests.ask(captured, blood_tests())
    for refused in (captured, world.proven(world.doctor.but(role="5151"))):
        with pytest.raises(NotPermitted):
            await world.services.requests.ask(refused, blood_tests())
    events = await world.events("organisation:heart")
    assert [(each["subtype"][1]["code"], each["outcome"]) for each in events] == [
        ("consent-asked", "0"), ("consent-asked", "4"), ("consent-asked", "4"),
    ]  # fmt: skip


async def test_each_act_and_each_look_refused_ones_too_is_on_the_log(world: World) -> None:
    consent = await world.granted()
    assert await world.look(consent) == READ
    await world.services.answers.withdraw(world.given, consent.id)
    assert await world.look(consent) == "withdrawn"
    events = await world.events(f"wallet:{world.anna.wallet.id}")
    assert [(each["subtype"][1]["code"], each["outcome"]) for each in events] == [
        ("consent-requested", "0"), ("consent-granted", "0"), ("item-read", "0"), ("consent-withdrawn", "0"),
        ("item-read", "4"),
    ]  # fmt: skip
    assert {each["purposeOfEvent"][0]["coding"][0]["code"] for each in events} == {"TREAT"}


HIV = Item("h1", "laboratory", Sensitivity.VERY_RESTRICTED)


async def test_what_is_very_private_is_read_by_whoever_showed_a_licence_and_by_nobodys_word(world: World) -> None:
    world.things.there.append(HIV)
    licensed = world.doctor.but(licensed_by=BOARD_DID)
    consent = await world.granted(licensed, items=(HIV,))
    assert await world.look(consent, item=HIV) == "no-licence"
    assert await world.look(consent, licensed, item=HIV) == "content of h1"
    assert await world.uses() == [(False, "no-licence"), (True, "")]


async def test_who_was_granted_something_by_a_licence_reads_it_by_a_licence_alone(world: World) -> None:
    licensed = world.doctor.but(licensed_by=BOARD_DID)
    consent = await world.granted(licensed)
    assert await world.look(consent, licensed) == READ
    assert await world.look(consent) == "no-licence"


async def test_a_patient_reads_whose_licence_it_was_as_long_as_the_registry_lets_it_license(world: World) -> None:
    asker = (await world.asked(world.doctor.but(licensed_by=BOARD_DID))).asker
    shown = AskerBody.of(asker, REGISTRY)
    assert shown.licensed_by is not None and shown.licensed_by.name == "Medical Board"
    assert shown.licence_checked_at is not None
    without = Organisations(2, tuple(replace(each, licences=()) for each in REGISTRY.organisations))
    assert AskerBody.of(asker, without).licensed_by is None


@pytest.mark.parametrize(
    "who",
    [{"licensed_by": "WgWxqztrNooG92RXvxSTWv"}, {"licensed_by": BOARD_DID, "role": "2221"}, {"licensed_by": None}],
    ids=["of nobody in the registry", "for another role than the issuer licenses for", "none"],
)
async def test_a_licence_that_the_registry_does_not_know_is_the_organisations_word(
    world: World, who: dict[str, str | None]
) -> None:
    proven = world.proven(world.doctor.but(**who))
    assert BOARD.licences == ("2212",) and proven.standing.value == "proven"
    assert proven.asker.licence is None
