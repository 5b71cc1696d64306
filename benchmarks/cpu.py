"""What the processes of a stack have used of the processors since they began."""

import os
from collections.abc import Mapping
from pathlib import Path

from salus.ledger_source import EmbeddedLedger
from salus.stack import Stack

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_seconds(stack: Stack) -> float:
    """Of validators, agents and services together."""
    return sum(cpu_seconds_by_part(stack).values())


def cpu_seconds_by_part(stack: Stack) -> Mapping[str, float]:
    """By what the processes are: `agent-wallet`, `service-verifier`, `validators`."""
    found = {f"agent-{role}": _of(child.pid) for role, child in stack.agents.items()}
    found |= {f"service-{role}": _of(child.pid) for role, child in stack.services.items()}
    if isinstance(stack.source, EmbeddedLedger):
        found["validators"] = sum(_of(child.pid) for child in stack.source.pool.validators.values())
    return found


def _of(pid: int | None) -> float:
    """utime and stime of proc(5)."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S
