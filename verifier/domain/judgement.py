"""The judgement: whether an answer proves what was asked. Pure: everything it rests on is passed in.

Numbered steps; the first that fails gives the reason. Each is marked below where it happens, and
tests/unit/verifier/test_each_step.py takes each away and sees which answer is VALID then.

 1. The answer belongs to our request: same nonce, and the request is as we sent it.
 2. It is the first answer, and it came in time.
 3. It is readable as an AnonCreds presentation.
 4. Nothing that was asked for is self-attested, kept unrevealed or left out, and nothing else is answered.
 5. Each group is answered from one credential: one sub-proof for its values and all its predicates.
 6. That sub-proof proves the very predicates that were asked, of the very attributes; and all have one link secret.
 7. Each shown value is what the template demands, and within the bounds that it sets on shown values.
 8. Each credential stands under a definition trusted for the group's type. (Where all its issuers have one window, the
    day of issuance lies in it by a predicate of the group, so 5, 6 and 9 prove it.)
 9. The library's verification holds: signatures, the proofs of predicates and non-revocation, our nonce.
10. Its non-revocation was proved indeed, in a registry of that definition's issuer, and against no older list than the
    one in force (`Question.not_revoked_at`).
11. Each shown value is the one that was proved; so 7 holds of the proved ones.
12. The definition is trusted still, at this moment; where the issuers' windows differ, the proved day of issuance lies
    in the window of the issuer that signed it.
13. The rules across groups hold (across.py): equal attributes, distinct copies, a complete list of one issuer.
14. Our own reading of the revocation lists is young enough. If it is not, nothing is known: UNDECIDED.

Steps 1 to 8 (`examine`) come before the cryptography because they only ever refuse, say more precisely why, and keep
nonsense from the library, which crashes on some. No step trusts the agent or the wallet to have kept to the request.
Tried with anoncreds 0.2.3: its verification says yes to a proof of other predicates than were asked, of none at all, of
one attribute labelled as another; to one without any proof of non-revocation whose holder merely claims a list, to one
against an old list or in a stranger's registry; and to a raw value that is not the encoded one. ACA-Py 1.7 catches some
of these and not the rest. Each is tried again in tests/unit/verifier/test_cheating.py.
Sources: AnonCreds Specification v1.0 (verify presentation); Indy HIPE 0011 (revocation).
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import timedelta

from verifier.domain.across import Revealed, breach
from verifier.domain.answer import Answer, ProvedPredicate, Source, UnreadablePresentation, read_answer
from verifier.domain.bounds import PredicateType, as_integer, holds
from verifier.domain.evidence import Evidence, Examined, Received
from verifier.domain.question import AskedGroup, Question, proof_request
from verifier.domain.trust import belongs_to, issuer_of
from verifier.domain.verdict import Invalid, Reason, Undecided, Valid, Verdict

_IN_PROOFS = {PredicateType.AT_LEAST: "GE", PredicateType.AT_MOST: "LE"}


class _Refused(Exception):
    def __init__(self, verdict: Invalid) -> None:
        super().__init__(verdict.reason.value)
        self.verdict = verdict


def judge(question: Question, received: Received, evidence: Evidence) -> Verdict:
    """The verdict on one answer."""
    examined = examine(question, received)
    if isinstance(examined, Invalid):
        return examined
    try:
        valid = _conclude(examined, evidence)
    except _Refused as refused:
        return refused.verdict
    return valid if _is_fresh(question, evidence) else Undecided(Reason.REVOCATION_UNKNOWN)  # 14


def examine(question: Question, received: Received) -> Examined | Invalid:
    """Steps 1 to 8, for which neither library nor ledger is needed."""
    try:
        _ours(question, received)  # 1
        _first_and_in_time(question, received)  # 2
        answer = _readable(received)  # 3
        _all_answered(question, answer)  # 4
        sources = {group.referent: _one_source(group, answer) for group in question.groups}  # 5
        for group in question.groups:
            _proves_what_was_asked(group, sources[group.referent])  # 6
        _one_holder(sources.values())  # 6
        for group in question.groups:
            _as_demanded(group, answer)  # 7
            _trusted(group, sources[group.referent])  # 8
    except _Refused as refused:
        return refused.verdict
    return Examined(question, answer, sources)


def _conclude(examined: Examined, evidence: Evidence) -> Valid:
    groups, sources = examined.question.groups, examined.sources
    _proved(evidence)  # 9
    for group in groups:
        _not_revoked(sources[group.referent], evidence)  # 10
    revealed = {group.referent: _proved_values(group, examined) for group in groups}  # 11
    for group in groups:
        _trusted_when_issued(group, sources[group.referent], revealed, evidence)  # 12
    _rules_hold(examined, revealed)  # 13
    return Valid(revealed, frozenset(source.cred_def_id for source in sources.values()))


def _require(holds: bool, otherwise: Reason) -> None:
    if not holds:
        raise _Refused(Invalid(otherwise))


def _ours(question: Question, received: Received) -> None:
    sent = proof_request(question)
    for part in ("nonce", "requested_attributes", "requested_predicates"):
        _require(received.request.get(part) == sent[part], Reason.WRONG_REQUEST)
    # ACA-Py writes 0 for `from` where from = to, before it verifies; what matters is the end of the interval
    interval = sent["non_revoked"]
    _require(received.request.get("non_revoked") in (interval, {**interval, "from": 0}), Reason.WRONG_REQUEST)


def _first_and_in_time(question: Question, received: Received) -> None:
    _require(not received.answered_before, Reason.REPLAYED)
    _require(received.received_at <= question.answer_by, Reason.TOO_LATE)


def _readable(received: Received) -> Answer:
    try:
        return read_answer(received.presentation)
    except UnreadablePresentation:
        raise _Refused(Invalid(Reason.UNREADABLE)) from None


def _all_answered(question: Question, answer: Answer) -> None:
    _require(not answer.self_attested, Reason.SELF_ATTESTED)
    _require(not answer.unrevealed, Reason.NOT_REVEALED)
    for group in question.groups:
        shown = answer.groups[group.referent].values if group.referent in answer.groups else {}
        _require(set(group.reveal) <= set(shown), Reason.NOT_REVEALED)
    asked_groups = {group.referent for group in question.groups if group.reveal}
    asked_predicates = {predicate.referent for group in question.groups for predicate in group.predicates}
    _require(asked_predicates <= set(answer.predicates), Reason.NOT_ANSWERED)
    too_much = (set(answer.groups) - asked_groups) | (set(answer.predicates) - asked_predicates) | answer.singles
    _require(not too_much, Reason.UNREADABLE)


def _one_source(group: AskedGroup, answer: Answer) -> Source:
    sub_proofs = {answer.predicates[predicate.referent] for predicate in group.predicates}
    if group.reveal:
        sub_proofs.add(answer.groups[group.referent].sub_proof)
    _require(len(sub_proofs) == 1, Reason.MIXED_CREDENTIALS)
    index = sub_proofs.pop()
    _require(index < len(answer.sources), Reason.UNREADABLE)
    return answer.sources[index]


def _proves_what_was_asked(group: AskedGroup, source: Source) -> None:
    asked = {ProvedPredicate(each.attribute, _IN_PROOFS[each.comparison], each.value) for each in group.predicates}
    _require(asked <= source.predicates, Reason.NOT_ANSWERED)


def _one_holder(sources: Collection[Source]) -> None:
    _require(len({source.link_secret for source in sources}) == 1, Reason.MIXED_CREDENTIALS)
    _require(all(source.link_secret is not None for source in sources), Reason.UNREADABLE)


def _as_demanded(group: AskedGroup, answer: Answer) -> None:
    shown = answer.groups[group.referent].values if group.reveal else {}
    for name, demanded in group.where.items():
        _require(shown[name].raw == demanded, Reason.WRONG_VALUE)
    for check in group.checks:
        within = holds(check.comparison, check.value, shown[check.attribute].raw)
        _require(within, Reason(check.otherwise.value))


def _trusted(group: AskedGroup, source: Source) -> None:
    if source.cred_def_id not in group.trusted:
        raise _Refused(Invalid(Reason.ISSUER_NOT_TRUSTED, issuer_of(source.cred_def_id)))


def _proved(evidence: Evidence) -> None:
    _require(evidence.proof_holds, Reason.PROOF_FAILED)


def _not_revoked(source: Source, evidence: Evidence) -> None:
    """Indy names a list by the time of its transaction. A newer one than we know of is as good: step 9 used it."""
    if source.rev_reg_id is None or source.revocation_list_at is None or not source.proves_non_revocation:
        raise _Refused(Invalid(Reason.REVOCATION_NOT_PROVED))
    _require(belongs_to(source.rev_reg_id, source.cred_def_id), Reason.REVOCATION_NOT_PROVED)
    in_force = evidence.list_in_force.get(source.rev_reg_id)
    _require(in_force is not None and source.revocation_list_at >= in_force, Reason.REVOCATION_STALE)


def _proved_values(group: AskedGroup, examined: Examined) -> Mapping[str, str]:
    if not group.reveal:
        return {}
    shown = examined.answer.groups[group.referent].values
    proved = examined.sources[group.referent].encoded
    for name in group.reveal:
        _require(shown[name].encoded == encode(shown[name].raw) == proved.get(name), Reason.VALUE_NOT_PROVED)
    return {name: shown[name].raw for name in group.reveal}


def _trusted_when_issued(group: AskedGroup, source: Source, revealed: Revealed, evidence: Evidence) -> None:
    not_trusted = Invalid(Reason.ISSUER_NOT_TRUSTED, issuer_of(source.cred_def_id))
    if source.cred_def_id not in evidence.trusted:
        raise _Refused(not_trusted)
    if group.issued_attribute is None:
        return
    issued = as_integer(revealed[group.referent][group.issued_attribute])
    if issued is None or not group.windows[source.cred_def_id].contains(issued):
        raise _Refused(not_trusted)


def _rules_hold(examined: Examined, revealed: Revealed) -> None:
    issuers = {referent: issuer_of(source.cred_def_id) for referent, source in examined.sources.items()}
    if found := breach(examined.question, revealed, issuers):
        raise _Refused(found)


def _is_fresh(question: Question, evidence: Evidence) -> bool:
    age = evidence.judged_at - evidence.read_at
    return timedelta(0) <= age <= timedelta(seconds=question.revocation_max_age_s)


def encode(raw: str) -> str:
    """The integer that AnonCreds signs for a value: itself where it is a canonical 32-bit integer, else its SHA-256."""
    if as_integer(raw) is not None:
        return raw
    return str(int.from_bytes(hashlib.sha256(raw.encode()).digest()))
