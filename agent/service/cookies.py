"""Cookies that hold a secret: no script reads them, and no page of another site has them sent along.

HttpOnly, SameSite=Strict; with https also Secure, under a name that says so: `__Host-` for the whole host, so that no
other host of the domain can set it, `__Secure-` below a path (RFC 6265bis, section 4.1.3).
"""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response


@dataclass(frozen=True)
class SecretCookie:
    name: str
    is_https: bool
    path: str = "/"

    @property
    def full_name(self) -> str:
        if not self.is_https:
            return self.name
        return f"__Host-{self.name}" if self.path == "/" else f"__Secure-{self.name}"

    def read(self, request: Request) -> str | None:
        return request.cookies.get(self.full_name) or None

    def write(self, response: Response, token: str, *, until: datetime | None = None) -> None:
        """Kept by the browser until then, or until it is closed."""
        response.set_cookie(
            self.full_name, token, path=self.path, httponly=True, secure=self.is_https, samesite="strict", expires=until
        )

    def delete(self, response: Response) -> None:
        response.delete_cookie(self.full_name, path=self.path, httponly=True, secure=self.is_https, samesite="strict")
