"""The console's cookies: a session's token, and before that one that only the sign-in form needs.

Kept by the browser until it is closed; when a session ends is decided here, not there.
"""

from agent.service.cookies import SecretCookie


class Cookies:
    def __init__(self, prefix: str, *, is_https: bool) -> None:
        """`prefix`: what the service's cookies' names begin with."""
        self.session = SecretCookie(f"{prefix}-session", is_https)
        self.sign_in = SecretCookie(f"{prefix}-sign-in", is_https)
