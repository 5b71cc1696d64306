"""A date that may lack its day or month: the days that it can mean. FHIR R4 date and dateTime, and YYYYMMDD.

It decides which calendar days are possible; which of them counts, the earliest or the latest, is the claim's rule
(rounded against the holder). The time and zone are left out: the day is the one that was written.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
FIRST_YEAR = 1900


@dataclass(frozen=True)
class PartialDate:
    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Raises ValueError for what is no date, no day of the calendar, or before 1900."""
        found = _COMPACT.fullmatch(text) or _FORM.fullmatch(text)
        if found is None or int(found[1]) < FIRST_YEAR:
            raise ValueError("is no date since 1900")
        year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if found[2] is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if found[3] is None:
            first = date(year, month, 1)
            return cls(first, first.replace(day=monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))


def dateint(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
