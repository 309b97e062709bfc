"""News by mail: only with consent that holds, with a way out in one press, and with our postal address."""

from django.conf import settings

from core.mail.suppression import suppression_of
from core.models import ConsentEvent, SiteSettings, Suppression


class MayNotSend(Exception):
    """News may not go out: somebody did not agree to them, or the site settings lack what every such mail must have."""


def can_send_news(site: SiteSettings | None = None) -> bool:
    """Tell whether news can be sent at all. Without a postal address the law forbids it, so no form may offer them."""
    return bool((site or SiteSettings.for_default_site()).postal_address.strip())


def holds(consent: ConsentEvent) -> bool:
    """Tell whether ``consent`` was given, not withdrawn since, and not overruled at the mail provider's."""
    events = ConsentEvent.objects.filter(
        email__iexact=consent.email, text__purpose=consent.text.purpose, partner=consent.partner
    )
    last = events.order_by("-at", "-pk").first()
    if last is None or last.kind != ConsentEvent.Kind.GIVEN:
        return False
    suppressed = suppression_of(consent.email)
    if suppressed is None:
        return True
    # Whoever agrees once more after that wants them again.
    return suppressed.reason == Suppression.Reason.UNSUBSCRIBED and suppressed.at < last.at


def check(consent: ConsentEvent | None, site: SiteSettings) -> None:
    """Raise ``MayNotSend`` unless news may go to whoever gave ``consent``."""
    if not can_send_news(site):
        raise MayNotSend("The site settings have no postal address, and news must show one.")
    if consent is None or not holds(consent):
        raise MayNotSend("There is no consent that holds.")


def headers(unsubscribe_path: str) -> dict[str, str]:
    """Return the headers by which a mail program unsubscribes in one press (RFC 8058, section 3.1)."""
    return {
        "List-Unsubscribe": f"<{settings.WAGTAILADMIN_BASE_URL}{unsubscribe_path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
