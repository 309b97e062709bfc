from django.contrib.auth.models import Permission
from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from offers.appearances import appearances
from offers.claim_chooser import claim_chooser_viewset
from offers.consent_admin import ConsentTextViewSet
from offers.desk.bulk import BULK_ACTIONS
from offers.desk.dashboard import show_requests
from offers.desk.samples import SupplyView
from offers.desk.viewsets import RequestsGroup
from offers.documents import is_guide
from offers.models import Partner
from offers.performance.report import OfferPerformanceMenuItem, OfferPerformanceReport
from offers.performance.visits import mark_offer
from offers.viewsets import GuidePageViewSet, PartnerViewSet, ProductPageViewSet, TrialPageViewSet

# So many of the places that show a partner are named.
NAMED = 5

register_snippet(PartnerViewSet)
register_snippet(ConsentTextViewSet)
hooks.register("on_serve_page", mark_offer)
hooks.register("construct_homepage_panels", show_requests)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ProductPageViewSet(), GuidePageViewSet(), TrialPageViewSet(), RequestsGroup(), claim_chooser_viewset]


@hooks.register("register_admin_urls")
def register_reports():
    return [path("reports/offer-performance/", OfferPerformanceReport.as_view(), name="offer_performance")]


@hooks.register("register_reports_menu_item")
def register_offer_performance_menu_item():
    return OfferPerformanceMenuItem()


@hooks.register("register_permissions")
def register_performance_permission():
    return Permission.objects.filter(content_type__app_label="offers", codename="view_performance")


@hooks.register("register_admin_urls")
def register_supply():
    return [path("samples/<int:pk>/", SupplyView.as_view(), name="trial_supply")]


@hooks.register("insert_global_admin_css")
def style_partners():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-offers.css"))


@hooks.register("before_delete_snippet")
def keep_partners_that_readers_meet(request, instances):
    """Refuse to delete a partner that something shows, and name it: its links would stay without a word on who pays."""
    for partner in instances:
        if isinstance(partner, Partner) and (found := appearances(partner)):
            names = [appearance.page.title for appearance in found.pages] + [str(record) for record in found.records]
            more = len(names) + found.more - NAMED
            named = "; ".join(f"“{name}”" for name in names[:NAMED]) + (f" and {more} more" if more > 0 else "")
            messages.error(request, f"{partner} stays: it appears on {named}. Take it out there first.")
            return redirect(reverse(partner.snippet_viewset.get_url_name("edit"), args=[partner.pk]))
    return None


@hooks.register("before_serve_document")
def keep_guides_for_those_who_confirmed(document, request):
    """Refuse the public address of a guide to all but staff. Readers get it through the links in our mails."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if is_guide(document):
        raise Http404
