"""No redirect of ours leads to a partner: readers would not be told who pays, and nobody would count them."""

from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect

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
