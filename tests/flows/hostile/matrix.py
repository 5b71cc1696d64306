"""The matrix: the shipped request templates, and all that may be wrong with an answer to one.

`own-role` is not among them: it asks what `staff-role` does and for the name besides, and has a flow of its own.

A row says with which cards a template is answered rightly, and which change of a card makes it wrong, too old and so
on, with the reason that the verdict then has to give. Where a hidden value is out of its bound, no proof of what is
asked can be made; the hostile wallet proves the nearest bound that its card keeps, and the verdict is not-answered.
What cannot go wrong in a template stands there too, with the reason why.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from agent.protocol import CredDefId
from agent.yaml_files import read_yaml
from salus.journey import MEASLES
from tests.unit.verifier.issuer_keys import NOBODY
from verifier.domain.asking import Circumstances, ask
from verifier.domain.bounds import dateint
from verifier.domain.question import AskedGroup
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.domain.verdict import Reason
from verifier.settings import TEMPLATES

TODAY = datetime.now(UTC).date()
INFLUENZA, YELLOW_FEVER = "6142004", "16541001"
Claims = Mapping[str, str]


def days_ago(days: int) -> str:
    return str(dateint(TODAY - timedelta(days=days)))


LAST_YEAR, LAST_WEEK, TOMORROW, YESTERDAY = days_ago(365), days_ago(7), days_ago(-1), days_ago(1)
PERSON = {"subject_id": "S-1", "family_name": "Okafor", "given_name": "Ana", "birth_dateint": "19900517"}
ALWAYS: Mapping[str, Claims] = {
    "vaccination": PERSON | {
        "target_disease_code": MEASLES, "occurrence_dateint": LAST_YEAR, "valid_from_dateint": days_ago(351),
        "valid_until_dateint": "99991231", "dose_number": "2", "country": "DE",
    },
    "allergy_list": PERSON | {"assessed_dateint": LAST_WEEK, "list_status": "1", "assessor_role": "practitioner"},
    "allergy": PERSON | {"clinical_status": "1", "verification": "3", "criticality": "2"},
    "practitioner": {"role_code": "2211", "org": "Salus Clinic", "valid_until_dateint": days_ago(-30)},
}  # fmt: skip
"""What a card of a type says if nothing else is said; its other attributes are 0, which is a number and a text."""


class Case(StrEnum):
    RIGHT = "right"
    WRONG_VALUE = "wrong disease or value"
    TOO_OLD = "too old"
    NOT_YET_VALID = "not yet valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted issuer"
    NAMESAKE = "same schema name by another issuer"
    TAMPERED = "tampered proof"
    REPLAYED = "replayed presentation"
    OTHER_NONCE = "nonce of another session"
    MIXED = "mixed credentials"
    UNREVEALED = "unrevealed"
    SELF_ATTESTED = "self-attested"
    NO_CREDENTIAL = "no credential"


@dataclass(frozen=True)
class Fault:
    """One card says this instead, and the verdict gives this reason."""

    referent: str
    claims: Claims
    reason: Reason


@dataclass(frozen=True, eq=False)
class Row:
    template_id: str
    hand: Mapping[str, Claims]
    """Referent of a group -> what the card that answers it says besides `ALWAYS`."""
    faults: Mapping[Case, Fault | str]
    """By what a card may say; a text says why it cannot be."""

    @property
    def copies(self) -> Mapping[str, int]:
        return Counter(name for name, _, number in (each.partition("-") for each in self.hand) if number)

    @property
    def groups(self) -> Sequence[AskedGroup]:
        """As the template asks."""
        template = read_yaml(TEMPLATES / f"{self.template_id}.yaml", Template)
        trusted = tuple(
            TrustEntry(NOBODY, "", name, CredDefId(f"{NOBODY}:3:CL:{number}:{name}"), date(2024, 1, 1))
            for number, name in enumerate(ALWAYS, start=1)
        )
        now = datetime.now(UTC)
        return ask(template, trusted, Circumstances("1", now, now), self.copies).groups


_NO_AGE, _NO_START, _NO_END = (
    "it asks for nothing that has to be recent",
    "it asks for nothing that begins on a day",
    "it asks for nothing that ends on a day",
)
_NOT_PROVABLE = Reason.NOT_ANSWERED
_TWO_KNOWN = {"list_status": "2", "allergy_count": "2"}

ROWS = [
    Row("adult", {"person": {}}, {
            Case.WRONG_VALUE: Fault("person", {"birth_dateint": days_ago(17 * 365)}, _NOT_PROVABLE),
            Case.TOO_OLD: "nobody is too old to be of age",
            Case.NOT_YET_VALID: Fault("person", {"birth_dateint": str(dateint(TODAY) - 180_000 + 1)}, _NOT_PROVABLE),
            Case.EXPIRED: "the day of birth holds for ever",
        }),
    Row("clinic-intake", {"vaccination": {}, "list": {}}, {
            Case.WRONG_VALUE: Fault("list", {"subject_id": "S-2"}, Reason.SUBJECTS_DIFFER),
            Case.TOO_OLD: "all dates are shown and taken over as they are",
            Case.NOT_YET_VALID: "all dates are shown and taken over as they are",
            Case.EXPIRED: "all dates are shown and taken over as they are",
        }),
    Row("contrast-ct", {"list": {}}, {
            Case.WRONG_VALUE: Fault("list", {"st_iodine_contrast": "4"}, _NOT_PROVABLE),
            Case.TOO_OLD: Fault("list", {"assessed_dateint": days_ago(370)}, _NOT_PROVABLE),
            Case.NOT_YET_VALID: _NO_START,
            Case.EXPIRED: _NO_END,
        }),
    Row("emergency-card", {
            "list": _TWO_KNOWN,
            "allergy-1": {"event_id": "E-1", "allergy_code": "91936005"},
            "allergy-2": {"event_id": "E-2", "allergy_code": "1003755004"},
        }, {
            Case.WRONG_VALUE: Fault("list", _TWO_KNOWN | {"list_status": "0"}, Reason.WRONG_VALUE),
            Case.TOO_OLD: "the day of the assessment is shown, and in an emergency an old list is better than none",
            Case.NOT_YET_VALID: _NO_START,
            Case.EXPIRED: _NO_END,
        }),
    Row("measles-10y", {"vaccination": {}}, {
            Case.WRONG_VALUE: Fault("vaccination", {"target_disease_code": INFLUENZA}, Reason.WRONG_VALUE),
            Case.TOO_OLD: Fault("vaccination", {"occurrence_dateint": days_ago(11 * 366)}, _NOT_PROVABLE),
            Case.NOT_YET_VALID: _NO_START,
            Case.EXPIRED: _NO_END,
        }),
    Row("no-known-penicillin-allergy", {"list": {}}, {
            Case.WRONG_VALUE: Fault("list", {"st_penicillins": "4"}, _NOT_PROVABLE),
            Case.TOO_OLD: Fault("list", {"assessed_dateint": days_ago(370)}, _NOT_PROVABLE),
            Case.NOT_YET_VALID: _NO_START,
            Case.EXPIRED: _NO_END,
        }),
    Row("series-complete", {"vaccination": {}}, {
            Case.WRONG_VALUE: Fault("vaccination", {"target_disease_code": INFLUENZA}, Reason.WRONG_VALUE),
            Case.TOO_OLD: _NO_AGE,
            Case.NOT_YET_VALID: Fault("vaccination", {"valid_from_dateint": TOMORROW}, _NOT_PROVABLE),
            Case.EXPIRED: Fault("vaccination", {"valid_until_dateint": YESTERDAY}, _NOT_PROVABLE),
        }),
    Row("staff-role", {"practitioner": {}}, {
            Case.WRONG_VALUE: "whatever the role is, it is shown to those who asked",
            Case.TOO_OLD: _NO_AGE,
            Case.NOT_YET_VALID: _NO_START,
            Case.EXPIRED: Fault("practitioner", {"valid_until_dateint": YESTERDAY}, _NOT_PROVABLE),
        }),
    Row("yellow-fever-travel", {"vaccination": {"target_disease_code": YELLOW_FEVER}}, {
            Case.WRONG_VALUE: Fault("vaccination", {"target_disease_code": MEASLES}, Reason.WRONG_VALUE),
            Case.TOO_OLD: "it is valid for life",
            Case.NOT_YET_VALID: Fault("vaccination", {"valid_from_dateint": TOMORROW}, _NOT_PROVABLE),
            Case.EXPIRED: "it is valid for life",
        }),
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Cell:
    row: Row
    case: Case
    at: str = ""
    """The group that it is about; of a mixture the referent that is answered from another card than the rest."""
    reason: Reason | None = None
    """None: VALID."""
    claims: Claims | None = None
    """What the card of `at` says instead."""

    def __str__(self) -> str:
        return f"{self.row.template_id}: {self.case.value}{f', {self.at}' if self.at else ''}"


def cells() -> Iterator[Cell]:
    for row in ROWS:
        yield from _cells(row)


def few(cells: Sequence[Cell]) -> list[Cell]:
    """Every template answered rightly, and every cheat at one of the templates, each at another."""
    chosen = [cell for cell in cells if cell.case is Case.RIGHT]
    for number, case in enumerate(each for each in Case if each is not Case.RIGHT):
        of_case = [cell for cell in cells if cell.case is case]
        chosen.append(of_case[number % len(of_case)])
    return chosen


def cannot_be() -> Iterator[tuple[Row, Case, str]]:
    """What is not tried, and why."""
    for row in ROWS:
        for case, fault in row.faults.items():
            if isinstance(fault, str):
                yield row, case, fault
        if not any(group.reveal for group in row.groups):
            yield row, Case.UNREVEALED, "it reveals nothing that could be hidden"
        if not list(_mixtures(row)):
            yield row, Case.MIXED, "no group has two referents; the cards of two persons are its wrong value"


def _cells(row: Row) -> Iterator[Cell]:
    yield Cell(row, Case.RIGHT)
    for case, fault in row.faults.items():
        if isinstance(fault, Fault):
            yield Cell(row, case, fault.referent, fault.reason, fault.claims)
    for group in row.groups:
        if not group.referent.endswith("-2"):  # as the first copy
            yield Cell(row, Case.REVOKED, group.referent, Reason.REVOCATION_STALE)
            yield Cell(row, Case.UNTRUSTED, group.referent, Reason.ISSUER_NOT_TRUSTED)
            yield Cell(row, Case.NAMESAKE, group.referent, Reason.ISSUER_NOT_TRUSTED)
            yield Cell(row, Case.SELF_ATTESTED, group.referent, Reason.SELF_ATTESTED)
            if group.reveal:
                yield Cell(row, Case.UNREVEALED, group.referent, Reason.NOT_REVEALED)
    for case in (Case.TAMPERED, Case.REPLAYED, Case.OTHER_NONCE):
        yield Cell(row, case, "", Reason.PROOF_FAILED)
    yield from _mixtures(row)
    yield Cell(row, Case.NO_CREDENTIAL, "", Reason.NO_CREDENTIAL)


def _mixtures(row: Row) -> Iterator[Cell]:
    """Each referent of a group in turn from another card than the rest: each pair of them comes once from two cards."""
    for group in row.groups:
        referents = [group.referent] if group.reveal else []
        referents += [predicate.referent for predicate in group.predicates]
        for referent in referents if len(referents) > 2 else referents[1:]:
            yield Cell(row, Case.MIXED, referent, Reason.MIXED_CREDENTIALS)
