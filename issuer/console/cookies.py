"""The console's cookies: a session's token, and before that one that only the sign-in form needs.

HttpOnly, SameSite=Strict; with https also Secure and the prefix __Host-, so that no other host of the domain can set
them (RFC 6265bis, section 4.1.3.2).
"""

from dataclasses import dataclass
from typing import Literal

from fastapi import Request, Response

Name = Literal["salus-session", "salus-sign-in"]
SESSION: Name = "salus-session"
SIGN_IN: Name = "salus-sign-in"


@dataclass(frozen=True)
class Cookies:
    is_https: bool

    def read(self, request: Request, name: Name) -> str | None:
        return request.cookies.get(self._full(name)) or None

    def write(self, response: Response, name: Name, token: str) -> None:
        """Kept by the browser until it is closed; when a session ends is decided here, not there."""
        response.set_cookie(
            self._full(name), token, path="/", httponly=True, secure=self.is_https, samesite="strict"
        )  # fmt: skip

    def delete(self, response: Response, name: Name) -> None:
        response.delete_cookie(self._full(name), path="/", httponly=True, secure=self.is_https, samesite="strict")

    def _full(self, name: Name) -> str:
        return f"__Host-{name}" if self.is_https else name
