"""What the consents of a form must be before readers meet it."""

from collections.abc import Iterator

from django.conf import settings

from core.consent_words import faults
from core.models import ConsentText, SiteSettings
from core.publishing import WARNING, Finding, Place, Rule
from offers.consents import texts_for


def purpose_of(page, field: str) -> str:
    """Return the purpose of the consent whose words ``field`` of ``page`` chooses."""
    return str(page._meta.get_field(field).get_limit_choices_to()["purpose"])


class ConsentWordsRule(Rule):
    """Each consent asks for one thing, names who gets it, and is given by a tick of the reader's own."""

    code = "consent"

    def check(self, page) -> Iterator[Finding]:
        fields = {purpose_of(page, name): name for name in page.consent_fields}
        texts = texts_for(fields, {purpose: getattr(page, f"{name}_id") for purpose, name in fields.items()})
        for purpose, name in fields.items():
            for fault in faults(purpose, texts[purpose].wording):
                yield Finding(fault.message, f"{fault.fix} Make a new version under Consents.", Place.of(page, name))


class NewsAddressRule(Rule):
    """Whoever is asked for consent to news is told who sends them: every such mail has a postal address."""

    code = "postal-address"
    in_demo = False

    def check(self, page) -> Iterator[Finding]:
        asks = ConsentText.Purpose.SITE_NEWS in {purpose_of(page, name) for name in page.consent_fields}
        if asks and self.in_demo == settings.DEMO_MODE and not SiteSettings.for_default_site().postal_address.strip():
            yield Finding(
                "The form offers news, and every mail with news must show a postal address. The site has none.",
                "Add it in Settings, Site settings, Organisation.",
                Place.of(page, "site_news_text"),
            )


class NewsAddressOwedRule(NewsAddressRule):
    """A demo may leave the address open; the editor is told."""

    level = WARNING
    in_demo = True


CONSENT_RULES = (ConsentWordsRule(), NewsAddressRule(), NewsAddressOwedRule())
