"""`python -m agent.ledger.pool.validator run DIRECTORY NAME` or `... keys DIRECTORY < seeds`."""

import os
import sys
import warnings
from pathlib import Path

from agent import lifeline
from agent.ledger.pool.layout import PoolLayout
from agent.ledger.pool.validator import keys, mends, node


def main(arguments: list[str]) -> int:
    """Do one of the two things a process of the ledger environment does."""
    lifeline.hold()
    os.umask(0o077)
    # indy-node's source has escapes that Python 3.12 began to warn of; nobody here can mend them.
    warnings.simplefilter("ignore")
    mends.mend()
    match arguments:
        case ["keys", directory]:
            keys.make_keys(PoolLayout(Path(directory)), sys.stdin)
        case ["run", directory, name]:
            node.run(PoolLayout(Path(directory)), name)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


sys.exit(main(sys.argv[1:]))
