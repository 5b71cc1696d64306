"""How long something at the wallet service still lasts, in words for the desk."""

from datetime import datetime


def time_left(until: datetime, now: datetime) -> str:
    """Whole days, hours or minutes: never more than there is."""
    minutes = max(int((until - now).total_seconds() // 60), 0)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} hours" if minutes >= 2 * 60 else f"{minutes} minutes"
