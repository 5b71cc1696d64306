"""Prints the interface description (OpenAPI 3.1) that the web app's typed client is made from.

python -m wallet_api.describe > wallet_api/app/openapi.json
"""

import base64
import json
import sys
from typing import Any

from cryptography.fernet import Fernet
from fastapi import FastAPI

from agent.audit.c2sp.keys import KeyType, PrivateKey
from wallet_api.app import create_service
from wallet_api.settings import Settings


def unstarted() -> FastAPI:
    """A service that is put together and never started."""
    unused = "x" * 32
    return create_service(
        Settings.model_validate(
            {
                "public_url": "http://localhost",
                "database_url": "sqlite:///unused.sqlite",
                "agent_admin_url": "http://localhost",
                "agent_admin_key": unused,
                "webhook_key": unused,
                "api_key": unused,
                "tenant_key": Fernet.generate_key().decode(),
                "audit_key": PrivateKey.draw("unused.example", KeyType.LOG).text,
                "audit_keys_url": "sqlite:///unused-keys.sqlite",
                "audit_wrapping_key": base64.urlsafe_b64encode(bytes(32)).decode(),
                "ledger_genesis": "unused",
                "records_dir": "unused",
            }
        )
    )


def description() -> dict[str, Any]:
    return unstarted().openapi()


def as_text() -> str:
    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())
