"""The languages in which a patient is asked and a clinic is told."""

from enum import StrEnum
from typing import Literal


class Language(StrEnum):
    """ISO 639-1."""

    ENGLISH = "en"
    GERMAN = "de"
    ARABIC = "ar"

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """In which it is written, as HTML's `dir` has it."""
        return "rtl" if self is Language.ARABIC else "ltr"
