"""A cache that may be away."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("plethu.cache")


class ForgivingRedisCache(RedisCache):
    """Redis as a cache whose loss costs time and nothing else: reads miss, writes do nothing."""

    def _forgive(self, call, default):
        try:
            return call()
        except RedisError:
            logger.warning("The cache does not answer; going on without it.")
            return default

    def get(self, key, default=None, version=None):
        return self._forgive(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def get_many(self, keys, version=None):
        return self._forgive(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def set(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).set(*args, **kwargs), None)

    def set_many(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).set_many(*args, **kwargs), [])

    def add(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).add(*args, **kwargs), True)

    def incr(self, key, delta=1, version=None):
        return self._forgive(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def delete(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).delete(*args, **kwargs), False)

    def touch(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), False)

    def has_key(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).has_key(*args, **kwargs), False)
