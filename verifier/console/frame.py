"""What stands around a verification on its page: the desk, a door, or one's own role."""

from dataclasses import dataclass

from agent.console.navigation import HOME
from verifier.console.navigation import DOORS, VERIFICATIONS


@dataclass(frozen=True)
class Frame:
    """Whose page of a verification it is: the desk's, a door's, or that of one's own role."""

    path: str
    """Below it a page for each verification."""
    next_path: str = HOME
    next_words: str | None = "Next patient"
    """None: as the patient's language has it."""
    template_id: str | None = None
    """The only question of a door."""
    shown_by: str = "the patient"
    outcome: str | None = None
    """What came of it besides the verdict."""


DESK = Frame(VERIFICATIONS)


def door_of(template_id: str) -> Frame:
    path = f"{DOORS}/{template_id}"
    return Frame(path, path, None, template_id)
