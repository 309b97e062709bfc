"""No redirect of ours leads to a partner: readers would not be told who pays, and nobody would count them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from core.addresses import ascii_host, host_of, path_of
from offers.known_partners import known_partners


def refuse_partner(address: str) -> None:
    """Validate the address that a redirect leads to, in the admin's form and in its import.

    Raises:
        ValidationError: when it is a partner's, or one of ours under ``/out/``.
    """
    if partner := known_partners().owner(address):
        raise ValidationError(
            f"This leads to {partner}, and a reader would not be told who pays. Open {partner} under Partners, add "
            "the address as a link there, and use the link’s own address, /out/…/, wherever you wanted this one."
        )
    if _is_ours(host_of(address)) and path_of(address).startswith(reverse("out", args=["x"]).removesuffix("x/")):
        raise ValidationError(
            "Addresses under /out/ lead to partners, and a reader would not be told who pays. Use such an address in a "
            "link on a page instead."
        )


def _is_ours(host: str) -> bool:
    hosts = {ascii_host(name) for name in Site.objects.values_list("hostname", flat=True)}
    # A wildcard for any host names none of ours.
    return not host or host in hosts or validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def guard_redirects() -> None:
    """Let every redirect be checked by `refuse_partner`. For ``AppConfig.ready()``.

    Form and import of Wagtail's redirects have no place for a check of ours but the field itself.
    """
    validators = Redirect._meta.get_field("redirect_link").validators
    if refuse_partner not in validators:
        validators.append(refuse_partner)


def redirects_to(partner) -> list[Redirect]:
    """Return the redirects that lead to one of the websites of ``partner`` as it is in memory."""
    elsewhere = Redirect.objects.exclude(redirect_link="").order_by("old_path")
    return [redirect for redirect in elsewhere if partner.has_address(redirect.redirect_link)]
