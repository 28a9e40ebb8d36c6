"""What the supervisor says: short lines for a person, never a value of a secret."""

import sys
import threading
import time

_lock = threading.Lock()
_began = time.monotonic()


def say(text: str) -> None:
    """One line, with the seconds since the start."""
    with _lock:
        sys.stdout.write(f"[{time.monotonic() - _began:5.1f} s] {text}\n")
        sys.stdout.flush()


def loud(text: str) -> None:
    """A block that cannot be overlooked among many lines."""
    with _lock:
        bar = "!" * 78
        sys.stdout.write(f"\n{bar}\n{text}\n{bar}\n\n")
        sys.stdout.flush()


def plain(text: str) -> None:
    """Text without a time in front of it."""
    with _lock:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
