"""What must be known about a partner before readers meet it, on whatever kind of page."""

from collections.abc import Iterator

from django.conf import settings

from core.publishing import WARNING, Finding, Rule
from core.publishing.places import parts, rich_texts
from offers.models import Partner


class DisclosureCompleteRule(Rule):
    """What readers are told about a partner can be said in full.

    A demo may leave to the partner what only the partner can supply; a real site may not.
    """

    code = "disclosure"

    def check(self, page) -> Iterator[Finding]:
        # Not the page's own cached list: what is checked may still change before it is shown.
        for partner in type(page).partners_shown.func(page):
            missing = [name for name, filled in self._needed(partner) if not filled]
            if missing:
                yield Finding(
                    f"The page shows {partner}, and what readers must be told about it is incomplete: "
                    f"{', '.join(missing)}.",
                    f"Open {partner} under Partners and fill it in. The disclosure writes itself.",
                )

    @staticmethod
    def _needed(partner: Partner) -> Iterator[tuple[str, bool]]:
        yield "how we are tied to it", partner.relationship in Partner.Relationship.values
        if not settings.DEMO_MODE:
            yield "legal name", bool(partner.legal_name.strip())
            yield "what its product is in law", partner.category != Partner.Category.NOT_STATED


class RawPartnerLinkRule(Rule):
    """A link to a partner goes through an offer, which says who pays."""

    code = "partner-link"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        links = [
            (part, link)
            for part, content in rich_texts(parts(page))
            for link in content.links
            if link.attributes.get("href", "").startswith(("http://", "https://"))
        ]
        partners = list(Partner.objects.all()) if links else []
        for part, link in links:
            for partner in partners:
                if partner.has_address(link.attributes["href"]):
                    yield Finding(
                        f"The link “{link.text}” leads straight to {partner}, without a disclosure beside it.",
                        "Take it out and add a product band or a trial band: it says who pays.",
                        part.place,
                    )
