"""Which credentials are untrue once another one exists, and are taken back before it is offered."""

from collections.abc import Mapping

# Of types for now; a rule in the types' files takes its place when they can hold one.
SUPERSEDED_BY: Mapping[str, frozenset[str]] = {
    "allergy": frozenset({"allergy_list"}),
    "allergy_list": frozenset({"allergy_list"}),
}
"""A list says "these and no others": an allergy recorded after it makes it wrong, and a newer list takes its place. A
patient who could choose between two lists could show the one that hides an allergy."""


def superseded_by(credential_type: str) -> frozenset[str]:
    """Types whose live credentials of the same subject must go first."""
    return SUPERSEDED_BY.get(credential_type, frozenset())
