"""An organisation as an app shows it: by the name that the registry gives it."""

from pydantic import BaseModel

from wallet_api.domain.organisation import Organisation


class OrganisationBody(BaseModel):
    organisation_id: str
    name: str

    @classmethod
    def of(cls, organisation: Organisation | None) -> "OrganisationBody | None":
        """Null for somebody unknown: an app warns of them, and shows what they call themselves as a claim at most."""
        return cls(organisation_id=organisation.id, name=organisation.name) if organisation else None
