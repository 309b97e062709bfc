"""What guide and trial requests share. No row says which article or topic somebody came from."""

import secrets
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.consent import Agreement, held
from core.models import ConsentText

# Without letters and digits that people mix up when they read a number out: 0 O, 1 I L, U V.
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
REFERENCE_LENGTH = 8


class Standing(Enum):
    """What a link in a mail may still do."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


def new_reference() -> str:
    """Return eight random letters and digits by which a request is named outside the site: 29⁸, about 5 × 10¹¹."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))


class Request(models.Model):
    """One person's request. Its state changes only through the functions in ``offers.requests``.

    Erased requests stay for a while, without anything about the person: what is empty in them was deleted.
    """

    class MailProblem(models.TextChoices):
        SEND_FAILED = "send_failed", "Mail could not be sent"
        BOUNCED = "bounced", "Mail came back"
        COMPLAINED = "complained", "Reported as spam"

    # What each kind of request has of its own: the name of its form, the page's field, what a person typed in.
    FORM: str
    offer_field: str
    PERSONAL: tuple[str, ...]
    state: Any
    events: Any
    confirmations: Any

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    email = models.EmailField(blank=True)
    answers = models.JSONField(
        "answers to more questions", default=list, blank=True, help_text="Each with the question as it was asked."
    )
    submission = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Fingerprint of the form that was sent last."
    )
    mail_problem = models.CharField(max_length=20, choices=MailProblem, blank=True, editable=False)
    created_at = models.DateTimeField("asked", default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True, editable=False)
    state_since = models.DateTimeField("in this state since", default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        # Names of records end up in logs and messages, which hold nothing about a person.
        return f"{self._meta.verbose_name} {self.reference}"

    @property
    def offer(self):
        """The page on which it was asked for; None once that is deleted."""
        return getattr(self, self.offer_field)


class RequestEvent(models.Model):
    """Something happened to a request. The site only adds rows; they go with their request."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked, confirmation mail queued"
        ASKED_AGAIN = "asked_again", "Asked again, mail queued again"
        CHANGED = "changed", "Name or address changed before confirming"
        CONFIRMED = "confirmed", "Email address confirmed"
        LINK_SENT = "link_sent", "New download link queued"
        DOWNLOADED = "downloaded", "Guide downloaded for the first time"
        RESERVED = "reserved", "Sample reserved"
        WAITLISTED = "waitlisted", "Put on the waiting list"
        HELD = "held", "Sample kept free for 72 hours"
        CLAIMED = "claimed", "Took the sample that was kept free"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        EXPORTED = "exported", "Put into a batch for the partner"
        DISPATCHED = "dispatched", "Posted by the partner"
        DELIVERED = "delivered", "Delivered"
        RETURNED = "returned", "Came back to the partner"
        CANCELLED = "cancelled", "Cancelled by the reader"
        RELEASED = "released", "Cancelled by us, sample released"
        EXPIRED = "expired", "Ran out"
        ERASED = "erased", "Name, address and email deleted"
        RESENT = "resent", "Mail queued again by us"
        MAIL_FAILED = "mail_failed", "A mail could not be sent"
        MAIL_BOUNCED = "mail_bounced", "A mail came back"
        MAIL_COMPLAINED = "mail_complained", "A mail was reported as spam"
        LOOKED_ALIKE = "looked_alike", "Same postcode and surname as another request: please look"
        ASKED_TO_AGREE = "asked_to_agree", "Ticked news when asking again, mail to confirm that queued"
        AGREED = "agreed", "Confirmed what was ticked when asking again"
        SUBSCRIBED = "subscribed", "Mail about the newsletter queued"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, blank=True, help_text="The state it led to; empty when it led to none.")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty when it was the reader, the partner or the site itself.",
    )
    mail = models.ForeignKey(
        "post_office.Email",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The mail that was queued with it, as long as it is kept.",
    )

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class ConfirmationLink(models.Model):
    """The link of one mail that asks to confirm. Only the digest of its secret is kept.

    Until somebody presses its button the link holds the consents of the form that it was sent for. They count from
    that press on, and only those of the form whose link was pressed.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    consents = models.JSONField("consents that wait", default=list, editable=False)
    # Each kind of link has a foreign key of this name to its own kind of request.
    request: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def standing(self) -> Standing:
        """What the link may do now.

        Once its request is confirmed and none of its consents wait, it is used, however old it is.
        """
        if self.request.confirmed_at and not self.consents:
            return Standing.USED
        return Standing.OPEN if timezone.now() < self.expires_at else Standing.EXPIRED

    @property
    def agreements(self) -> list[Agreement]:
        """The consents that wait, as the reader saw them."""
        return held(self.consents)

    @property
    def news(self) -> list[Agreement]:
        """Those of them that were up to the reader."""
        return [agreement for agreement in self.agreements if agreement.purpose in ConsentText.NEWS]
