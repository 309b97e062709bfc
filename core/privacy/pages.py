"""What the pages of the privacy desk have in common."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.viewsets import GuardedPage

MAY_USE = "core.use_privacy_desk"


# A report of an error shows nothing that was sent: it may be an address.
@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PrivacyPage(GuardedPage):
    """A page of the admin for those who look after people’s data, kept in no cache."""

    permission = MAY_USE
