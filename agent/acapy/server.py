"""Tag `server` of the admin API: whether the agent is ready."""

from agent.acapy.client import AcaPyClient, Answer
from agent.errors import AgentRefused, AgentUnavailable


class _Ready(Answer):
    ready: bool


async def is_ready(client: AcaPyClient) -> bool:
    """Whether the agent accepts work; False also while it cannot be reached."""
    try:
        return (await client.get("/status/ready", _Ready)).ready
    except (AgentUnavailable, AgentRefused):
        return False
