"""Remembers that a step of set-up was done for exactly these inputs, so that it is skipped."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """A hash over files, by name and content, and over words. A missing file counts as empty."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        total.update(f"{file.name} {len(content)}\n".encode() + content)
    for word in words:
        total.update(f"{word}\n".encode())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    """Whether the step was finished with these inputs."""
    return stamp.is_file() and stamp.read_text().strip() == value


def put(stamp: Path, value: str) -> None:
    """Record a finished step; only after it really finished."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{value}\n")
