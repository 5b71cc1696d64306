"""The form of a template keeps what was typed, loses nothing of a template, and names what is wrong at its field."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.verifier.asked import template
from verifier.console.editor.draft import LIMITS, BoundRow, Draft, GroupDraft, LimitDraft, ValueRow
from verifier.console.editor.fields import Fields
from verifier.console.editor.from_form import read_draft
from verifier.console.editor.from_template import draft_of
from verifier.console.editor.to_template import Faults, template_of
from verifier.domain.template import Template
from verifier.settings import TEMPLATES

SHIPPED = sorted(path.stem for path in TEMPLATES.glob("*.yaml"))


def sent(draft: Draft) -> Iterator[tuple[str, str]]:
    """The fields that a browser sends of the page that shows this draft."""
    yield from (("id", draft.id), ("version", draft.version), ("rest", json.dumps(draft.rest)))
    for name, words in (("title", draft.title), ("purpose", draft.purpose)):
        yield from ((f"{name}.{language}", text) for language, text in words.items())
    for at, group in enumerate(draft.groups):
        row = f"groups.{at}"
        yield from ((f"{row}.name", group.name), (f"{row}.credential_type", group.credential_type))
        yield from ((f"{row}.reveal", name) for name in group.reveal[:3])
        yield (f"{row}.more", ", ".join(group.reveal[3:]))
        for number, demanded in enumerate(group.where):
            yield from ((f"{row}.where.{number}.{name}", value) for name, value in vars(demanded).items())
        for kind, bounds in (("prove", group.prove), ("check", group.check)):
            for number, bound in enumerate(bounds):
                yield from ((f"{row}.{kind}.{number}.{name}", value) for name, value in vars(bound).items())
        copies = {name: "on" if value is True else value for name, value in vars(group.copies).items() if value}
        yield from ((f"{row}.copies.{name}", value) for name, value in copies.items())
    yield from ((f"equal.{at}", line) for at, line in enumerate(draft.equal))
    yield from (("complete.list", draft.complete_list), ("complete.copies", draft.complete_copies))
    for name, limit in draft.limits.items():
        yield from ((f"{name}.amount", limit.amount), (f"{name}.unit", limit.unit))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_template_comes_back_from_its_form_as_it_was(name: str) -> None:
    before = template(name)
    assert template_of(draft_of(before)) == before
    assert template_of(read_draft(Fields(sent(draft_of(before))))) == before


def faults(draft: Draft) -> dict[str, str]:
    found = template_of(draft)
    assert isinstance(found, Faults)
    return {place: " ".join(sentences) for place, sentences in found.at.items()}


SOUND = draft_of(template())
(GROUP,) = SOUND.groups


def with_group(**changed: Any) -> Draft:
    return replace(SOUND, groups=(replace(GROUP, **changed),))


@pytest.mark.parametrize(
    ("draft", "place", "said"),
    [
        (replace(SOUND, id="No Id"), "id", "small letters"),
        (replace(SOUND, version="one"), "version", "like 1.0"),
        (replace(SOUND, title={"en": "One"}), "title", "ar, de is missing"),
        (replace(SOUND, groups=()), "groups", "one or more groups"),
        (replace(SOUND, equal=("vaccination.lot_number",)), "equal", "two groups or more"),
        (replace(SOUND, complete_list="a.b"), "complete", "no group a"),
        (
            replace(SOUND, limits={**SOUND.limits, "answer_within_s": LimitDraft("2", "hours")}),
            "answer_within_s",
            "3600",
        ),
        (replace(SOUND, limits={**SOUND.limits, "valid_for_s": LimitDraft("a day", "days")}), "valid_for_s", "whole"),
        (replace(SOUND, limits={}), "answer_within_s", "missing"),
        (replace(SOUND, rest={"kept": 1}), "", "not known"),
        (with_group(credential_type=""), "groups.0", "credential type"),
        (with_group(reveal=("country",)), "groups.0", "not revealed"),
        (with_group(prove=(BoundRow("occurrence_dateint", ">=", "", "number"),)), "groups.0.prove.0", "whole number"),
        (with_group(prove=(BoundRow("occurrence_dateint", ">=", "20200101", "number"),)), "groups.0.prove.0", "date"),
        (with_group(prove=(BoundRow("lot", "=", "1", "number"),)), "groups.0.prove.0", "Choose one"),
        (with_group(where=(ValueRow("country", "DE"), ValueRow("country", "FR"))), "groups.0.where", "twice"),
        (with_group(where=(ValueRow("country", ""),)), "groups.0.where", "value that it has to have"),
        (with_group(copies=replace(GROUP.copies, wanted=True)), "groups.0.copies", "told apart"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(draft: Draft, place: str, said: str) -> None:
    found = faults(draft)
    assert list(found) == [place]
    assert said in found[place]
    assert found[place].endswith(".")


def test_what_was_typed_is_kept_though_it_is_wrong() -> None:
    wrong = with_group(prove=(BoundRow("occurrence_dateint", ">=", "ten", "years_before_today"),))
    assert read_draft(Fields(sent(wrong))) == wrong


def test_rows_that_were_left_blank_are_gone_and_a_gap_in_the_numbers_is_none() -> None:
    fields = Fields([("groups.4.name", "a"), ("groups.11.name", "b"), ("groups.4.prove.7.comparison", "<=")])
    assert [(group.name, group.prove) for group in read_draft(fields).groups] == [("a", ()), ("b", ())]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, ("0", "seconds")), (90, ("90", "seconds")), (300, ("5", "minutes")), (86_400, ("1", "days"))],
)
def test_a_limit_is_shown_in_the_largest_unit_that_fits(seconds: int, shown: tuple[str, str]) -> None:
    limit = draft_of(replace(template(), valid_for_s=seconds)).limits["valid_for_s"]
    assert (limit.amount, limit.unit) == shown


def test_what_the_form_has_no_field_for_is_kept() -> None:
    with_more = replace(SOUND, rest={"later": {"hours": 2}})
    assert read_draft(Fields(sent(with_more))).rest == {"later": {"hours": 2}}
    assert read_draft(Fields([("rest", "no json")])).rest == {}


def test_every_limit_of_a_template_has_its_field() -> None:
    assert set(SOUND.limits) == set(LIMITS)
    assert isinstance(template_of(SOUND), Template)
    assert GroupDraft().credential_type == ""
