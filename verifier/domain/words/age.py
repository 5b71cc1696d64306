"""The age of the ledger's data that a verdict rests on, in words."""

from collections.abc import Mapping
from datetime import datetime

from verifier.domain.language import Language

SENTENCES: Mapping[Language, str] = {
    Language.ENGLISH: "Checked against data of {when}.",
    Language.GERMAN: "Geprüft mit Daten von {when}.",
    Language.ARABIC: "تم التحقق بالاستناد إلى بيانات الساعة {when}.",
}


def checked_against(read_at: datetime, decided_at: datetime, language: Language) -> str:
    """The time of day by the zone of `read_at`; with the day where the verdict came on another one."""
    same_day = decided_at.astimezone(read_at.tzinfo).date() == read_at.date()
    return SENTENCES[language].format(when=f"{read_at:%H:%M}" if same_day else f"{read_at:%Y-%m-%d %H:%M}")
