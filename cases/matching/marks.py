"""What identifies somebody, reduced to keyed digests: enough to say later which fact changed.

A pair decided "not the same" comes back only when one of these changes in one of its records.
Address and household are not among them: people move without becoming somebody else.
"""

import hashlib
from collections.abc import Iterator

from django.conf import settings

from cases.people.identity import Identity

FIELDS = ("given", "middle", "surname", "suffix", "born", "ssn", "cin", "sex", "died")
WIDTH = 8


def secret() -> bytes:
    """The installation's matching key as 32 bytes; also the secret of the engine's keys."""
    return hashlib.sha256(b"match" + settings.MATCH_KEY.encode()).digest()


class Marker:
    """Makes marks, remembering the digests of values that many people share."""

    def __init__(self) -> None:
        self._secret = secret()
        self._known: dict[tuple[str, str], bytes] = {}

    def marks(self, who: Identity) -> bytes:
        """One digest of WIDTH bytes for each of FIELDS, in their order."""
        return b"".join(self._digest(name, _text(getattr(who, name))) for name in FIELDS)

    def _digest(self, name: str, text: str) -> bytes:
        if not text:
            return bytes(WIDTH)
        found = self._known.get((name, text))
        if found is None:
            made = hashlib.blake2b(
                text.encode(), key=self._secret, digest_size=WIDTH, person=name.encode()
            )
            found = made.digest()
            if len(self._known) < 200_000:
                self._known[name, text] = found
        return found


def _text(value: object) -> str:
    return "" if value is None else str(value).strip().upper()


def changed(then: bytes, now: bytes) -> Iterator[str]:
    """Names of the fields whose marks differ."""
    for place, name in enumerate(FIELDS):
        part = slice(place * WIDTH, (place + 1) * WIDTH)
        if bytes(then[part]) != bytes(now[part]):
            yield name


def homes(cws: str, calworks: str) -> int:
    """A keyed 64-bit digest of two households, never 0; 0 where one is empty."""
    if not cws or not calworks:
        return 0
    text = f"{cws}\0{calworks}".encode()
    made = hashlib.blake2b(text, key=secret(), digest_size=8, person=b"homes").digest()
    return int.from_bytes(made, "big", signed=True) or 1
