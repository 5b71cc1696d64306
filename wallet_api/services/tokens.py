"""Tokens that only their holder has: 256 random bits, known here by their SHA-256, enough for what nobody can guess."""

import hashlib
import secrets

TOKEN_BYTES = 32


def draw_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
