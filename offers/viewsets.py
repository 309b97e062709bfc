"""How partners and the pages of offers appear in the admin; requests are in `offers.desk`."""

from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from offers.models import GuidePage, Partner, ProductPage, TrialPage


class ProductPageViewSet(PageViewSet):
    model = ProductPage
    icon = "tag"


class GuidePageViewSet(PageViewSet):
    model = GuidePage
    icon = "download"


class TrialPageViewSet(PageViewSet):
    model = TrialPage
    icon = "pick"


class PartnerViewSet(SnippetViewSet):
    """Partners, with the registered links to each."""

    model = Partner
    icon = "group"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["name", "relationship", "category"]
    list_filter = ["relationship"]
    search_fields = ["name", "legal_name"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "name",
        "legal_name",
        "relationship",
        "disclosure",
        "category",
        "privacy_notice_url",
        "domains",
        "links",
    ]
