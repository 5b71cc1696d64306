"""The name under which the events of a wallet stand in the outbox."""

_BEFORE = "wallet:"


def stream_of(wallet_id: str) -> str:
    return f"{_BEFORE}{wallet_id}"


def wallet_of(stream: str) -> str | None:
    return stream.removeprefix(_BEFORE) if stream.startswith(_BEFORE) else None
