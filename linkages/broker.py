"""What Celery's Redis transport lacks: to take a lost line for a lost line."""

from typing import Any

from kombu.transport.redis import Channel
from redis.exceptions import ConnectionError as LineLost


def mend() -> None:
    """Let a channel whose line is gone say so in the way that a worker understands.

    When Redis goes away, the worker acknowledges and puts back messages over channels that have no
    connection any more. The transport then fails with an AttributeError (kombu 5.7), which no
    worker survives, and the work in its processes dies with it. A connection error is expected
    there and passed over: the jobs are in the database, and their messages are not needed.
    """
    parameters = Channel._connparams

    def connparams(channel: Any, asynchronous: bool = False) -> dict[str, Any]:  # noqa: FBT001
        if channel.connection is None or channel.connection.client is None:
            raise LineLost("the line of this channel is gone")
        return parameters(channel, asynchronous)

    Channel._connparams = connparams
