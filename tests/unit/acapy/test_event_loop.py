"""The tests run on the loop that the services and the agents run on."""

import asyncio
from importlib import import_module


def test_importing_the_agent_leaves_the_event_loop_as_it_was() -> None:
    import_module("acapy_agent.vc.ld_proofs.document_loader")  # where the other one is put in place
    assert asyncio.Task.__module__ == "_asyncio"
