"""What a service brings to its console, so that the pages are its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agent.console.navigation import Place


@dataclass(frozen=True)
class Outfit:
    label: str
    """What the pages call the service's organisation."""
    package: str
    """Whose folder `templates` is looked into before the ground's."""
    places: tuple[Place, ...]
    """Its own, in the navigation."""
    first_page: str
    """What stands at HOME, in a sentence: "the offers"."""
    act_words: Mapping[StrEnum, str]
    """Each kind of its own acts in words."""
    record_pages: Mapping[StrEnum, str]
    """Below which path the records of a kind have their pages: those whose acts clerks see in the history."""
    live_events: tuple[str, ...]
    """The types of events after which a live page is read again."""
    cookies: str
    """What its cookies' names begin with, and no other service's: ports do not part cookies (RFC 6265, section 8.5)."""
    styles: Mapping[str, bytes] = field(default_factory=dict)
    """Style sheets of its own by file name, after the ground's."""
    scripts: Mapping[str, bytes] = field(default_factory=dict)
    """Scripts of its own by file name, after the ground's; each is a module of its own."""
    clerk: str = "Clerk"
    """What it calls a user who is no administrator."""
