from django.db import models
from django.db.models.functions import Lower

from offers.models.request import ConfirmationLink, Request, RequestEvent
from offers.models.trial_page import TrialPage


class TrialRequest(Request):
    """Somebody asked for a sample."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Waiting for confirmation"
        EMAIL_CONFIRMED = "email_confirmed", "Email confirmed"

    FORM = "trial"
    CONFIRMED = State.EMAIL_CONFIRMED
    offer_field = "trial"

    DETAILS = (
        "full_name",
        "email",
        "address_line_1",
        "address_line_2",
        "town",
        "region",
        "postcode",
        "country",
    )

    trial = models.ForeignKey(TrialPage, null=True, on_delete=models.SET_NULL, related_name="requests")
    full_name = models.CharField(max_length=120)
    address_line_1 = models.CharField(max_length=120)
    address_line_2 = models.CharField(max_length=120, blank=True)
    town = models.CharField("town or city", max_length=80)
    region = models.CharField("region or state", max_length=80, blank=True)
    postcode = models.CharField(max_length=16)
    country = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED, editable=False)

    class Meta(Request.Meta):
        verbose_name = "trial request"
        constraints = [models.UniqueConstraint(Lower("email"), "trial", name="one_trial_request_an_email")]

    @property
    def address(self) -> list[str]:
        """The lines of the label on the parcel."""
        lines = (
            self.full_name,
            self.address_line_1,
            self.address_line_2,
            self.town,
            self.region,
            self.postcode,
            self.country,
        )
        return [line for line in lines if line]


class TrialRequestEvent(RequestEvent):
    """Something happened to a request for a sample."""

    request = models.ForeignKey(TrialRequest, on_delete=models.CASCADE, related_name="events")


class TrialConfirmation(ConfirmationLink):
    """The link that confirms a request for a sample."""

    request = models.ForeignKey(TrialRequest, on_delete=models.CASCADE, related_name="confirmations")
