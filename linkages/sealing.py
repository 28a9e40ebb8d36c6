"""Sealed values: AES-GCM under numbered keys, bound to the model, field and row they belong to.

A ciphertext moved to another row does not open. Equality of SSNs goes by a keyed digest whose
key is kept apart from the sealing keys.
"""

import functools
import hashlib
import hmac
import os
import re
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class Unopenable(Exception):
    """A sealed value was moved, damaged, or sealed under a key that is gone."""


@functools.lru_cache(maxsize=4)
def _keys(configured: str) -> dict[int, AESGCM]:
    """Key number to cipher. "hex" alone is key 1; "1:hex,2:hex" names several, newest last."""
    keys = {}
    for part in configured.split(","):
        number, _colon, text = part.rpartition(":")
        keys[int(number or 1)] = AESGCM(hashlib.sha256(b"seal" + text.strip().encode()).digest())
    return keys


def _binding(model: str, field: str, row: uuid.UUID) -> bytes:
    return f"{model}.{field}:".encode() + row.bytes


def seal(content: bytes, *, model: str, field: str, row: uuid.UUID) -> bytes:
    """key number (1 byte) | nonce (12) | ciphertext and tag."""
    keys = _keys(settings.SEAL_KEYS)
    number = max(keys)
    nonce = os.urandom(12)
    sealed = keys[number].encrypt(nonce, content, _binding(model, field, row))
    return bytes([number]) + nonce + sealed


def unseal(sealed: bytes, *, model: str, field: str, row: uuid.UUID) -> bytes:
    """The content; raises Unopenable, never a guess."""
    sealed = bytes(sealed)
    try:
        cipher = _keys(settings.SEAL_KEYS)[sealed[0]]
        return cipher.decrypt(sealed[1:13], sealed[13:], _binding(model, field, row))
    except (KeyError, IndexError, InvalidTag) as error:
        raise Unopenable(f"{model}.{field}") from error


def blind(value: str, *, what: str) -> bytes:
    """A keyed digest for equality of an identifier within one installation."""
    digits = re.sub(r"[^0-9A-Za-z]", "", value).upper()
    key = settings.INDEX_KEY.encode()
    return hmac.new(key, f"{what}\0{digits}".encode(), hashlib.sha256).digest()
