"""What hangs on a comment while its reader is written to: the link that confirms it, and news of answers."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from blog.models.comment import Comment

CONFIRM_WITHIN = timedelta(hours=48)


class CommentLink(models.Model):
    """The link in the mail about a comment. Only the digest of its secret is kept."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The stored mail. It goes once its button was pressed: it would tell whose comment this is.
    mail = models.ForeignKey(
        "post_office.Email", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def expires_at(self):
        """The moment from which its button does nothing any more."""
        return self.created_at + CONFIRM_WITHIN

    @property
    def is_open(self) -> bool:
        """Whether its button still works."""
        return self.used_at is None and timezone.now() < self.expires_at


class CommentSubscription(models.Model):
    """Somebody wants to know when their comment is answered: asked for by a box, in force after a press in a mail.

    The address is sealed (``core.sealed``), so that whoever has the database alone cannot read who wrote what.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    email_sealed = models.TextField(editable=False)
    email_fingerprint = models.CharField(max_length=64, editable=False, db_index=True)
    wording = models.CharField(max_length=300, editable=False, help_text="The words next to the box.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(editable=False, db_index=True)
    # How many mails went out on the day of the last one.
    sent_on = models.DateField(null=True, blank=True, editable=False)
    sent = models.PositiveSmallIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"news of answers {self.pk}"
