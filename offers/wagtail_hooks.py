from django.http import Http404
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from offers.documents import is_guide
from offers.viewsets import GuidePageViewSet, PartnerViewSet, ProductPageViewSet, RequestsGroup, TrialPageViewSet

register_snippet(PartnerViewSet)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ProductPageViewSet(), GuidePageViewSet(), TrialPageViewSet(), RequestsGroup()]


@hooks.register("before_serve_document")
def keep_guides_for_those_who_confirmed(document, request):
    """Refuse the public address of a guide to all but staff. Readers get it through the links in our mails."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if is_guide(document):
        raise Http404
