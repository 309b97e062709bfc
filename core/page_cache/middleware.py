"""Answers readers with what was kept, and keeps what says that it may be kept."""

import re
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, TypeGuard, TypeVar

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from wagtail.models import Page

from core.forms import noting_tokens
from core.page_cache import version
from core.page_cache.store import Kept, Store

Key = tuple[str, str, str, str]
Response = TypeVar("Response", bound=HttpResponseBase)

# What an address may ask for so that its page is kept; apps add what their lists understand. Whatever else stands
# behind a question mark passes by, so that made-up addresses are not kept.
_queries = {"page=[1-9][0-9]{0,3}"}
_marks: set[str] = set()


def register_query(pattern: str) -> None:
    """Keep pages at addresses with this query, too: a regular expression. For ``AppConfig.ready()``."""
    _queries.add(pattern)


def keep_with(mark: str) -> None:
    """Keep this attribute of an answer with it, for a middleware further out. For ``AppConfig.ready()``."""
    _marks.add(mark)


def keep(response: Response) -> Response:
    """Say that ``response`` is the same for every reader, and may be kept until something changes; return it.

    Its view must depend on nothing of the request but scheme, host, path and the registered queries.
    """
    response.is_for_everybody = True  # type: ignore[attr-defined]
    return response


def keep_page(serve: Callable[..., Response]) -> Callable[..., Response]:
    """Keep every page that anybody may read. A hook of Wagtail: ``on_serve_page``."""

    def marked(page: Page, request: HttpRequest, args: list, kwargs: dict) -> Response:
        response = serve(page, request, args, kwargs)
        # A page of another kind than ours does not know whether something restricts it.
        return keep(response) if getattr(page, "is_unrestricted", False) else response

    return marked


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Say so of each answer of ``view``."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Response:
        return keep(view(*args, **kwargs))

    return marked


class PageCacheMiddleware:
    """Stands outside of all that makes an answer for readers: the headers are kept, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._query = re.compile("|".join(sorted(_queries)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = self._key(request)
        if key is None:
            return self.get_response(request)
        # Before the page is made: what changes meanwhile makes it a page of yesterday's version.
        number = version.current()
        store: Store = version.QUERY_STORE if key[3] else version.STORE
        if entry := store.get(key):
            return _unless_known(request, entry.response())
        with noting_tokens() as tokens:
            response = self.get_response(request)
        if number is None or request.method != "GET" or not _may_be_kept(response):
            return response
        _describe(response, tokens)
        store.put(key, Kept.of(response, tokens, _marks_of(response)), number)
        return _unless_known(request, response)

    def _key(self, request: HttpRequest) -> Key | None:
        """Return under what the answer is kept; None where it is not for everybody or the address is not ours."""
        meta = request.META
        if (
            request.method not in ("GET", "HEAD")
            # Whatever looks like a session passes by: of staff, or a broken one.
            or settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in meta
            # A preview comes as a request for the page's own address, with the draft as its answer.
            or getattr(request, "is_dummy", False)
        ):
            return None
        query = meta.get("QUERY_STRING", "")
        if query and not self._query.fullmatch(query):
            return None
        try:
            host = request.get_host()
        except DisallowedHost:
            return None
        # Django lets any port and capitals through, and feeds repeat them.
        port = host.rpartition(":")[2]
        if host != host.lower() or (port.isdigit() and port != meta.get("SERVER_PORT")):
            return None
        return request.scheme or "", host, request.path, query


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    # A view that looks at the session, or says itself how long its answer holds, answers one reader alone.
    return (
        isinstance(response, HttpResponse)
        and getattr(response, "is_for_everybody", False)
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "cookie" not in response.get("Vary", "").lower()
    )


def _describe(response: HttpResponse, tokens: set[str]) -> None:
    """Let the reader's own browser keep the page, and ask each time whether it still holds.

    No cache on the way may keep it: that one would not hear of changes, and views of offers would not be counted. Weak,
    as two answers of one page may differ in when a form was opened, and a web server in front may compress it.
    """
    text = response.content
    for token in tokens:
        text = text.replace(token.encode(), b"")
    response["ETag"] = f"W/{quote_etag(blake2b(text, digest_size=12).hexdigest())}"
    response["Cache-Control"] = "private, no-cache"


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return ``response``, or 304 where the browser has the same already."""
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return response
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    for name, value in _marks_of(response).items():
        setattr(answer, name, value)
    return answer


def _marks_of(response: HttpResponse) -> dict[str, Any]:
    return {name: getattr(response, name) for name in _marks if hasattr(response, name)}
