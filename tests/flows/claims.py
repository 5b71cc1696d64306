"""Claims of made-up people for the types that the demo journey does not use."""

PERSON = {"family_name": "Okafor", "given_name": "Ana", "birth_dateint": "1990-05-17"}


def allergy_list(subject_id: str = "S-1") -> dict[str, str | int]:
    """No known allergies."""
    assessed = {"assessed_dateint": "2026-01-15", "list_status": 1, "allergy_count": 0, "st_penicillins": 0}
    return PERSON | {"subject_id": subject_id} | assessed


def allergy(subject_id: str) -> dict[str, str | int]:
    stated = {"allergy_code": "91936005", "allergy_display": "Penicillin", "clinical_status": 1, "event_id": "E-1"}
    return PERSON | {"subject_id": subject_id} | stated
