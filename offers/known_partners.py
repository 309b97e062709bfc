"""Who the partners are, and which links lead to one of them.

A request of a reader asks for them once, together with the settings of the site: they are few, and every page with a
link to another website needs them.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Func, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse

from core.addresses import DROPPED, host_of, path_of
from core.routing import fetch_with_frame, from_frame

if TYPE_CHECKING:
    from offers.models import Partner


class KnownPartners:
    """All partners, found by the addresses that lead to them.

    Arguments:
        partners: every partner.
        slugs: the registered links by their name in our addresses, with the primary key of the partner of each.
    """

    def __init__(self, partners: Iterable["Partner"], slugs: Mapping[str, int]):
        self.partners = {partner.pk: partner for partner in partners}
        self._by_host = {host: partner for partner in self.partners.values() for host in partner.domains.split()}
        self._by_slug = {slug: self.partners[key] for slug, key in slugs.items() if key in self.partners}

    def owner(self, address: str, base: str = "/") -> "Partner | None":
        """Return the partner that a link with this address leads to, straight or by our own ``/out/``; else None.

        Arguments:
            address: what stands in ``href``.
            base: the path of the page on which the link stands.
        """
        host = host_of(address)
        while host:
            if partner := self._by_host.get(host):
                return partner
            host = host.partition(".")[2]
        return self._by_slug.get(out_slug(address, base))


class _Once:
    """Asks for the partners when they are first needed, and not again."""

    def __init__(self, request: HttpRequest | None):
        self._request = request

    @cached_property
    def partners(self) -> KnownPartners:
        try:
            return _from_rows(from_frame(self._request, PARTNERS), from_frame(self._request, LINKS))
        except LookupError:
            return _fetch()


PARTNERS, LINKS = "offers_partners", "offers_links"
_current: ContextVar[_Once | None] = ContextVar("the partners as they are known now", default=None)


@contextmanager
def asked_once(request: HttpRequest | None = None) -> Iterator[None]:
    """Ask for the partners once at most inside the block. Inside another such block it changes nothing.

    Arguments:
        request: the request that is answered in the block, which may have brought them with the site's settings.
    """
    if _current.get():
        yield
        return
    token = _current.set(_Once(request))
    try:
        yield
    finally:
        _current.reset(token)


def known_partners() -> KnownPartners:
    """Return all partners. Outside of `asked_once` the database is asked each time."""
    current = _current.get()
    return current.partners if current else _fetch()


def out_slug(address: str, base: str = "/") -> str:
    """Return the name in an address of ours under ``/out/``, or nothing for any other address.

    On whichever host: the site may be known under several names.
    """
    if "%" not in address and "out" not in address.translate(DROPPED):
        return ""
    path, out = path_of(address, base), reverse("out", args=["x"]).removesuffix("x/")
    return path.removeprefix(out).removesuffix("/") if path.startswith(out) else ""


def fetch_with_every_page() -> None:
    """Fetch the partners in the query that every page makes for site and settings."""
    fetch_with_frame(PARTNERS, _all(_model("Partner")))
    fetch_with_frame(LINKS, _all(_model("OutboundLink")))


class _Rows(Func):
    """All rows of a query as one JSON list; None without rows on PostgreSQL."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def _all(model: type[Model]) -> Subquery:
    row = JSONObject(**{field.attname: field.attname for field in model._meta.concrete_fields})
    return Subquery(model._default_manager.order_by().annotate(rows=_Rows(row)).values("rows"))


def _from_rows(partners: list[dict[str, Any]] | None, links: list[dict[str, Any]] | None) -> KnownPartners:
    model = _model("Partner")
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    made = [
        model.from_db("default", names, [field.to_python(row[field.attname]) for field in fields])
        for row in partners or ()
    ]
    return KnownPartners(made, {link["slug"]: link["partner_id"] for link in links or ()})


def _fetch() -> KnownPartners:
    links: QuerySet = _model("OutboundLink")._default_manager.order_by()
    return KnownPartners(_model("Partner")._default_manager.all(), dict(links.values_list("slug", "partner")))


def _model(name: str) -> Any:
    # The models are built on what needs this module.
    return apps.get_model("offers", name)
