"""Vaccinations as a table of CSV."""

HEADER = "subject_id,family_name,given_name,birth_dateint,occurrence_dateint,vaccine_cvx,event_id,lot_number"


def csv(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def dose(number: int, *, given_on: str = "2024-03-01", lot: str = "A1", name: str = "Okafor") -> str:
    """A row of a measles vaccination."""
    return f"P-{number},{name},Ana,1990-05-17,{given_on},5,E-{number},{lot}"
