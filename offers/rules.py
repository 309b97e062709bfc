"""What must be known before readers meet a partner or its offer, and what an offer may not promise."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import models
from django.utils.text import get_text_list
from wagtail.blocks import CharBlock, RichTextBlock, TextBlock
from wagtail.fields import RichTextField
from wagtail.images.blocks import ImageBlock

from core.blocks import DownloadBlock, HeadingBlock, SubheadingBlock
from core.models import SiteImage
from core.publishing import WARNING, Finding, Place, Rule
from core.publishing.places import Part, parts, read_rich_text, rich_texts
from offers.blocks import ApprovedClaimBlock, PendingBlock
from offers.blocks.facts import FactBlock
from offers.known_partners import known_partners
from offers.models import Partner
from offers.promises import Found, claim_message, health_claims, promises

# The fields of a page that are read as headings.
HEADINGS = ("title", "seo_title", "facts_caption")
# What an editor typed for the form of a page.
FORM_RELATIONS = ("field_words", "questions")


class DisclosureCompleteRule(Rule):
    """What readers are told about a partner can be said in full.

    A demo may leave to the partner what only the partner can supply; a real site may not.
    """

    code = "disclosure"

    def check(self, page) -> Iterator[Finding]:
        for partner in page.partners_shown:
            if missing := [str(partner._meta.get_field(name).verbose_name) for name in partner.undisclosed]:
                yield Finding(
                    f"The page shows {partner}, and what readers must be told about it is incomplete: "
                    f"{', '.join(missing)}.",
                    f"Open {partner} under Partners and fill it in. The disclosure writes itself.",
                )


class RawPartnerLinkRule(Rule):
    """A link to a partner goes through an offer, which says beside it who pays."""

    code = "partner-link"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        links = [
            (part, link)
            for part, content in rich_texts(parts(page))
            for link in content.links
            if link.attributes.get("href")
        ]
        known = known_partners() if links else None
        for part, link in links:
            if known and (partner := known.owner(link.attributes["href"])):
                yield Finding(
                    f"The link “{link.text}” leads straight to {partner}. Readers are told who pays at the top of the "
                    "page, not beside the link.",
                    "A product band or a trial band in its place says it right above its button.",
                    part.place,
                )


def owed(page) -> Iterator[tuple[str, Place]]:
    """Yield what the partner still has to supply for an offer page: what it is called, and where it belongs.

    What nobody has named, where a text says that something is missing, has an empty name.
    """
    for fact in page.required_facts:
        if fact.pending:
            yield fact.label, Place.of(page, fact.field)
    for part in parts(page):
        if isinstance(part.block, PendingBlock):
            yield "", part.place
        elif isinstance(part.block, FactBlock) and part.value.pending:
            # Rows are known by what they are called, not by their number.
            yield part.value["label"], replace(part.place, label=part.value["label"] or part.place.label)


class FactsSuppliedRule(Rule):
    """What readers must be told about an offer is known: outside a demo nothing is left to be supplied."""

    code = "facts"
    in_demo = False
    fix = "Ask the partner, and write it down as supplied. Leave out nothing, and guess nothing."

    def check(self, page) -> Iterator[Finding]:
        if self.in_demo == settings.DEMO_MODE:
            for label, place in owed(page):
                what = f"“{label}”" if label else "What is missing here"
                yield Finding(f"{what} is still to be supplied by the partner.", self.fix, place)


class FactsOwedRule(FactsSuppliedRule):
    """A demo may show its gaps; the editor sees the list of them."""

    level = WARNING
    in_demo = True
    fix = "Readers of the demo see the gap. Outside a demo the page does not go live with it."


class OwnClaimsRule(Rule):
    """A claim is valid, and the page's own partner's; what the law asks for beside it is known."""

    code = "claims"

    def check(self, page) -> Iterator[Finding]:
        for part in parts(page):
            claim = part.value
            if not isinstance(part.block, ApprovedClaimBlock) or claim is None:
                continue
            if claim.partner_id != page.partner_id:
                yield Finding(
                    f"“{claim}” is a claim of another partner.",
                    f"Choose one of {page.partner or 'the page’s own'}.",
                    part.place,
                )
            elif not claim.may_stand_on(page):
                yield Finding(f"“{claim}” was withdrawn.", "Take it out, or choose another claim.", part.place)
            elif page.partner.category == Partner.Category.NOT_STATED:
                yield Finding(
                    f"Nobody has said what {page.partner}’s product is in law, so no claim may stand here.",
                    f"Open {page.partner} under Partners and choose “What its product is in law”.",
                    part.place,
                )


class NoPromisesRule(Rule):
    """An offer promises nothing about an illness; see `offers.promises`."""

    code = "promises"

    def check(self, page) -> Iterator[Finding]:
        for place, found in dict.fromkeys(_promises(page)):
            yield Finding(
                found.message,
                f"{found.instead} It counts in a sentence with “not”, too. An approved claim is chosen, never typed.",
                place,
            )


class PromisesWorthALookRule(Rule):
    """A text that is no offer may have the words: an editor looks whether one of them promises something."""

    code = "promises"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        found = list(_promises(page))
        if not found:
            return
        times = Counter(each.words for _, each in found)
        named = get_text_list([f"“{words}”" + (f" ({n} times)" if n > 1 else "") for words, n in times.items()], "and")
        yield Finding(
            f"The text says {named}.",
            "Does each of them report what a source shows, and none promise what food or a product will do? "
            "Then leave it.",
            found[0][0],
        )


class NoClaimInHeadingsRule(Rule):
    """What a product does for somebody's health is no title and no heading, which is all that many people read."""

    code = "typed-claim"
    in_headings = True
    fix = "Say in it what the product is. What it does is chosen from the approved claims, never typed."

    def check(self, page) -> Iterator[Finding]:
        for text in _texts(page):
            if text.is_heading is self.in_headings:
                for claim in health_claims(text.words):
                    yield Finding(claim_message(claim), self.fix, text.place)


class TypedClaimRule(NoClaimInHeadingsRule):
    """Elsewhere such words may be right, as in “we do not know whether it supports digestion”: somebody looks."""

    level = WARNING
    in_headings = False
    fix = "Does it say that the product does this? Then choose an approved claim in its place, or take it out."


@dataclass(frozen=True)
class _Typed:
    """One text that an editor typed, and whether it is read as a title or a heading."""

    place: Place
    words: str
    is_heading: bool = False


def _promises(page) -> Iterator[tuple[Place, Found]]:
    for text in _texts(page):
        for found in promises(text.words):
            yield text.place, found


def _texts(page) -> Iterator[_Typed]:
    """Yield each text that an editor typed on ``page``: in fields, in blocks, and what it shows of other records.

    Those are the words on its button, the descriptions of its pictures and the titles of its documents.
    """
    for field in page._meta.concrete_fields:
        if field.editable and isinstance(field, models.CharField | models.TextField):
            text = getattr(page, field.name) or ""
            words = _plain(text) if isinstance(field, RichTextField) else text
            yield _Typed(Place.of(page, field.name), words, field.name in HEADINGS)
        elif field.related_model is SiteImage and (picture := getattr(page, field.name)):
            yield _Typed(Place.of(page, field.name), picture.description)
    for relation in FORM_RELATIONS:
        for row in getattr(page, relation).all() if hasattr(page, relation) else ():
            words = "\n".join(getattr(row, name) for name in ("label", "help_text", "choices") if hasattr(row, name))
            yield _Typed(Place.of(page, relation), words)
    if link := getattr(page, "outbound_link", None):
        yield _Typed(Place.of(page, "outbound_link"), link.label, is_heading=True)
    for part in parts(page):
        if text := _text(part):
            is_heading = isinstance(part.block, HeadingBlock | SubheadingBlock) or part.kind == "title"
            yield _Typed(part.place, text, is_heading)


def _text(part: Part) -> str:
    block, value = part.block, part.value
    if not value:
        return ""
    if isinstance(block, RichTextBlock):
        return _plain(value.source)
    if isinstance(block, ImageBlock):
        # As the page has it: what the picture's record says stands in for the alt text of this use.
        return "" if value.decorative else value.contextual_alt_text or value.description
    if isinstance(block, DownloadBlock):
        return value.heading if value.get("document") else ""
    return value if isinstance(block, CharBlock | TextBlock) else ""


def _plain(source: str) -> str:
    return "\n".join(read_rich_text(source).paragraphs)


OFFER_RULES = (FactsSuppliedRule(), FactsOwedRule(), NoPromisesRule())
PARTNER_OFFER_RULES = (NoClaimInHeadingsRule(), TypedClaimRule())
PRODUCT_RULES = (OwnClaimsRule(),)
