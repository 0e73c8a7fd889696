"""Telling the hubs that a stream has something new.

A wake-up says *which* stream and *how far*, never *what*: it may be lost
without harm, because a hub also looks at the numbers in the database. It
never raises; posting works while Redis is away.
"""

import asyncio
import logging
from typing import Protocol

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger("plethu.live")

# How long a process without a hub (a worker, a command) waits for Redis, in seconds.
_PATIENCE_SECONDS = 2


class Listening(Protocol):
    """What a wake-up needs of a hub: its event loop, and to be told there."""

    loop: asyncio.AbstractEventLoop | None

    def hear(self, news: list[tuple[str, int]]) -> None: ...


# The hub of this process while it runs; it enters itself here, so that this module need not know hubs.
own_hub: Listening | None = None


def group_of(stream_key: str) -> str:
    """Name of the channel layer's group for a stream; the layer allows no colon."""
    return "live." + stream_key.replace(":", ".")


def reaches_others() -> bool:
    """Whether the channel layer leads to other processes."""
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


def wake(news: list[tuple[str, int]]) -> None:
    """Tell every process that these streams have reached these numbers; call it after commit."""
    try:
        here = own_hub
        if here is not None and here.loop is not None:
            # This process' own hub hears directly, whatever becomes of Redis.
            here.loop.call_soon_threadsafe(here.hear, news)
            if reaches_others():
                asyncio.run_coroutine_threadsafe(_tell_others(news), here.loop)
        elif reaches_others():
            async_to_sync(_tell_others_soon)(news)
    except Exception as reason:  # whatever the layer's driver raises; the numbers in the database will tell
        logger.warning("A wake-up was lost (%s); readers will find the change themselves.", reason)


async def _tell_others(news) -> None:
    layer = get_channel_layer()
    try:
        for stream_key, number in news:
            message = {"type": "live.wake", "stream": stream_key, "number": number}
            await layer.group_send(group_of(stream_key), message)
    except Exception as reason:
        logger.warning("A wake-up was lost (%s); readers will find the change themselves.", reason)


async def _tell_others_soon(news) -> None:
    await asyncio.wait_for(_tell_others(news), _PATIENCE_SECONDS)
