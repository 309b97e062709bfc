from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.admin.panels import FieldPanel


class CommentQuerySet(models.QuerySet):
    """Comments, by what may be shown."""

    def approved(self):
        """Return what readers see."""
        return self.filter(state=Comment.State.APPROVED)


class Comment(models.Model):
    """A reader's reply under an article, held until a moderator decides.

    The address that the reader gave is not kept: next to an article about an illness it would say something about a
    person. A keyed fingerprint of it stays, which tells whether two comments come from the same address.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved: readers see it"
        REJECTED = "rejected", "Rejected"

    article = models.ForeignKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    name = models.CharField(max_length=80)
    text = models.TextField(max_length=5000)
    email_fingerprint = models.CharField(max_length=64, editable=False, db_index=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField("decision", max_length=10, choices=State, default=State.WAITING, db_index=True)
    created_at = models.DateTimeField("sent", default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    # Set where a thread is fetched: the approved answers.
    answers: list["Comment"]

    objects = CommentQuerySet.as_manager()

    panels = [
        FieldPanel("article", read_only=True),
        FieldPanel("name", read_only=True),
        FieldPanel("text", read_only=True),
        FieldPanel("state"),
    ]

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["article", "state", "created_at"], name="comment_thread")]

    def __str__(self) -> str:
        # Names of records end up in logs, which hold nothing about a person.
        return f"reply {self.pk}"

    @property
    def text_start(self) -> str:
        """The first words, for lists."""
        return Truncator(self.text).words(14)
