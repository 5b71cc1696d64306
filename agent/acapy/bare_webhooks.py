"""Lets the agent send no more in a webhook than a service reads: that some record may have changed.

ACA-Py 1.7 sends whole records of connections, with the name that a patient gave to the wallet, and the text of problem
reports; topics that nobody asked for carry whole messages. What is not sent is in no log of a proxy, nor in a service
that was made to tell. Put in place before ACA-Py starts (run.py).
"""

# mypy: disable-error-code="import-untyped"
from typing import Any

from acapy_agent.admin.server import AdminServer

from agent.acapy.webhooks import bare


def send_bare_webhooks() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    send = AdminServer.send_webhook

    async def send_bare(server: Any, profile: Any, topic: str, payload: dict[str, Any] | None = None) -> None:
        left = bare(topic, payload or {})
        if left is not None:
            await send(server, profile, topic, left)

    AdminServer.send_webhook = send_bare
