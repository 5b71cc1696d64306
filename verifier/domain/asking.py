"""From a template and the trust registry to a question, on one day.

Where all trusted issuers of a type have one window, the day of issuance is proved to lie in it and stays hidden. Where
their windows differ, no one predicate says it, since a predicate does not know who issued the card: then the day is
revealed, and compared with the window of the issuer that signed it (docs/adr/0011).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from verifier.domain.bounds import Check, PredicateType, Proof, Shortfall, resolve
from verifier.domain.group import Group
from verifier.domain.language import Language
from verifier.domain.question import AskedCheck, AskedCopies, AskedGroup, AskedPredicate, Question, Shown
from verifier.domain.template import Complete, Template, split_place
from verifier.domain.trust import IssuanceWindow, TrustEntry, entries_for, windows

_NO_COPIES: Mapping[str, int] = {}


class NobodyTrusted(ValueError):
    """No issuer is trusted for a type of credential that the template needs."""


class CopiesNotPossible(ValueError):
    """The template does not allow so many copies of a group, or any."""


@dataclass(frozen=True)
class Circumstances:
    """In what a question differs from the next one by the same template."""

    nonce: str
    asked_at: datetime
    answer_by: datetime
    language: Language = Language.ENGLISH


def ask(
    template: Template,
    registry: tuple[TrustEntry, ...],
    asked: Circumstances,
    copies: Mapping[str, int] = _NO_COPIES,
) -> Question:
    """The question of this template at this moment.

    Raises:
        NobodyTrusted: the registry holds no issuer for a type that the template asks for.
        CopiesNotPossible: `copies` names what the template does not allow.
    """
    referents = {group.name: _referents(group, copies.get(group.name)) for group in template.groups}
    if not all(_has_copies(template, name) for name in copies):
        raise CopiesNotPossible(f"{template.id} has no such group that can be asked several times")
    return Question(
        template_id=template.id,
        template_version=template.version,
        purpose=template.told(asked.language),
        nonce=asked.nonce,
        asked_at=asked.asked_at,
        answer_by=asked.answer_by,
        groups=tuple(
            _asked_group(group, referent, _trusted_for(group, registry), asked.asked_at.date())
            for group in template.groups
            for referent in referents[group.name]
        ),
        language=asked.language,
        equal=tuple(_equal(places, referents) for places in template.equal),
        copies=tuple(_copies(template, referents)),
        decide_within_s=template.decide_within_s,
        revocation_max_age_s=template.revocation_max_age_s,
        valid_for_s=template.valid_for_s,
        keep_for_s=template.keep_for_s,
    )


def _has_copies(template: Template, name: str) -> bool:
    group = template.group(name)
    return group is not None and group.copies is not None


def _referents(group: Group, number: int | None) -> tuple[str, ...]:
    """A hyphen is in no group's name, so a copy is never taken for another group."""
    if group.copies is None:
        return (group.name,)
    number = group.copies.default if number is None else number
    if not group.copies.min <= number <= group.copies.max:
        allowed = f"{group.copies.min} to {group.copies.max}"
        raise CopiesNotPossible(f"{group.name} can be asked {allowed} times, not {number}")
    return tuple(f"{group.name}-{each}" for each in range(1, number + 1))


def _trusted_for(group: Group, registry: tuple[TrustEntry, ...]) -> tuple[TrustEntry, ...]:
    entries = entries_for(registry, group.credential_type)
    if not entries:
        raise NobodyTrusted(group.credential_type)
    return entries


def _asked_group(group: Group, referent: str, entries: tuple[TrustEntry, ...], today: date) -> AskedGroup:
    issued, trusted = entries[0].issued_attribute, windows(entries)
    shows_issued = issued in group.reveal or len(set(trusted.values())) > 1
    hidden = [proof for proof in group.prove if not (shows_issued and proof.attribute == issued)]
    shown = [*group.check, *(_as_check(proof) for proof in group.prove if proof not in hidden)]
    predicates = [_predicate(referent, number, proof, today) for number, proof in enumerate(hidden, start=1)]
    if not shows_issued:
        predicates += _issued_in_window(referent, issued, next(iter(trusted.values())))
    return AskedGroup(
        referent=referent,
        credential_type=group.credential_type,
        reveal=(*group.reveal, issued) if shows_issued and issued not in group.reveal else group.reveal,
        where=group.where,
        predicates=tuple(predicates),
        trusted=frozenset(trusted),
        checks=tuple(AskedCheck(c.attribute, c.comparison, resolve(c, today), c.otherwise) for c in shown),
        issued_attribute=issued if shows_issued else None,
        windows=trusted if shows_issued else {},
    )


def _as_check(proof: Proof) -> Check:
    """A value that is revealed cannot be proved by a predicate as well."""
    return Check(proof.attribute, proof.comparison, proof.bound, Shortfall.TOO_OLD)


def _predicate(referent: str, number: int, proof: Proof, today: date) -> AskedPredicate:
    name = f"{referent}.{number}.{proof.attribute}"
    return AskedPredicate(name, proof.attribute, proof.comparison, resolve(proof, today))


def _issued_in_window(referent: str, attribute: str, window: IssuanceWindow) -> Iterator[AskedPredicate]:
    yield AskedPredicate(f"{referent}.issued-since", attribute, PredicateType.AT_LEAST, window.first)
    if window.last is not None:
        yield AskedPredicate(f"{referent}.issued-until", attribute, PredicateType.AT_MOST, window.last)


def _equal(places: tuple[str, ...], referents: Mapping[str, tuple[str, ...]]) -> tuple[Shown, ...]:
    split = [split_place(place) for place in places]
    return tuple(Shown(referent, attribute) for group, attribute in split for referent in referents[group])


def _copies(template: Template, referents: Mapping[str, tuple[str, ...]]) -> Iterator[AskedCopies]:
    for group in template.groups:
        if group.copies is not None:
            counted_by = _counted_by(template.complete, group.name)
            yield AskedCopies(group.name, referents[group.name], group.copies.distinct, counted_by)


def _counted_by(complete: Complete | None, group: str) -> Shown | None:
    return Shown(*split_place(complete.list)) if complete and complete.copies == group else None
