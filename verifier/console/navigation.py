"""Where the verifier's own pages are, and which of them stand in the console's navigation."""

from agent.access.domain.user import Role
from agent.console.navigation import HOME, Place

VERIFICATIONS = f"{HOME}/verifications"
DOORS = f"{HOME}/ask"
"""Below it a page for each template, for a screen that asks nothing else."""
TEMPLATES = f"{HOME}/templates"
NEW_TEMPLATE = f"{HOME}/new-template"
EDIT_TEMPLATE = f"{HOME}/edit-template"
TRUST = f"{HOME}/trust"
NEXT_REGISTRY = f"{TRUST}/next"
SIGNED_REGISTRY = f"{TRUST}/signed"
CONSENTS = f"{HOME}/consents"
OWN_ROLES = f"{HOME}/own-role"
"""Below it a page for each time that one of our people shows the practitioner card."""
EMERGENCIES = f"{HOME}/emergencies"
READ_RECORDS = Place(CONSENTS, "Read records")
EMERGENCY = Place(EMERGENCIES, "Emergency")
"""Both where the verifier may ask patients at the wallet service."""
PLACES = (Place(HOME, "Ask"), Place(TEMPLATES, "Templates", Role.ADMIN), Place(TRUST, "Trust"))
