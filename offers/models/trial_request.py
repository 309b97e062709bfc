from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from offers.models.request import ConfirmationLink, Request, RequestEvent
from offers.models.trial_page import TrialPage


class TrialRequest(Request):
    """Somebody asked for a sample."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Waiting for confirmation"
        EMAIL_CONFIRMED = "email_confirmed", "Email confirmed"
        RESERVED = "reserved", "Reserved, to be approved"
        APPROVED = "approved", "Approved, to be handed on"
        EXPORTED = "exported", "In a batch for the partner"
        DISPATCHED = "dispatched", "Posted"
        DELIVERED = "delivered", "Delivered"
        WAITLISTED = "waitlisted", "On the waiting list"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Ran out"
        CANCELLED = "cancelled", "Cancelled"
        RETURNED = "returned", "Came back"
        ERASED = "erased", "Erased"

    class Reason(models.TextChoices):
        DUPLICATE = "duplicate", "A sample was asked for by this household before"
        COUNTRY = "country", "The sample is not posted to this country"
        CLOSED = "closed", "The offer is closed"
        BY_HAND = "by_hand", "Another reason"

    FORM = "trial"
    offer_field = "trial"
    ADDRESS = ("address_line_1", "address_line_2", "town", "region", "postcode", "country")
    DETAILS = ("full_name", "email", *ADDRESS)
    PERSONAL = (*DETAILS, "answers", "submission", "tracking", "decline_words", "near_key")
    # A sample is set aside for these, or was posted.
    HAS_SAMPLE = (State.RESERVED, State.APPROVED, State.EXPORTED, State.DISPATCHED, State.DELIVERED, State.RETURNED)

    trial = models.ForeignKey(TrialPage, null=True, on_delete=models.SET_NULL, related_name="requests")
    full_name = models.CharField(max_length=120, blank=True)
    address_line_1 = models.CharField(max_length=120, blank=True)
    address_line_2 = models.CharField(max_length=120, blank=True)
    town = models.CharField("town or city", max_length=80, blank=True)
    region = models.CharField("region or state", max_length=80, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED, editable=False)
    near_match = models.BooleanField(
        "looks like another",
        default=False,
        editable=False,
        help_text="Another request for this sample has the same postcode and surname.",
    )
    decline_reason = models.CharField("declined because", max_length=20, choices=Reason, blank=True, editable=False)
    decline_words = models.CharField("what the reader was told", max_length=300, blank=True, editable=False)
    waiting_number = models.PositiveIntegerField("number on the waiting list", null=True, blank=True, editable=False)
    held_until = models.DateTimeField("a sample is kept until", null=True, blank=True, editable=False)
    dispatched_on = models.DateField("posted on", null=True, blank=True, editable=False)
    tracking = models.CharField("tracking number", max_length=80, blank=True, editable=False)
    # Keyed hashes: they tell whether two requests are of one household, and outlive the address. Empty while nothing
    # is asked for by it: a request that was not confirmed must not stand in anybody's way.
    household_key = models.CharField(max_length=64, blank=True, editable=False)
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    near_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    class Meta(Request.Meta):
        verbose_name = "trial request"
        constraints = [
            models.UniqueConstraint(Upper("email"), "trial", condition=~Q(email=""), name="one_trial_request_an_email"),
            models.UniqueConstraint(
                "trial", "household_key", condition=~Q(household_key=""), name="one_sample_a_household"
            ),
            models.UniqueConstraint("trial", "email_key", condition=~Q(email_key=""), name="one_sample_an_email"),
        ]
        indexes = [
            models.Index("state", "state_since", name="trial_request_state"),
            models.Index("trial", "waiting_number", name="trial_request_waiting"),
        ]
        permissions = [
            ("handle_trialrequest", "Can approve, decline, release and re-send trial requests"),
            ("export_trialrequest", "Can export trial requests and prepare batches for the partner"),
            ("erase_trialrequest", "Can erase the person from a trial request"),
        ]

    @property
    def address(self) -> list[str]:
        """The lines of the label on the parcel."""
        return [line for line in (self.full_name, *(getattr(self, name) for name in self.ADDRESS)) if line]

    @property
    def is_held(self) -> bool:
        """Whether a sample is kept free for this request, which its reader has still to take."""
        return self.state == self.State.WAITLISTED and bool(self.held_until and timezone.now() < self.held_until)


class TrialRequestEvent(RequestEvent):
    """Something happened to a request for a sample."""

    request = models.ForeignKey(TrialRequest, on_delete=models.CASCADE, related_name="events")


class TrialConfirmation(ConfirmationLink):
    """The link that confirms a request for a sample."""

    request = models.ForeignKey(TrialRequest, on_delete=models.CASCADE, related_name="confirmations")
