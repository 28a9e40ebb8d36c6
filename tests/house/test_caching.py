"""The cache without its Redis."""

from linkages.caching import RedisOrMemory


def test_without_redis_the_memory_of_the_process_serves() -> None:
    cache = RedisOrMemory("unix:///nowhere/redis.sock", {})
    cache.clear()
    assert cache.get("attempts", "none") == "none"
    cache.set("attempts", 1, 60)
    assert cache.incr("attempts") == 2
    assert cache.add("attempts", 9) is False
    assert cache.get_many(["attempts", "others"]) == {"attempts": 2}
    assert cache.has_key("attempts")
    assert cache.delete("attempts") is True
    assert cache.get("attempts") is None
