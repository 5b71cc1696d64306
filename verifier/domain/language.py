"""The languages in which a patient is asked and a clinic is told."""

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1."""

    ENGLISH = "en"
    GERMAN = "de"
    ARABIC = "ar"
