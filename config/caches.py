"""Redis as the shared cache, and a table of the database whenever Redis does not answer.

What is kept there are the limits on signing in. They must count in every process, and must
neither fall open nor break the page when Redis is gone: then they count in the database.
"""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.3
LEFT_ALONE_SECONDS = 5.0


class RedisElseTable(BaseCache):
    """Each call asks Redis, and the cache "table" where Redis is gone or slow.

    After a failure Redis is left alone for some seconds: a page waits once, not at every call.
    """

    left_alone_until = 0.0  # of this process; time.monotonic()

    def __init__(self, server: str, params: dict[str, Any]):
        super().__init__(params)
        options = {
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": PATIENCE_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        }
        self._redis = RedisCache(server, params | {"OPTIONS": options})

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= RedisElseTable.left_alone_until:
            try:
                return getattr(self._redis, method)(*args, **kwargs)
            except (RedisError, OSError) as error:
                RedisElseTable.left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
                logger.warning("Redis does not answer (%s): the database counts.", error)
        return getattr(caches[settings.CACHE_TABLE_ALIAS], method)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("delete", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return self._ask("incr", *args, **kwargs)

    def clear(self) -> None:
        return self._ask("clear")
