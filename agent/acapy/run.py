"""Start ACA-Py in this process, tied to the life of the process that started it.

`python -m agent.acapy.run start --arg-file FILE`; what varies comes through ACAPY_* variables (agent.acapy.launcher).
"""

import importlib
import pkgutil
import sys

from agent import collector, lifeline
from agent.acapy.event_loop import keep_the_event_loop

FIRST_USE = ("anoncreds", "protocols.didexchange", "protocols.issue_credential.v2_0", "protocols.out_of_band",
             "protocols.present_proof.v2_0", "protocols.routing")  # fmt: skip
"""What ACA-Py would import while the first patient waits."""


def main() -> None:
    lifeline.hold()
    collector.hold_off()
    keep_the_event_loop()
    # late: it takes a second, in which our parent may be gone
    from acapy_agent.__main__ import main as acapy  # noqa: PLC0415 - as above

    from agent.acapy.answers_kept import keep_every_answer  # noqa: PLC0415 - as above
    from agent.acapy.bare_webhooks import send_bare_webhooks  # noqa: PLC0415 - as above
    from agent.acapy.left_unpublished import publish_what_was_left  # noqa: PLC0415 - as above
    from agent.acapy.shared_ledger import share_ledger  # noqa: PLC0415 - as above
    from agent.acapy.store_connections import widen_sqlite_pool  # noqa: PLC0415 - as above
    from agent.acapy.witness_each import give_each_card_a_witness  # noqa: PLC0415 - as above

    share_ledger()
    send_bare_webhooks()
    widen_sqlite_pool()
    publish_what_was_left()
    give_each_card_a_witness()
    keep_every_answer()
    for name in FIRST_USE:
        _load(f"acapy_agent.{name}")
    collector.settle()
    acapy(sys.argv)


def _load(name: str) -> None:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if ".test" not in module.name:  # its tests need packages that are not installed
            importlib.import_module(module.name)


if __name__ == "__main__":
    main()
