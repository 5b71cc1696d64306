"""A child process that ends when its parent does, however the parent ends.

The parent keeps the write end of a pipe and gives the read end to every child. When the parent is gone, by SIGKILL
too, the kernel closes the write end and the child reads the end of the file. Needs nothing but POSIX pipes.
Standard library only: validators import this in an interpreter of their own. Starting children is agent.process.
"""

import os
import signal
import stat
import threading
import time

FD_VARIABLE = "SALUS_LIFELINE_FD"
GRACE_S = 3.0
"""How long a child may take to end in order before it is ended at once."""

_pipe: list[int] = []
"""Read end and write end, once there is a child."""
_lock = threading.Lock()


def read_end() -> int:
    """The descriptor to hand to a child (`pass_fds`); one pipe serves all children of this process."""
    with _lock:
        if not _pipe:
            # Python's pipes are not inheritable, so no child that is exec'ed holds the write end.
            _pipe.extend(os.pipe())
        return _pipe[0]


def environment() -> dict[str, str]:
    """What a child needs in its environment to find its lifeline."""
    return {FD_VARIABLE: str(read_end())}


def hold() -> bool:
    """In a child: end when the parent ends. Returns False if this process was started without a lifeline."""
    # Taken out of the environment, so that a grandchild does not take its number for one of its own descriptors.
    value = os.environ.pop(FD_VARIABLE, None)
    if value is None:
        return False
    fd = int(value)
    if not stat.S_ISFIFO(os.fstat(fd).st_mode):
        raise RuntimeError(f"{FD_VARIABLE}={fd} is not a pipe")
    os.set_inheritable(fd, False)
    threading.Thread(target=_watch, args=(fd,), name="lifeline", daemon=True).start()
    return True


def _watch(fd: int) -> None:
    while os.read(fd, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)


def _let_go() -> None:
    """A fork that does not exec must not keep the siblings alive."""
    while _pipe:
        os.close(_pipe.pop())


os.register_at_fork(after_in_child=_let_go)
