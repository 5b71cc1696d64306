"""The session of a browser: cookies that no script reads, SameSite=Strict; with https also Secure, and named so.

The refresh token goes to its own path only, so that it is not sent with every call.
"""

from typing import Literal

from fastapi import Request, Response

from wallet_api.services.devices import SignedIn

Name = Literal["session", "refresh"]
SESSION: Name = "session"
REFRESH: Name = "refresh"
REFRESH_PATH = "/v1/session/refresh"
HEADER, WANTED = "Salus-Session", "cookie"


class Cookies:
    def __init__(self, *, is_https: bool) -> None:
        self._is_https = is_https

    @staticmethod
    def are_wanted(request: Request) -> bool:
        return request.headers.get(HEADER) == WANTED

    def read(self, request: Request, name: Name) -> str | None:
        return request.cookies.get(self.full_name(name)) or None

    def write(self, response: Response, signed_in: SignedIn) -> None:
        self._set(response, SESSION, signed_in.session_token, "/")
        self._set(response, REFRESH, signed_in.refresh_token, REFRESH_PATH, signed_in)

    def delete(self, response: Response) -> None:
        for name, path in ((SESSION, "/"), (REFRESH, REFRESH_PATH)):
            response.delete_cookie(
                self.full_name(name), path=path, httponly=True, secure=self._is_https, samesite="strict"
            )

    def full_name(self, name: Name) -> str:
        if not self._is_https:
            return f"salus-wallet-{name}"
        return f"__Host-salus-wallet-{name}" if name == SESSION else f"__Secure-salus-wallet-{name}"

    def _set(self, response: Response, name: Name, token: str, path: str, lasting: SignedIn | None = None) -> None:
        until = lasting.refresh_expires_at if lasting else None
        response.set_cookie(
            self.full_name(name), token, path=path, httponly=True, secure=self._is_https, samesite="strict",
            expires=until,
        )  # fmt: skip
