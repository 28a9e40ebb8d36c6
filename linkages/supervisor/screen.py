"""What the supervisor says: short lines for a person, never a value of a secret."""

import contextlib
import sys
import threading
import time

_lock = threading.Lock()
_began = time.monotonic()


def say(text: str) -> None:
    """One line, with the seconds since the start."""
    plain(f"[{time.monotonic() - _began:5.1f} s] {text}")


def loud(text: str) -> None:
    """A block that cannot be overlooked among many lines."""
    bar = "!" * 78
    plain(f"\n{bar}\n{text}\n{bar}\n")


def plain(text: str) -> None:
    """Text without a time in front of it. A screen that is gone must not stop the program."""
    with _lock, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
