"""A limit on what one piece of work may cost, so that a hostile one is given up and not waited for.

Counted in the processor's time, since a busy machine is nobody's fault, and in a clock's, for what
waits for something that never comes. Works in the main thread of a process, where jobs run.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A clock may go on for so many times the processor's seconds.
PATIENCE = 10


class TooLong(Exception):
    """The work was broken off."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLong inside the block once it has used so many seconds of the processor."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}
    before = {number: signal.signal(number, _break_off) for number in kinds}
    # Again each second: a library that swallows what its own callbacks raise is asked once more.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE, 1)
    try:
        yield
    finally:
        for number, kind in kinds.items():
            signal.setitimer(kind, 0)
            signal.signal(number, before[number])


def _break_off(_number: int, _frame: Any) -> None:
    raise TooLong
