"""Whatever is asked with whatever was granted: nothing is permitted that no grant covers, by another reading of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.wallet_api.consent.table import T0
from wallet_api.domain.consent.asking import (
    Action,
    Asker,
    Asking,
    BreakGlass,
    Item,
    Purpose,
    RoleShown,
    Sensitivity,
    Standing,
)
from wallet_api.domain.consent.consent import (
    Consent,
    EmergencyCard,
    Period,
    Recipient,
    StandingDenial,
    State,
)
from wallet_api.domain.consent.decision import Deny, Permit, decide
from wallet_api.domain.consent.reason import NOT_PERMITTED, Reason

Given = Sequence[Consent | EmergencyCard]
people, places, roles = (
    st.sampled_from(["x", "y"]),
    st.sampled_from(["heart", "lungs"]),
    st.sampled_from(["2212", "4226"]),
)
patients, kinds = st.sampled_from(["anna", "ben"]), st.sampled_from(["laboratory", "allergy"])
purposes = st.sampled_from([Purpose.TREATMENT, Purpose.EMERGENCY, Purpose.RESEARCH])
sensitivities, states = st.sampled_from(Sensitivity), st.sampled_from(State)
actions = st.sampled_from(Action)
item_ids = st.sampled_from(["1", "2"])
moments = st.integers(-3, 60).map(lambda hours: T0 + timedelta(hours=hours))
usually = st.sampled_from([True, True, True, False])
periods = st.builds(Period, moments, st.none() | moments)
granted_items = st.lists(st.builds(Item, item_ids, kinds, sensitivities), max_size=2, unique_by=lambda each: each.id)
recipients = st.builds(Recipient, places, st.none() | people, st.frozensets(roles, max_size=2), st.booleans())
consents = st.builds(
    Consent,
    st.uuids().map(str),
    patients,
    states,
    recipients,
    purposes,
    granted_items.map(tuple),
    periods,
    actions,
)
cards = st.builds(EmergencyCard, st.uuids().map(str), patients, states, periods)
denials = st.builds(
    StandingDenial, st.just("d"), patients, st.none() | people, st.none() | places, st.none() | roles,
    st.none() | purposes, st.none() | kinds,
)  # fmt: skip
standings = st.sampled_from([Standing.PROVEN] * 4 + [Standing.REVOKED])
askers = st.builds(Asker, people, places, roles, standings, st.sampled_from(RoleShown))
glasses = st.builds(
    BreakGlass,
    moments,
    st.sampled_from(["fell", "fell", " "]),
    st.none() | people,
    st.sampled_from([False, False, True]),
)
no_glass, maybe_glass = st.none(), st.none() | glasses


@st.composite
def askings(draw: st.DrawFn, glass: st.SearchStrategy[BreakGlass | None] = maybe_glass) -> tuple[Asking, datetime]:
    now = draw(moments)
    item = Item(draw(item_ids), draw(kinds), draw(sensitivities))
    signed_at = now - timedelta(seconds=draw(st.sampled_from([0, 0, 0, 59, 61, -61])))
    seen = not draw(usually)
    return Asking(draw(askers), draw(patients), draw(purposes), item, signed_at, seen, draw(glass), draw(actions)), now


@st.composite
def nearly_granted(draw: st.DrawFn) -> tuple[Consent, Asking, datetime]:
    """A consent made to fit what is asked, but for some of its parts: at random one would hardly ever fit."""
    asking, now = draw(askings(no_glass))
    asking = replace(asking, asker=replace(asking.asker, standing=Standing.PROVEN), seen_before=False, signed_at=now)
    fits = Consent(
        "c", asking.patient, State.GRANTED,
        Recipient(asking.asker.organisation, asking.asker.person, frozenset({asking.asker.role})),
        asking.purpose, (asking.item,), Period(now, now + timedelta(hours=1)), asking.action,
    )  # fmt: skip
    other = draw(consents)
    parts = ("patient", "state", "recipient", "purpose", "items", "period", "action")
    changed = draw(st.sets(st.sampled_from(parts), max_size=2))
    return replace(fits, **{part: getattr(other, part) for part in changed}), asking, now


def ends_after(period: Period, now: datetime) -> bool:
    return period.end is None or period.end > now


def covers(consent: Consent | EmergencyCard, asking: Asking, now: datetime) -> bool:
    """The reference: one condition, read from the ADR and not from the steps."""
    runs = consent.state.value in ("granted", "amended") and not now < consent.period.start
    if consent.patient != asking.patient or not (runs and ends_after(consent.period, now)):
        return False
    if isinstance(consent, EmergencyCard):
        return asking.glass is not None and emergency(asking, asking.glass, now)
    to, who, level = consent.recipient, asking.asker, "NRV".find
    levels = {each.id: each.sensitivity for each in consent.items}
    return (
        asking.glass is None and (consent.purpose, consent.action) == (asking.purpose, asking.action)
        and (to.organisation, to.person or who.person) == (who.organisation, who.person)
        and who.role in (to.roles or {who.role})
        and asking.item.id in levels and level(asking.item.sensitivity) <= level(levels[asking.item.id])
        and (asking.item.sensitivity != "V" or to.person is not None)
        and (who.shown == "licence" or not (to.by_licence or asking.item.sensitivity == "V"))
    )  # fmt: skip


def emergency(asking: Asking, glass: BreakGlass, now: datetime) -> bool:
    return (
        (asking.purpose, asking.action) == ("ETREAT", "access")
        and (asking.asker.role, asking.asker.shown) == ("2212", "licence")
        and asking.item.kind == "allergy"
        and asking.item.sensitivity != "V" and glass.reason != " " and glass.second_person != asking.asker.person
        and not glass.awaits_second
        and glass.since <= now and now - glass.since < timedelta(days=1)
    )  # fmt: skip


def denied(denial: StandingDenial, asking: Asking) -> bool:
    who = asking.asker
    has = (asking.patient, who.person, who.organisation, who.role, asking.purpose, asking.item.kind)
    wants = (denial.patient, denial.person, denial.organisation, denial.role, denial.purpose, denial.kind)
    return all(want is None or want == is_so for want, is_so in zip(wants, has, strict=True))


def is_sound(asking: Asking, now: datetime) -> bool:
    in_time = timedelta(minutes=-1) <= asking.signed_at - now <= timedelta(minutes=1)
    return in_time and not asking.seen_before and asking.asker.standing.value == "proven"


@given(st.lists(consents | cards, max_size=4), st.lists(denials, max_size=1), askings())
def test_nothing_is_permitted_that_no_grant_covers_and_nothing_refused_that_one_does(
    given_: Given, refused: list[StandingDenial], asked: tuple[Asking, datetime]
) -> None:
    asking, now = asked
    covering = {each.id for each in given_ if covers(each, asking, now)}
    found = decide(given_, refused, asking, now)
    permitted = bool(covering) and is_sound(asking, now) and not any(denied(each, asking) for each in refused)
    assert isinstance(found, Permit) is permitted
    assert isinstance(found, Deny) or found.consent_id in covering


@given(nearly_granted())
def test_a_grant_that_nearly_fits_permits_just_where_it_fits(asked: tuple[Consent, Asking, datetime]) -> None:
    consent, asking, now = asked
    assert isinstance(decide([consent], [], asking, now), Permit) is covers(consent, asking, now)


@given(st.lists(consents | cards, max_size=3), askings(), st.lists(denials, min_size=1, max_size=2))
def test_nobody_learns_of_a_standing_denial(
    given_: Given, asked: tuple[Asking, datetime], refused: list[StandingDenial]
) -> None:
    free, bound = decide(given_, [], *asked), decide(given_, refused, *asked)
    if isinstance(free, Deny):
        assert isinstance(bound, Deny) and bound.told == free.told
    elif isinstance(bound, Deny):
        assert (bound.reason, bound.told) == (Reason.STANDING_DENIAL, NOT_PERMITTED)


@given(st.lists(consents | cards, max_size=4), askings())
def test_of_what_is_withdrawn_nothing_is_permitted(given_: Given, asked: tuple[Asking, datetime]) -> None:
    assert isinstance(decide([replace(each, state=State.WITHDRAWN) for each in given_], [], *asked), Deny)
