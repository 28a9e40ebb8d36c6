"""System packages: what each is for, whether it is there, and how to get it."""

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linkages.supervisor.screen import say

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FONTS = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that only the system can provide, and what is off without it."""

    name: str
    packages: tuple[str, ...]
    present: Callable[[], bool]
    off: str
    tests_only: bool = False


def browser() -> str:
    """Path of a Chromium for browser tests; empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((p for n in _BROWSERS if (p := shutil.which(n))), "")


def _libraries(*names: str) -> Callable[[], bool]:
    return lambda: all(ctypes.util.find_library(name) for name in names)


def _font(pattern: str) -> Callable[[], bool]:
    return lambda: any(_FONTS.rglob(pattern))


def _chinese() -> bool:
    """Any of the free fonts that carry Chinese."""
    files = ("DroidSansFallback*.*", "NotoSansCJK*.*", "wqy-*.*")
    return any(_font(pattern)() for pattern in files)


def _off(language: str) -> str:
    return f"letters in {language} (they are refused, with a word why)"


PARTS = (
    Part(
        "Pango",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"),
        _libraries("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "fontconfig"),
        "documents as PDF",
    ),
    Part(
        "fonts",
        ("fonts-noto-core",),
        _font("NotoSans-Regular.*"),
        "well-set PDF documents (a fallback font is used)",
    ),
    Part("Arabic font", ("fonts-noto-core",), _font("NotoSansArabic-Regular.*"), _off("Arabic")),
    Part("Chinese font", ("fonts-droid-fallback",), _chinese, _off("Chinese")),
    Part("Chromium", ("chromium",), lambda: bool(browser()), "browser tests", tests_only=True),
    Part(
        "PDF tools",
        ("poppler-utils", "qpdf"),
        lambda: bool(shutil.which("pdftotext") and shutil.which("qpdf")),
        "tests that read PDF documents",
        tests_only=True,
    ),
)


def missing(*, tests: bool) -> list[Part]:
    """Parts that are not there."""
    return [p for p in PARTS if (tests or not p.tests_only) and not p.present()]


def line(parts: list[Part]) -> str:
    """The one line to type for all of them."""
    return "apt-get install " + " ".join(package for part in parts for package in part.packages)


def ensure(*, tests: bool) -> list[Part]:
    """Install what is missing when we may, else say what to type and what is off. What is off."""
    absent = missing(tests=tests)
    if absent and install(tuple(p for part in absent for p in part.packages), "PDF and tests"):
        absent = missing(tests=tests)
    if absent:
        say(f"off: {'; '.join(part.off for part in absent)}. As root: {line(absent)}")
    return absent


def install(packages: tuple[str, ...], purpose: str) -> bool:
    """Install Debian packages when root; whether that went well. LINKAGES_APT=no forbids it."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or os.environ.get("LINKAGES_APT") == "no":
        return False
    say(f"installing system packages for {purpose}: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *words], check=False, env=environment, capture_output=True, text=True
        )
    if done.returncode:
        say(f"apt-get failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return done.returncode == 0
