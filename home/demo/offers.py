"""Loads the demo's partner, product page, guide and trial."""

from typing import TYPE_CHECKING

from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from home.demo import files
from offers.models import GuidePage, OutboundLink, Partner, ProductPage, TrialPage, TrialSupply

if TYPE_CHECKING:
    from home.demo.load import DemoLoader

GUIDE_FILE = "guide/gut-health-guide.pdf"
PRIVATE_COLLECTION = "Guides (given out by mail only)"


class OfferLoader:
    """Makes the offers' pages first, so that others can link to them, and fills them later."""

    def __init__(self, demo: "DemoLoader"):
        self.demo = demo
        self.data = files.read("offers.yaml")

    def plant(self) -> None:
        """Make the partner, and add the three pages as drafts."""
        self.partner = self._partner(self.data["partner"])
        product, guide, trial = self.data["product"], self.data["guide"], self.data["trial"]
        home = self.demo.home
        self.product = self.demo.plant(
            home, ProductPage(title=product["title"], slug=product["slug"], partner=self.partner)
        )
        self.guide = self.demo.plant(
            home, GuidePage(title=guide["title"], slug=guide["slug"], document=self._document(guide["title"]))
        )
        self.trial = self.demo.plant(
            home,
            TrialPage(title=trial["title"], slug=trial["slug"], partner=self.partner, product=self.product),
        )

    def fill(self) -> None:
        """Fill and publish the three pages."""
        self._fill_product(self.data["product"])
        self._fill_guide(self.data["guide"])
        self._fill_trial(self.data["trial"])

    def _partner(self, data: dict) -> Partner:
        partner = Partner(
            name=data["name"],
            legal_name=data["legal_name"],
            relationship=data["relationship"],
            category=data["category"],
            domains="\n".join(data["domains"]),
        )
        partner.full_clean()
        partner.save()
        for item in data["links"]:
            link = OutboundLink(partner=partner, slug=item["slug"], label=item["label"], url=item["url"])
            link.full_clean()
            link.save()
        return partner

    def _document(self, title: str):
        collection = Collection.get_first_root_node().add_child(name=PRIVATE_COLLECTION)
        CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=CollectionViewRestriction.LOGIN
        )
        with (files.FOLDER / GUIDE_FILE).open("rb") as file:
            document = get_document_model()(
                title=title, file=File(file, name="gut-health-guide.pdf"), collection=collection
            )
            document.full_clean(exclude=["tags"])
            document.save()
        return document

    def _fill_common(self, page, data: dict) -> None:
        page.summary = data["summary"].strip()
        page.search_description = data.get("search_description", "").strip()
        page.image = self.demo.images[data["image"]]
        page.body = self.demo.blocks.stream(data["body"])

    def _fill_product(self, data: dict) -> None:
        self._fill_common(self.product, data)
        for name in ("ingredients", "serving", "allergens", "directions", "not_for", "price", "postage"):
            setattr(self.product, name, data[name] or "")
        self.product.facts_caption = data["facts_caption"]
        self.product.facts = [
            {"type": "fact", "value": {"label": fact["label"], "value": fact["value"] or ""}} for fact in data["facts"]
        ]
        self.product.outbound_link = self.partner.links.first()
        self.demo.publish(self.product)

    def _fill_form_page(self, page, data: dict) -> None:
        self._fill_common(page, data)
        for name in ("introduction", "benefits", "faq", "thank_you"):
            setattr(page, name, self.demo.blocks.stream(data.get(name)))

    def _fill_guide(self, data: dict) -> None:
        self._fill_form_page(self.guide, data)
        self.guide.page_count = data["pages"]
        self.guide.contents = [{"type": "entry", "value": entry} for entry in data["contents"]]
        self.demo.publish(self.guide)

    def _fill_trial(self, data: dict) -> None:
        self._fill_form_page(self.trial, data)
        for name in ("what_you_get", "postage", "address_use", "address_retention"):
            setattr(self.trial, name, (data[name] or "").strip())
        supply = TrialSupply(trial=self.trial, countries=data["countries"] or "")
        supply.opens, supply.closes, supply.stock = data["opens"], data["closes"], data["stock"]
        supply.full_clean()
        supply.save()
        self.demo.publish(self.trial)
