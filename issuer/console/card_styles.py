"""How cards look, and the colours of each type's, as a style sheet: the pages' policy allows no style in their text."""

from collections.abc import Iterable
from importlib.resources import files

from issuer.domain.credential_type import CredentialType

NAME = "cards.css"


def card_styles(types: Iterable[CredentialType]) -> bytes:
    """One class for each type: `.card-NAME`. Names and colours were checked when the types were read."""
    rules = (
        f".card-{each.name} {{ background: {each.display.colours.background}; color: {each.display.colours.text}; }}"
        for each in types
    )
    look = (files("issuer.console") / "static" / NAME).read_text()
    return f"{look}{'\n'.join(rules)}".encode()
