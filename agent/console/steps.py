"""The steps of a way as a page shows them."""

from collections.abc import Sequence
from typing import Literal

Mark = Literal["done", "present", "to-come"]


def marked(labels: Sequence[str], present: int) -> list[tuple[str, Mark]]:
    """Each step with its mark; `present` lies behind the last one when all are done."""
    return [
        (label, "done" if at < present else "present" if at == present else "to-come")
        for at, label in enumerate(labels)
    ]
