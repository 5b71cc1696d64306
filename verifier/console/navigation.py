"""Where the verifier's own pages are, and which of them stand in the console's navigation."""

from agent.console.navigation import HOME, Place

VERIFICATIONS = f"{HOME}/verifications"
DOORS = f"{HOME}/ask"
"""Below it a page for each template, for a screen that asks nothing else."""
PLACES = (Place(HOME, "Ask"),)
