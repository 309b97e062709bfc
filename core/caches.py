"""Django's cache, for what can be made again."""

import logging
from typing import Any

from django.core.cache.backends import redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class RedisCache(redis.RedisCache):
    """While Redis does not answer nothing is found and nothing is kept, and readers get their page all the same.

    Wagtail asks it for the address of the site on every page. Counting (``add``, ``incr``) and deleting several say by
    an error that they failed: `core.limits` and the privacy desk have to know.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or ``default`` where there is none to be had."""
        try:
            return super().get(key, default, version)
        except RedisError as error:
            return self._without(error, default)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the value, if that can be."""
        try:
            super().set(key, value, *args, **kwargs)
        except RedisError as error:
            self._without(error)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Delete the value, if that can be; return whether it was there."""
        try:
            return bool(super().delete(key, version))
        except RedisError as error:
            return self._without(error, False)

    @staticmethod
    def _without(error: RedisError, instead: Any = None) -> Any:
        logger.warning("Redis does not answer: %s", type(error).__name__)
        return instead
