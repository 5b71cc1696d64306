"""What a service with a log is told of it in tests: keys of its own, and a database apart in a directory."""

import base64
from pathlib import Path

from agent.audit.c2sp.keys import KeyType, PrivateKey

WRAPPING_KEY = base64.urlsafe_b64encode(b"x" * 32).decode()


def audit_settings(directory: Path, genesis: str = "nowhere") -> dict[str, str]:
    return {
        "audit_key": PrivateKey.draw("log.example/tests", KeyType.LOG).text,
        "audit_keys_url": f"sqlite:///{directory / 'audit-keys.sqlite'}",
        "audit_wrapping_key": WRAPPING_KEY,
        "ledger_genesis": genesis,
    }
