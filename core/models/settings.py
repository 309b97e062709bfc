import json

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Site

from core.blocks.links import LinkBlock, NavigationColumnBlock
from core.lookahead import announce


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What stands around every page: name, menus, who we are, standing notices."""

    site_name = models.CharField("name of the site", max_length=80, default="The Gut Connection")
    tagline = models.CharField(max_length=160, blank=True, help_text="A few words for search engines and feeds.")
    share_image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="picture for sharing",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when somebody shares a page that has no picture of its own. 1,200 by 630 pixels or larger.",
    )
    footer_text = models.TextField(blank=True, help_text="Stands next to the name at the foot of each page.")
    footer_end = models.CharField("last line of the footer", max_length=200, blank=True)

    header_links = StreamField(
        StreamBlock([("link", LinkBlock())], max_num=7),
        verbose_name="menu at the top",
        blank=True,
        help_text="Four to six links. Search comes last.",
    )
    footer_columns = StreamField(
        StreamBlock([("column", NavigationColumnBlock())], max_num=4),
        verbose_name="columns at the foot",
        blank=True,
        help_text="Help stands first, in the same place on each page.",
    )

    organisation = models.CharField("name of the organisation", max_length=120, blank=True)
    postal_address = models.TextField(
        blank=True, help_text="Stands in every mail and on the contact page. The law asks for it."
    )
    contact_email = models.EmailField(blank=True)
    social_links = StreamField(
        StreamBlock([("link", LinkBlock())], max_num=6),
        blank=True,
        help_text="Profiles of the organisation elsewhere. They are plain links: nothing is loaded from there.",
    )

    medical_disclaimer = models.TextField(
        blank=True, help_text="Stands under every article: general information, not advice for one person."
    )
    demo_notice = models.CharField(
        max_length=200,
        blank=True,
        default="Demo content. The people are invented, and product facts are left blank.",
        help_text="Stands on top of every page while the site is a demo.",
    )
    safety_note = models.TextField(
        "safety note for live products",
        blank=True,
        help_text="Who should ask a clinician first. Stands on product pages, trial pages and the articles of topics "
        "about live products.",
    )

    comments_open = models.BooleanField(
        "readers may comment on articles",
        default=True,
        help_text="Holds for every article that says nothing else on its Settings tab.",
    )
    comments_close_after = models.PositiveSmallIntegerField(
        "comments close after",
        default=30,
        help_text="So many days after an article was first published. 0: never. What is under it stays readable.",
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [FieldPanel(name) for name in ("site_name", "tagline", "share_image", "footer_text", "footer_end")],
                heading="Identity",
            ),
            ObjectList([FieldPanel("header_links"), FieldPanel("footer_columns")], heading="Menus"),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel(name) for name in ("organisation", "postal_address", "contact_email")],
                        "Who publishes the site",
                    ),
                    FieldPanel("social_links"),
                ],
                heading="Organisation",
            ),
            ObjectList(
                [FieldPanel(name) for name in ("medical_disclaimer", "safety_note", "demo_notice")],
                heading="Standing notices",
            ),
            ObjectList([FieldPanel("comments_open"), FieldPanel("comments_close_after")], heading="Comments"),
        ]
    )

    class Meta:
        verbose_name = "site settings"

    def announce_menus(self) -> None:
        """Let the pages in the menus be fetched together with those that the page itself leads to."""
        for menu in (self.header_links, self.footer_columns, self.social_links):
            announce(json.dumps(menu.get_prep_value()))

    @classmethod
    def for_default_site(cls) -> "SiteSettings":
        """Return the settings of the default site: for mails and commands, which have no request."""
        site = Site.objects.filter(is_default_site=True).first()
        return cls.for_site(site) if site else cls()
