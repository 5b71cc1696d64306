"""Invitations as they come in, for tests."""

import base64
import json
from typing import Any


def invitation(**changes: Any) -> dict[str, Any]:
    return {
        "@type": "https://didcomm.org/out-of-band/1.1/invitation",
        "@id": "69212a3a-d068-4f9d-a2dd-4741bca89af3",
        "label": "Clinic",
        "goal": "Show your vaccination",
        "services": ["did:peer:4zQm"],
        "requests~attach": [{"@id": "request-0", "data": {"json": {"@id": "thread-1", "@type": "offer"}}}],
    } | changes


def oob(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
