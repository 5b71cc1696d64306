"""A service's console: what its pages stand on, and the pages that every console has."""

from fastapi import APIRouter

from agent.access.access import Access
from agent.console.cookies import Cookies
from agent.console.guards import Doors, Origin
from agent.console.names import NameBook
from agent.console.outfit import Outfit
from agent.console.pages import Pages
from agent.console.routes.api_keys import api_key_page_routes
from agent.console.routes.history import history_routes
from agent.console.routes.sign_in import own_account_routes, sign_in_routes
from agent.console.routes.static import static_routes
from agent.console.routes.users import user_routes


class Console:
    def __init__(self, outfit: Outfit, access: Access, public_url: str) -> None:
        cookies = Cookies(outfit.cookies, is_https=public_url.startswith("https:"))
        self.pages = Pages(outfit)
        self.doors = Doors(access.sign_in, cookies, Origin.of(public_url))
        self.names = NameBook(access.user_store, access.key_store)
        self._outfit = outfit
        self._access = access

    def routes(self) -> list[APIRouter]:
        pages, doors, access = self.pages, self.doors, self._access
        return [
            static_routes(self._outfit.styles, self._outfit.scripts),
            sign_in_routes(pages, doors),
            own_account_routes(pages, doors, access.first_admin),
            history_routes(pages, doors, access.act_store, self.names, self._outfit.record_pages),
            user_routes(pages, doors, access.users),
            api_key_page_routes(pages, doors, access.api_keys),
        ]
