"""A registry with a centre that issues and a clinic that asks, for tests."""

import json
from collections.abc import Mapping

from agent.detached_jws import draw_key, public_part
from agent.protocol import Did
from wallet_api.domain.organisation import Organisation, Organisations, Purpose

CENTRE_DID = Did("F72i3Y3Q4i466efjYJYMHM")
CENTRE = Organisation("centre", "Vaccination Centre", dids=(CENTRE_DID,))
CLINIC_KEY, OTHERS_KEY = draw_key(), draw_key()


def public(key: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(public_part(key))
    return found


CLINIC = Organisation(
    "clinic", "City Clinic", keys=(public(CLINIC_KEY),), purposes=(Purpose("measles-10y", ("target_disease_code",)),)
)
OTHER = Organisation("other", "Other Clinic", keys=(public(OTHERS_KEY),))
REGISTRY = Organisations(1, (CENTRE, CLINIC, OTHER))
