from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.text import slugify
from wagtail.documents import get_document_model_string

from offers.models.guide_page import GuidePage
from offers.models.request import ConfirmationLink, Request, RequestEvent


class GuideRequest(Request):
    """Somebody asked for the guide."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Waiting for confirmation"
        CONFIRMED = "confirmed", "Confirmed, not yet downloaded"
        DOWNLOADED = "downloaded", "Downloaded"
        EXPIRED = "expired", "Not confirmed in time"
        ERASED = "erased", "Erased"

    FORM = "guide"
    offer_field = "guide"
    PERSONAL = ("email", "first_name", "answers", "submission")

    guide = models.ForeignKey(GuidePage, null=True, on_delete=models.SET_NULL, related_name="requests")
    first_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.REQUESTED, editable=False)

    class Meta(Request.Meta):
        verbose_name = "guide request"
        constraints = [
            models.UniqueConstraint(Upper("email"), "guide", condition=~Q(email=""), name="one_guide_request_an_email")
        ]
        indexes = [models.Index("state", "state_since", name="guide_request_state")]
        permissions = [
            ("handle_guiderequest", "Can re-send the mails of guide requests"),
            ("export_guiderequest", "Can export guide requests"),
            ("erase_guiderequest", "Can erase the person from a guide request"),
        ]


class GuideRequestEvent(RequestEvent):
    """Something happened to a request for the guide."""

    request = models.ForeignKey(GuideRequest, on_delete=models.CASCADE, related_name="events")


class GuideConfirmation(ConfirmationLink):
    """The link that confirms a request for the guide."""

    request = models.ForeignKey(GuideRequest, on_delete=models.CASCADE, related_name="confirmations")


class GuideDownload(models.Model):
    """A link to the guide that works for a while, for one request. Only the digest of its secret is kept."""

    MOST_DOWNLOADS = 5

    request = models.ForeignKey(GuideRequest, on_delete=models.CASCADE, related_name="downloads")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    document = models.ForeignKey(get_document_model_string(), null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    downloads = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"download link {self.pk}"

    @property
    def works(self) -> bool:
        """Whether the link still gives the guide."""
        return bool(self.document) and timezone.now() < self.expires_at and self.downloads < self.MOST_DOWNLOADS

    @property
    def downloads_left(self) -> int:
        """How many more times the guide may be fetched with this link."""
        return max(0, self.MOST_DOWNLOADS - self.downloads)

    @property
    def filename(self) -> str:
        """What the file is called on the reader's device."""
        stem = slugify(self.request.guide.title)[:80] if self.request.guide else ""
        return f"{stem or 'guide'}.{self.document.file_extension if self.document else 'pdf'}"
