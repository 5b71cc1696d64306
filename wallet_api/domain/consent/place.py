"""Where something is put in: a place for each category of records. They are the items of a consent to put in.

So a patient switches each kind on or off as they do with what they share, and the decision finds it by its name.
"""

from wallet_api.domain.consent.asking import Item, Sensitivity
from wallet_api.domain.record import Category

PLACES = frozenset(category.value for category in Category)


def place_for(kind: str) -> Item:
    return Item(f"into:{kind}", kind, Sensitivity.NORMAL)
