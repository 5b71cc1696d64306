"""The session of a browser, in cookies.

The refresh token goes to its own path only, so that it is not sent with every call.
"""

from fastapi import Request, Response

from agent.service.cookies import SecretCookie
from wallet_api.services.devices import SignedIn

REFRESH_PATH = "/v1/session/refresh"
HEADER, WANTED = "Salus-Session", "cookie"


class Cookies:
    def __init__(self, *, is_https: bool) -> None:
        self.session = SecretCookie("salus-wallet-session", is_https)
        self.refresh = SecretCookie("salus-wallet-refresh", is_https, REFRESH_PATH)

    @staticmethod
    def are_wanted(request: Request) -> bool:
        return request.headers.get(HEADER) == WANTED

    def write(self, response: Response, signed_in: SignedIn) -> None:
        self.session.write(response, signed_in.session_token)
        self.refresh.write(response, signed_in.refresh_token, until=signed_in.refresh_expires_at)

    def delete(self, response: Response) -> None:
        self.session.delete(response)
        self.refresh.delete(response)
