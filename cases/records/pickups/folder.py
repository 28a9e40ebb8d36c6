"""The county's own drop folder, and nothing outside it: no links are followed, no path is built.

Everything goes by open directories (openat), so that neither a symbolic link nor a folder that is
exchanged while we look leads anywhere else. Names of files are never kept.
"""

import fnmatch
import os
import re
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils import timezone

TAKEN = "taken"
# A name with * for anything: no folder, no hidden file, nothing that a shell would read.
PATTERN = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_*. ()-]{0,79}\Z")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Moving(Exception):
    """The file is still being written, or was exchanged while it was read."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies in the folder, as it was when somebody looked."""

    name: str
    inode: int
    size: int
    modified: int  # nanoseconds
    changed: int

    @property
    def is_still(self) -> bool:
        """Whether its size and time have been the same for a while. The time of the last change of
        the entry counts too: nobody can set it back."""
        latest = max(self.modified, self.changed) / 1e9
        return latest <= timezone.now().timestamp() - settings.DROP_STILL_SECONDS


@contextmanager
def of_county(county: str) -> Iterator[int | None]:
    """The open folder of a county; None where there is none, or a link in its place."""
    folder = _open(county)
    try:
        yield folder
    finally:
        if folder is not None:
            os.close(folder)


def _open(county: str) -> int | None:
    if settings.DROP_FOLDER is None:
        return None
    try:
        root = os.open(settings.DROP_FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.open(county, _FOLDER, dir_fd=root)
    except OSError:
        return None
    finally:
        os.close(root)


def lying(folder: int, pattern: str) -> list[Found]:
    """The plain files whose names fit, oldest first."""
    if not PATTERN.match(pattern):
        return []
    found = []
    for name in os.listdir(folder):
        if not name.startswith(".") and fnmatch.fnmatchcase(name.lower(), pattern.lower()):
            seen = _stat(os.stat(name, dir_fd=folder, follow_symlinks=False), name)
            if seen is not None:
                found.append(seen)
    return sorted(found, key=lambda each: (each.modified, each.name))


def _stat(told: os.stat_result, name: str) -> Found | None:
    if not stat.S_ISREG(told.st_mode):
        return None
    return Found(name, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)


@contextmanager
def opened(folder: int, found: Found) -> Iterator[IO[bytes]]:
    """The file's bytes. Raises Moving when it is not, or afterwards no longer, what was seen."""
    try:
        handle = os.open(found.name, _FILE, dir_fd=folder)
    except OSError as trouble:
        raise Moving from trouble
    with os.fdopen(handle, "rb") as content:
        if _stat(os.fstat(handle), found.name) != found:
            raise Moving
        yield content
        if _stat(os.fstat(handle), found.name) != found:
            raise Moving


def put_away(folder: int, found: Found, *, keep: bool) -> None:
    """Delete a file that was taken, or move it to `taken` under a name that says nothing. One that
    is no longer the same stays for the next round."""
    try:
        if _stat(os.stat(found.name, dir_fd=folder, follow_symlinks=False), found.name) != found:
            return
    except FileNotFoundError:
        return
    if not keep:
        os.unlink(found.name, dir_fd=folder)
        return
    with suppress(FileExistsError):
        os.mkdir(TAKEN, 0o700, dir_fd=folder)
    taken = os.open(TAKEN, _FOLDER, dir_fd=folder)
    try:
        os.rename(found.name, uuid.uuid4().hex, src_dir_fd=folder, dst_dir_fd=taken)
    finally:
        os.close(taken)
