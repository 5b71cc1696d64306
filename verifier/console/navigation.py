"""Where the verifier's own pages are, and which of them stand in the console's navigation."""

from agent.console.navigation import HOME, Place

VERIFICATIONS = f"{HOME}/verifications"
PLACES = (Place(HOME, "Ask"),)
