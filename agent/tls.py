"""Whom Salus trusts over TLS. Read once: reading the roots takes 20 ms (measured)."""

import ssl
from functools import cache

import httpx


@cache
def known_roots() -> ssl.SSLContext:
    """httpx's own choice: certifi's roots, or those that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


@cache
def system_roots() -> ssl.SSLContext:
    """The roots of this machine."""
    return ssl.create_default_context()
