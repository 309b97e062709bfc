import re

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Orderable

from core.addresses import ascii_host, host_of
from offers.partner_panels import AppearancesPanel, CountsPanel, OwedPanel, WordingPanel
from offers.promises import claim_message, health_claims, promises

HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class PartnerForm(WagtailAdminModelForm):
    """Lets links and claims be checked against the websites that are typed above them, before anything is stored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for formset in self.formsets.values():
            for form in formset.forms:
                form.instance.partner = self.instance

    def is_valid(self):
        """Refuse to delete a link that is some page's button, or that somebody has followed."""
        valid = super().is_valid()
        links = self.formsets["links"].deleted_forms if valid and "links" in self.formsets else ()
        for link in (form.instance for form in links if form.instance.pk):
            if link.clicks.exists() or apps.get_model("offers", "ProductPage").objects.filter(outbound_link=link):
                self.add_error(None, f"“{link.label}” is known to readers, so it stays. Untick “In use” to close it.")
                valid = False
        return valid


class Partner(ClusterableModel):
    """The company whose product is shown. The relationship writes what readers are told."""

    class Relationship(models.TextChoices):
        OWNED = "owned", "We own it"
        COMMISSION = "commission", "It pays us a commission"
        FREE_PRODUCT = "free_product", "It gave us products for free"
        NONE = "none", "None: no money, no products"

    class Category(models.TextChoices):
        FOOD_SUPPLEMENT = "food_supplement", "Food supplement"
        FOOD = "food", "Food"
        NOT_STATED = "not_stated", "To be supplied by the partner"

    name = models.CharField(max_length=120, unique=True, help_text="The name that readers know.")
    legal_name = models.CharField(max_length=160, blank=True, help_text="As it stands in the company register.")
    relationship = models.CharField(
        "how we are tied to it",
        max_length=20,
        choices=Relationship,
        help_text="Writes the disclosure that stands wherever the partner appears.",
    )
    category = models.CharField(
        "what its product is in law", max_length=20, choices=Category, default=Category.NOT_STATED
    )
    privacy_notice_url = models.URLField(
        "privacy notice", blank=True, help_text="Where the partner says how it handles addresses."
    )
    domains = models.TextField(
        "websites",
        blank=True,
        help_text="One a line, without https://: example.org. shop.example.org then belongs to it, too.",
    )

    base_form_class = PartnerForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    OwedPanel(heading="Still to be supplied"),
                    MultiFieldPanel([FieldPanel(name) for name in ("name", "legal_name")], "Who it is"),
                    MultiFieldPanel(
                        [FieldPanel("relationship"), WordingPanel(heading="What readers are told")], "Who pays"
                    ),
                    MultiFieldPanel(
                        [FieldPanel(name) for name in ("category", "privacy_notice_url")], "What the law asks"
                    ),
                    FieldPanel("domains"),
                ],
                heading="Partner",
            ),
            ObjectList(
                [
                    CountsPanel(heading="How often readers followed them"),
                    InlinePanel(
                        "links",
                        heading="Links to the partner",
                        label="link",
                        help_text="Buttons go through an address of ours, which counts clicks without following "
                        "anybody.",
                    ),
                ],
                heading="Links",
            ),
            ObjectList(
                [
                    InlinePanel(
                        "claims",
                        heading="What it may say about its product",
                        label="approved claim",
                        help_text="What a register or a regulation allows, word for word. Product pages choose "
                        "from it.",
                    )
                ],
                heading="Claims",
            ),
            ObjectList([AppearancesPanel(heading="Where it appears")], heading="Where it appears"),
        ]
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        """Bring the websites into one form; name the first line that is none. Keep what live pages have to tell."""
        super().clean()
        hosts = []
        for line in self.domains.split():
            host = ascii_host(line)
            if not HOST.fullmatch(host):
                message = f"“{line}” is not the name of a website. Write it without https:// and without a path."
                raise ValidationError({"domains": message})
            hosts.append(host)
        self.domains = "\n".join(dict.fromkeys(hosts))
        if stored := Partner.objects.filter(pk=self.pk).first() if self.pk else None:
            self._keep_what_live_pages_tell(stored)
            self._keep_linked_websites(stored)

    def _keep_what_live_pages_tell(self, stored: "Partner") -> None:
        if emptied := set(self.undisclosed) - set(stored.undisclosed):
            # It is built on the models.
            from offers.appearances import appearances

            shown = (appearance.page for appearance in appearances(stored).pages if not appearance.is_draft)
            if page := next(shown, None):
                message = (
                    f"“{page}” is published and shows the partner. Readers must be told this, so it stays filled in."
                )
                raise ValidationError(dict.fromkeys(emptied, message))

    def _keep_linked_websites(self, stored: "Partner") -> None:
        gone = [host for host in stored.domains.split() if not self.has_address(f"https://{host}/")]
        if not gone:
            return
        # It is built on the models.
        from offers.appearances import linked_to

        linked = linked_to(gone, lambda url: stored.has_address(url) and not self.has_address(url))
        if linked:
            named = ", ".join(f"“{each}”" for each in linked[:5])
            message = (
                f"Links still lead to {', '.join(gone)}: on {named}{' and elsewhere' if linked[5:] else ''}. "
                "Without the website here, readers would not be told who pays. Take these links out first."
            )
            raise ValidationError({"domains": message})

    def validate_unique(self, exclude=None):
        """Refuse a website of another partner, and one that redirects of ours lead to."""
        super().validate_unique(exclude)
        # The check of redirects needs to know the partners.
        from offers.redirects import redirects_to

        for other in Partner.objects.exclude(pk=self.pk):
            if taken := set(self.domains.split()) & set(other.domains.split()):
                message = f"{min(taken)} belongs to {other} already: a website has one partner."
                raise ValidationError({"domains": message})
        if redirects := redirects_to(self):
            named = ", ".join(redirect.old_path for redirect in redirects[:5])
            message = (
                f"Redirects of ours lead there: {named}. Readers would follow them without being told who pays. "
                "Delete them under Settings → Redirects; then add a link below, and use its address instead."
            )
            raise ValidationError({"domains": message})

    def has_address(self, url: str) -> bool:
        """Tell whether ``url`` leads to one of the partner's websites or to a name below one."""
        host = host_of(url)
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains.split())

    @property
    def undisclosed(self) -> list[str]:
        """The fields that readers must be told and that are empty. A demo may leave to the partner what is its own."""
        told = {"relationship": self.relationship in self.Relationship.values}
        if not settings.DEMO_MODE:
            told["legal_name"] = bool(self.legal_name.strip())
            told["category"] = self.category != self.Category.NOT_STATED
        return [name for name, filled in told.items() if not filled]

    @property
    def disclosure(self) -> str:
        """The sentence that a reader sees at the top of each page that shows the partner."""
        match self.relationship:
            case self.Relationship.OWNED:
                return f"{self.name} is a company we own, so we earn money when you buy from it."
            case self.Relationship.COMMISSION:
                return f"{self.name} pays us a commission when you buy from it through our links."
            case self.Relationship.FREE_PRODUCT:
                return f"{self.name} gave us its products for free. It pays us nothing else."
            case _:
                return f"We have no ties to {self.name}, and earn nothing when you buy from it."

    @property
    def short_disclosure(self) -> str:
        """The sentence right above each button that leads to the partner or its offer."""
        match self.relationship:
            case self.Relationship.OWNED:
                return f"We own {self.name} and earn money when you buy."
            case self.Relationship.COMMISSION:
                return f"{self.name} pays us a commission when you buy."
            case self.Relationship.FREE_PRODUCT:
                return f"{self.name} gave us its products for free."
            case _:
                return f"{self.name} pays us nothing."


class OutboundLink(Orderable):
    """A registered way out of the site, to one of the partner's websites."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(
        "words on the button",
        max_length=60,
        help_text="What the reader will find: “Go to the partner’s shop”.",
    )
    url = models.URLField(
        "address",
        max_length=500,
        help_text="Starts with https:// and leads to one of the partner’s websites.",
    )
    slug = models.SlugField(
        "name in our address",
        max_length=60,
        unique=True,
        blank=True,
        null=True,  # Two links whose name is still to be made must not count as the same name.
        help_text="Left empty, it is made from the words on the button. It stays as it is once it is saved.",
    )
    in_use = models.BooleanField(
        "in use",
        default=True,
        help_text="Untick it to lead nobody there any more: buttons disappear, and whoever follows an old link reads "
        "that we have closed it.",
    )

    panels = [FieldPanel("label"), FieldPanel("url"), FieldRowPanel([FieldPanel("slug"), FieldPanel("in_use")])]

    def __str__(self) -> str:
        return f"{self.partner}: {self.label}"

    def clean(self):
        """Refuse a promise on the button, an address that is not encrypted or not the partner's, and a new name.

        A button is read without its page's rules: a change here reaches readers at once.
        """
        super().clean()
        promised = [found.message for found in promises(self.label)]
        if said := promised + [claim_message(claim) for claim in health_claims(self.label)]:
            raise ValidationError({"label": f"{said[0]} Say what the reader will find: “Go to the partner’s shop”."})
        stored = OutboundLink.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and self.slug != stored.slug:
            message = (
                f"Pages and mails may hold /out/{stored.slug}/, so it keeps its name. "
                "Add another link for another name, and untick “In use” here."
            )
            raise ValidationError({"slug": message})
        if not self.url.lower().startswith("https://"):
            raise ValidationError({"url": "The address has to start with https://."})
        if not self.partner.has_address(self.url):
            message = f"This is none of the websites of {self.partner}. Add the website, or correct the address."
            raise ValidationError({"url": message})

    @property
    def works(self) -> bool:
        """Whether readers are led there: it is in use, and the address is still one of the partner's."""
        return self.in_use and self.partner.has_address(self.url)

    def save(self, *args, **kwargs):
        """Save the link; give it a name in our addresses when the editor gave none."""
        self.slug = self.slug or self._unused_slug()
        super().save(*args, **kwargs)

    def _unused_slug(self) -> str:
        stem = slugify(f"{self.partner.name} {self.label}")[:50].strip("-") or "partner"
        slug, number = stem, 2
        while OutboundLink.objects.filter(slug=slug).exists():
            slug, number = f"{stem}-{number}", number + 1
        return slug


class OutboundClicks(models.Model):
    """How often a link was followed on one day. Nothing is known about who did."""

    link = models.ForeignKey(OutboundLink, on_delete=models.CASCADE, related_name="clicks")
    date = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-date"]
        verbose_name_plural = "outbound clicks"
        constraints = [models.UniqueConstraint(fields=["link", "date"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.link}, {self.date}: {self.count}"

    @classmethod
    def add_one(cls, link: OutboundLink) -> None:
        """Count one click on ``link`` today. Safe when several processes count at once."""
        cls.objects.update_or_create(
            link=link,
            date=timezone.localdate(),
            defaults={"count": F("count") + 1},
            create_defaults={"count": 1},
        )
