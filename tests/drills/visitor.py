"""People at browsers, without browsers: sign in, follow pages, send forms, keep the time.

Times are seconds from the first byte sent to the last byte read, on this machine, so they hold
the wait for a free thread of the web server as well as its own work.
"""

import html
import http.client
import re
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from counties.personas import PASSWORD

_HIDDEN = re.compile(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"')
# The server closes a line that was quiet for five.
QUIET_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how long."""

    status: int
    text: str
    seconds: float
    location: str = ""

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that match a regular expression, each once, in order."""
        found = re.findall(r'(?:href|action)="([^"]+)"', self.text)
        return list(dict.fromkeys(html.unescape(at) for at in found if re.fullmatch(pattern, at)))

    def value(self, name: str) -> str:
        """What an input of the page holds; empty when there is none."""
        for tag in re.findall(r"<input[^>]*>", self.text):
            if f'name="{name}"' in tag:
                found = re.search(r'value="([^"]*)"', tag)
                return html.unescape(found.group(1)) if found else ""
        return ""


@dataclass(slots=True)
class Visitor:
    """One browser's worth of cookies and one connection that is kept open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = 30.0
    _line: http.client.HTTPConnection | None = None
    _used: float = 0.0

    def sign_in(self, email: str) -> "Visitor":
        """Through the sign-in page, as people do."""
        self.get("/account/login/")
        done = self.post("/account/login/", {"login": email, "password": PASSWORD})
        assert done.status == 302, (email, done.status, done.text[:2000])
        return self

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, b"", {})

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        files: Mapping[str, Path] | None = None,
    ) -> Answer:
        """A form, with the token that its page would have carried."""
        token = self.cookies.get("csrf", "")
        content = {"csrfmiddlewaretoken": token, **fields}
        if not files:
            kind = "application/x-www-form-urlencoded"
            return self._ask("POST", path, urlencode(content).encode(), {"Content-Type": kind})
        mark = uuid.uuid4().hex
        kind = f"multipart/form-data; boundary={mark}"
        return self._ask("POST", path, _multipart(mark, content, files), {"Content-Type": kind})

    def close(self) -> None:
        """Hang up."""
        if self._line:
            self._line.close()
            self._line = None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        host = f"127.0.0.1:{self.port}"
        headers = {**headers, "Host": host, "Cookie": said, "Accept-Language": "en"}
        began = time.perf_counter()
        # A connection that was kept open may have been closed by the server in the meantime: a
        # page is asked for again, a form is never sent twice.
        if method == "POST" and began - self._used > QUIET_SECONDS:
            self.close()
        for attempt in range(2):
            fresh = self._line is None
            line = self._line or http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.patience
            )
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (http.client.HTTPException, ConnectionError):
                line.close()
                self.close()
                if fresh or attempt or method == "POST":
                    raise
                continue
            break
        self._line, self._used = line, time.perf_counter()
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        seconds = time.perf_counter() - began
        text = content.decode("utf-8", "replace")
        return Answer(answer.status, text, seconds, answer.headers.get("Location", ""))


def _multipart(mark: str, fields: Mapping[str, str], files: Mapping[str, Path]) -> bytes:
    parts = []
    for name, value in fields.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode() + b"\r\n")
    for name, path in files.items():
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{path.name}"\r\nContent-Type: text/csv\r\n\r\n'
        )
        parts.append(head.encode() + path.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode()


@dataclass(slots=True)
class Watch:
    """Somebody who reloads a page all the while; notes status and time of every answer."""

    port: int
    email: str
    path: str = "/"
    seen: list[tuple[int, float]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Watch":
        visitor = Visitor(self.port).sign_in(self.email)
        self._thread = threading.Thread(target=self._look, args=(visitor,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread:
            self._thread.join(30)

    def _look(self, visitor: Visitor) -> None:
        while not self._over.wait(0.3):
            try:
                answer = visitor.get(self.path)
            except (OSError, http.client.HTTPException):
                self.seen.append((0, 0.0))
                continue
            self.seen.append((answer.status, answer.seconds))
        visitor.close()

    def times(self, status: int) -> list[float]:
        """Seconds that answers of this status took."""
        return [seconds for found, seconds in self.seen if found == status]
