"""Adding a row to the draft; a row is taken away among the form's fields, before they are read."""

from dataclasses import replace

from verifier.console.editor.draft import BoundRow, Draft, GroupDraft, ValueRow


def with_row(draft: Draft, place: str) -> Draft:
    """`place` is groups, equal, or groups.N.where, .prove or .check; of another place the draft stays as it is."""
    match place.split("."):
        case ["groups"]:
            return replace(draft, groups=(*draft.groups, GroupDraft(_free_name(draft))))
        case ["equal"]:
            return replace(draft, equal=(*draft.equal, ""))
        case ["groups", number, kind] if number.isdecimal() and int(number) < len(draft.groups):
            at = int(number)
            group = _with_row(draft.groups[at], kind)
            return replace(draft, groups=(*draft.groups[:at], group, *draft.groups[at + 1 :]))
        case _:
            return draft


def _with_row(group: GroupDraft, kind: str) -> GroupDraft:
    match kind:
        case "where":
            return replace(group, where=(*group.where, ValueRow()))
        case "prove":
            return replace(group, prove=(*group.prove, BoundRow()))
        case "check":
            return replace(group, check=(*group.check, BoundRow()))
        case _:
            return group


def _free_name(draft: Draft) -> str:
    taken = {group.name for group in draft.groups}
    return next(name for number in range(1, len(taken) + 2) if (name := f"card{number}") not in taken)
