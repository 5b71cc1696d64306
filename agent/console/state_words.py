"""How the state of something is shown: a label on a badge, a sentence, and the badge's tone."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["waiting", "good", "bad", "over"]


@dataclass(frozen=True)
class StateWords:
    label: str
    sentence: str
    tone: Tone
