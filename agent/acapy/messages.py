"""What every Aries message in a record has, as far as it is read: its comment and its thread (RFC 0008)."""

from pydantic import Field

from agent.acapy.client import Answer
from agent.protocol import ThreadId


class _Thread(Answer):
    pthid: ThreadId | None = None


class Message(Answer):
    comment: str | None = None
    thread: _Thread | None = Field(default=None, alias="~thread")

    @property
    def parent_thread_id(self) -> ThreadId | None:
        """`@id` of the invitation that carried the message."""
        return self.thread.pthid if self.thread else None
