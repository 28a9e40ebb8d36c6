"""The cache: Redis, and while Redis is away the memory of each process.

What is kept here is small and may be forgotten: attempts at signing in, and when a worker was last
seen. Signing in must not fail for the want of it, nor may guessing passwords become free.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


def _wherever(name: str) -> Callable[..., Any]:
    """The operation of that name: in Redis, or in memory when Redis does not answer."""

    def operate(self: "RedisOrMemory", *args: Any, **options: Any) -> Any:
        try:
            return getattr(super(RedisOrMemory, self), name)(*args, **options)
        except RedisError:
            return getattr(self.memory, name)(*args, **options)

    return operate


class RedisOrMemory(RedisCache):
    """Django's Redis cache, with a memory to fall back on."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while redis is away", {})

    add = _wherever("add")
    get = _wherever("get")
    set = _wherever("set")
    touch = _wherever("touch")
    delete = _wherever("delete")
    has_key = _wherever("has_key")
    incr = _wherever("incr")
    get_many = _wherever("get_many")
    set_many = _wherever("set_many")
    delete_many = _wherever("delete_many")
    clear = _wherever("clear")
