"""The question of several.py judged in another way: on the raw JSON, from tables of its own, and any surprise is a no.

It imports nothing of the judgement, so that the two can only agree by both being right.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

MADE_BY, OTHER = "F72i3Y3Q4i466efjYJYMHM", "WgWxqztrNooG92RXvxSTWv"
LONGEST_AGE_S = 60


@dataclass(frozen=True)
class Facts:
    """What else there is to know of an answer."""

    allergies: int
    to_our_request: bool
    proof_holds: bool
    answered_before: bool
    late_s: int
    """How long after the last moment it came; negative: before."""
    in_force: Mapping[str, int]
    trusted_now: Collection[str]
    reading_age_s: float


@dataclass(frozen=True)
class Wanted:
    shows: tuple[str, ...]
    proves: tuple[tuple[str, str, str, int], ...]
    """Ending of the referent, attribute, comparison, bound."""
    issuers: tuple[str, ...]
    """Definitions."""


SINCE = ("issued-since", "issued_dateint", "GE", 20240101)
LIST = Wanted(
    ("subject_id", "allergy_count", "assessed_dateint", "valid_until_dateint"),
    (("1.st_latex", "st_latex", "LE", 2), SINCE),
    (f"{MADE_BY}:3:CL:16:list",),
)
ALLERGY = Wanted(
    ("subject_id", "clinical_status", "event_id"),
    (("1.verification", "verification", "GE", 1), SINCE),
    (f"{MADE_BY}:3:CL:17:allergy", f"{OTHER}:3:CL:18:allergy"),
)
VACCINATION = Wanted(
    ("subject_id", "target_disease_code", "issued_dateint"),
    (("1.occurrence_dateint", "occurrence_dateint", "GE", 20161122),),
    (f"{MADE_BY}:3:CL:15:default", f"{OTHER}:3:CL:19:default"),
)
DAYS = {f"{MADE_BY}:3:CL:15:default": (20240101, 20241231), f"{OTHER}:3:CL:19:default": (20250101, 2**31)}


def verdict(answer: Any, facts: Facts) -> str:
    """VALID, INVALID or UNDECIDED."""
    try:
        in_time = facts.late_s <= 0 and not facts.answered_before
        good = facts.to_our_request and in_time and facts.proof_holds and _good(answer, facts)
    except (LookupError, TypeError, ValueError, AttributeError):
        good = False
    if not good:
        return "INVALID"
    return "VALID" if 0 <= facts.reading_age_s <= LONGEST_AGE_S else "UNDECIDED"


def _good(answer: Any, facts: Facts) -> bool:
    wanted = {"list": LIST}
    wanted |= {f"allergy-{number + 1}": ALLERGY for number in range(facts.allergies)}
    wanted |= {"vaccination": VACCINATION}
    told, named, proofs = answer["requested_proof"], answer["identifiers"], answer["proof"]["proofs"]
    groups, predicates = told["revealed_attr_groups"], told["predicates"]
    places = {name: group["sub_proof_index"] for name, group in groups.items()}
    if not _is_spelt_right(answer) or len(named) != len(proofs):
        return False
    if any(told.get(part) for part in ("revealed_attrs", "unrevealed_attrs", "self_attested_attrs")):
        return False
    if set(groups) != set(wanted) or set(predicates) != {
        f"{name}.{ending}" for name, each in wanted.items() for ending, _, _, _ in each.proves
    }:
        return False
    for name, each in wanted.items():
        place = places[name]
        if any(predicates[f"{name}.{ending}"]["sub_proof_index"] != place for ending, _, _, _ in each.proves):
            return False
        if not _card_is_good(each, groups[name]["values"], named[place], proofs[place], facts):
            return False
    holders = {proofs[place]["primary_proof"]["eq_proof"]["m"]["master_secret"] for place in places.values()}
    values = {name: {key: value["raw"] for key, value in groups[name]["values"].items()} for name in wanted}
    return len(holders) == 1 and _cards_belong_together(values, {name: named[place] for name, place in places.items()})


def _card_is_good(wanted: Wanted, shown: Any, who: Any, proof: Any, facts: Facts) -> bool:
    equality, inequalities = proof["primary_proof"]["eq_proof"], proof["primary_proof"].get("ge_proofs", [])
    for name in wanted.shows:
        if not shown[name]["encoded"] == _number_of(shown[name]["raw"]) == equality["revealed_attrs"][name]:
            return False
    for _, attribute, comparison, bound in wanted.proves:
        predicate = {"attr_name": attribute, "p_type": comparison, "value": bound}
        if not any(predicate.items() <= one["predicate"].items() and one["mj"] == equality["m"][attribute]
                   for one in inequalities):  # fmt: skip
            return False
    definition, registry, moment = who["cred_def_id"], who["rev_reg_id"], who["timestamp"]
    return (
        definition in wanted.issuers
        and definition in facts.trusted_now
        and registry.startswith(f"{definition.split(':')[0]}:4:{definition}:CL_ACCUM:")
        and moment >= facts.in_force[registry]
        and "m2" not in proof["non_revoc_proof"]["x_list"]
    )


def _cards_belong_together(values: Mapping[str, Mapping[str, str]], who: Mapping[str, Any]) -> bool:
    listed, vaccinated = values["list"], values["vaccination"]
    allergies = [name for name in values if name.startswith("allergy-")]
    events = [values[name]["event_id"] for name in allergies]
    first, last = DAYS[who["vaccination"]["cred_def_id"]]
    return all(
        [
            vaccinated["target_disease_code"] == "14189004",
            _is_number(vaccinated["issued_dateint"]) and first <= int(vaccinated["issued_dateint"]) <= last,
            _is_number(listed["valid_until_dateint"]) and int(listed["valid_until_dateint"]) >= 20261122,
            _is_number(listed["assessed_dateint"]) and int(listed["assessed_dateint"]) >= 20251122,
            all(values[name]["clinical_status"] == "1" for name in allergies),
            len({each["subject_id"] for each in values.values()}) == 1 and listed["subject_id"] != "",
            "" not in events and len(set(events)) == len(events),
            listed["allergy_count"] == str(len(allergies)),
            all(who[name]["cred_def_id"].startswith(f"{MADE_BY}:") for name in allergies),
        ]
    )


def _is_number(raw: str) -> bool:
    """In the one spelling that AnonCreds compares: 32 bits, no zeros before it."""
    return raw.isascii() and raw.removeprefix("-").isdigit() and str(int(raw)) == raw and -(2**31) <= int(raw) < 2**31


def _number_of(raw: str) -> str:
    return raw if _is_number(raw) else str(int(hashlib.sha256(raw.encode()).hexdigest(), 16))


TEXT, INDEX, NUMBER, ANY = "a text", "a number from 0 on", "a number", "anything"
_PREDICATE = {"mj": TEXT, "predicate": {"attr_name": TEXT, "p_type": TEXT, "value": NUMBER}}
_EQUALITY = {"revealed_attrs": {...: TEXT}, "m": {...: TEXT}}
_PLACED = {"sub_proof_index": INDEX}
SPELLING: Any = {
    "identifiers": [{"schema_id": TEXT, "cred_def_id": TEXT, "rev_reg_id?": TEXT, "timestamp?": NUMBER}],
    "proof": {
        "proofs": [
            {
                "primary_proof": {"eq_proof": _EQUALITY, "ge_proofs!": [_PREDICATE]},
                "non_revoc_proof?": {"x_list": {...: ANY}},
            }
        ]
    },
    "requested_proof": {
        "revealed_attrs!": {...: ANY},
        "unrevealed_attrs!": {...: ANY},
        "self_attested_attrs!": {...: ANY},
        "revealed_attr_groups!": {...: _PLACED | {"values": {...: {"raw": TEXT, "encoded": TEXT}}}},
        "predicates!": {...: _PLACED},
    },
}
"""Of the specification, as far as it is looked at; `?` may be null or missing, `!` may be missing."""


def _is_spelt_right(value: Any, as_is: Any = SPELLING) -> bool:
    if isinstance(as_is, str):
        return _is_of_kind(value, as_is)
    if isinstance(as_is, list):
        return type(value) is list and all(_is_spelt_right(each, as_is[0]) for each in value)
    if ... in as_is:
        return type(value) is dict and all(_is_spelt_right(each, as_is[...]) for each in value.values())
    return type(value) is dict and all(_part_is_right(value, name, part) for name, part in as_is.items())


def _is_of_kind(value: Any, kind: str) -> bool:
    if kind is TEXT:
        return type(value) is str and "\ud800" not in value
    return kind is ANY or (type(value) is int and (kind is NUMBER or value >= 0))


def _part_is_right(value: Any, name: str, part: Any) -> bool:
    key = name.rstrip("?!")
    if key not in value:
        return name != key
    return (value[key] is None and name.endswith("?")) or _is_spelt_right(value[key], part)
