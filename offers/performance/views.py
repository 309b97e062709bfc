"""Where the page of a form tells that somebody has begun to fill it in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from core.limits import Limits, wait
from core.models import is_restricted
from offers.models import GuidePage, OfferCount, TrialPage
from offers.performance.counting import count
from offers.performance.visits import is_by_reader

# A class of students may open one form at once. What comes after that is not counted.
LIMITS = Limits(address=40, network=200)


@never_cache
@require_POST
def form_started(request: HttpRequest, page_id: int) -> HttpResponse:
    """Count one more form begun on the guide or trial page ``page_id``; 404 for any other page.

    Nothing but the number of the page is read, and the answer is empty whether or not it was counted.
    """
    forms = Page.objects.live().type(GuidePage, TrialPage).exclude(is_restricted())
    offer = forms.filter(pk=page_id).first()
    if offer is None:
        raise Http404
    if is_by_reader(request) and wait("form-started", request, limits=LIMITS) is None:
        count(offer, OfferCount.Kind.STARTED)
    return HttpResponse(status=204, headers={"X-Robots-Tag": "noindex"})
