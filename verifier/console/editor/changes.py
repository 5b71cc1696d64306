"""What differs between two versions of a template, line by line."""

from collections.abc import Iterator

from verifier.console.editor.draft import BoundRow, Draft, GroupDraft
from verifier.console.editor.from_template import draft_of
from verifier.console.editor.phrases import PHRASES
from verifier.console.editor.reading import bound_words
from verifier.console.line_changes import Changes, line_changes
from verifier.domain.language import Language
from verifier.domain.template import Template

_ENGLISH = PHRASES[Language.ENGLISH]
LIMIT_WORDS = {
    "answer_within_s": "Time for the patient to answer",
    "decide_within_s": "Time to wait for ledger and agent",
    "revocation_max_age_s": "How old our reading of the revocation lists may be",
    "valid_for_s": "How long a VALID counts",
}


def changes(before: Template | None, after: Template) -> Changes:
    """Without the version, which always changes."""
    return line_changes(lines(draft_of(before)) if before else (), lines(draft_of(after)))


def lines(draft: Draft) -> Iterator[str]:
    """All that a template says, one line each."""
    for language in Language:
        yield f"Title ({language}): {draft.title.get(language, '')}"
        yield f"Purpose ({language}): {draft.purpose.get(language, '')}"
    for group in draft.groups:
        yield from (f"{group.name}: {line}" for line in _group_lines(group))
    yield from (f"Equal: {line}" for line in draft.equal)
    if draft.complete_list:
        yield f"Complete: as many of {draft.complete_copies} as {draft.complete_list} counts"
    yield from (f"{LIMIT_WORDS[name]}: {limit.amount} {limit.unit}" for name, limit in draft.limits.items())
    yield from (f"{name}: {value}" for name, value in draft.rest.items())


def _group_lines(group: GroupDraft) -> Iterator[str]:
    yield f"a card of the type {group.credential_type}"
    yield from (f"shown: {name}" for name in group.reveal)
    yield from (f"has to be: {row.attribute} = {row.value}" for row in group.where)
    yield from (f"proved: {_bound(row)}" for row in group.prove)
    yield from (f"checked: {_bound(row)}, else {row.otherwise}" for row in group.check)
    if group.copies.wanted:
        copies = group.copies
        yield f"asked {copies.min} to {copies.max} times, {copies.default} if not said, told apart by {copies.distinct}"


def _bound(row: BoundRow) -> str:
    return bound_words(row, row.attribute, _ENGLISH)
