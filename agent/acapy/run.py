"""Start ACA-Py in this process, tied to the life of the process that started it.

`python -m agent.acapy.run start --arg-file FILE`; what varies comes through ACAPY_* variables (agent.acapy.launcher).
"""

import sys

from agent import lifeline


def main() -> None:
    lifeline.hold()
    # late: it takes a second, in which our parent may be gone
    from acapy_agent.__main__ import main as acapy  # type: ignore[import-untyped]  # noqa: PLC0415

    from agent.acapy.left_unpublished import publish_what_was_left  # noqa: PLC0415
    from agent.acapy.shared_ledger import share_ledger  # noqa: PLC0415

    share_ledger()
    publish_what_was_left()
    acapy(sys.argv)


if __name__ == "__main__":
    main()
