"""Where the issuer's own pages are, and which of them stand in the console's navigation."""

from agent.console.navigation import HOME, Place

BATCHES = f"{HOME}/batches"
RECALLS = f"{HOME}/recalls"
PLACES = (
    Place(HOME, "Offers"),
    Place(f"{HOME}/offers/new", "New offer"),
    Place(BATCHES, "Batches"),
    Place(RECALLS, "Recall"),
)
