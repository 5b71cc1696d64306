"""The name under which the events of a wallet stand in the outbox."""


def stream_of(wallet_id: str) -> str:
    return f"wallet:{wallet_id}"
