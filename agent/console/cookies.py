"""The console's cookies: a session's token, and before that one that only the sign-in form needs.

HttpOnly, SameSite=Strict; with https also Secure and the prefix __Host-, so that no other host of the domain can set
them (RFC 6265bis, section 4.1.3.2).
"""

from dataclasses import dataclass
from typing import Literal

from fastapi import Request, Response

Name = Literal["session", "sign-in"]
SESSION: Name = "session"
SIGN_IN: Name = "sign-in"


@dataclass(frozen=True)
class Cookies:
    prefix: str
    """What the service's cookies' names begin with."""
    is_https: bool

    def read(self, request: Request, name: Name) -> str | None:
        return request.cookies.get(self.full_name(name)) or None

    def write(self, response: Response, name: Name, token: str) -> None:
        """Kept by the browser until it is closed; when a session ends is decided here, not there."""
        response.set_cookie(
            self.full_name(name), token, path="/", httponly=True, secure=self.is_https, samesite="strict"
        )  # fmt: skip

    def delete(self, response: Response, name: Name) -> None:
        response.delete_cookie(self.full_name(name), path="/", httponly=True, secure=self.is_https, samesite="strict")

    def full_name(self, name: Name) -> str:
        return f"__Host-{self.prefix}-{name}" if self.is_https else f"{self.prefix}-{name}"
