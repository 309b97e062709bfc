from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator

# What stands in a text in place of a part that a moderator took out. Readers cannot type it: the form takes no
# control characters.
REDACTED = "\x1a"
# What stands in place of a name that gives too much away.
ANONYMOUS = "A reader"


class CommentQuerySet(models.QuerySet):
    """Comments, by what may be shown."""

    def approved(self):
        """Return what readers see."""
        return self.filter(state=Comment.State.APPROVED)

    def waiting(self):
        """Return what a moderator has to decide on."""
        return self.filter(state=Comment.State.WAITING)

    def heads(self):
        """Return the comments that begin a thread: approved, or removed while approved answers stand below."""
        answered = models.Exists(Comment.objects.approved().filter(parent=models.OuterRef("pk")).order_by())
        kept = models.Q(state=Comment.State.APPROVED) | models.Q(answered, state=Comment.State.REMOVED)
        return self.filter(kept, parent=None)

    def answers(self):
        """Return the approved answers that stand below something which readers see."""
        seen = (Comment.State.APPROVED, Comment.State.REMOVED)
        return self.approved().filter(parent__state__in=seen)


class Comment(models.Model):
    """A reader's comment on an article, or a colleague's. It changes only through ``blog.comments`` .

    The address that the reader gave is not kept: next to an article about an illness it would say something about a
    person. A keyed fingerprint of it stays, which tells whether two comments come from the same address.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Email not confirmed"
        WAITING = "waiting", "Waiting for a moderator"
        APPROVED = "approved", "Approved: readers see it"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        REMOVED = "removed", "Removed: its text is deleted"

    article = models.ForeignKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    name = models.CharField(max_length=80, blank=True)
    # The name that its writer chose, while a moderator hides it: readers see ``ANONYMOUS``, which then is ``name``.
    name_before = models.CharField(max_length=80, blank=True, editable=False)
    text = models.TextField(max_length=5000, blank=True)
    email_fingerprint = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # A colleague who answers in public; readers' comments have none.
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state = models.CharField("state", max_length=12, choices=State, default=State.UNCONFIRMED, db_index=True)
    created_at = models.DateTimeField("sent", default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the site noticed, for whoever decides: the higher, the more like spam, with the reasons in words.
    spam_score = models.PositiveSmallIntegerField(default=0, editable=False)
    spam_reasons = models.JSONField(default=list, editable=False)
    risk_words = models.JSONField("words of risk", default=list, editable=False)
    # Whether it has words of risk: somebody may be in danger. A column of its own, because the queue is sorted by it.
    is_urgent = models.BooleanField(default=False, editable=False)
    reports = models.PositiveIntegerField("times reported by readers", default=0, editable=False)
    # Whether it was its reader who removed it; else a moderator did.
    removed_by_writer = models.BooleanField(default=False, editable=False)
    # When readers first saw it: those who wait for answers are told once.
    appeared_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Set where a thread is fetched: the approved answers, the text as HTML, who a colleague is.
    answers: list["Comment"]
    html: str
    badge: str

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["article", "state", "created_at"], name="comment_thread"),
            models.Index(fields=["state", "created_at"], name="comment_queue"),
            # The order in which moderators read, and the few that readers reported.
            models.Index(fields=["state", "-is_urgent", "-reports", "created_at"], name="comment_urgency"),
            models.Index(fields=["-reports"], condition=models.Q(reports__gt=0), name="comment_reported"),
            models.Index(fields=["id"], condition=models.Q(name_before__gt=""), name="comment_name_hidden"),
        ]

    def __str__(self) -> str:
        # Names of records end up in logs, which hold nothing about a person.
        return f"reply {self.pk}"

    def save(self, *args, **kwargs):
        """Store it; what has words of risk is urgent."""
        self.is_urgent = bool(self.risk_words)
        if (only := kwargs.get("update_fields")) is not None and "risk_words" in only:
            kwargs["update_fields"] = {*only, "is_urgent"}
        super().save(*args, **kwargs)

    @property
    def text_start(self) -> str:
        """The first words, for lists."""
        return Truncator(self.text.replace(REDACTED, "…")).words(14)


class CommentDecision(models.Model):
    """What was done with a comment, by whom, and where it was before, so that it can be undone."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Address confirmed by its reader"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Marked as spam"
        REDACTED = "redacted", "A part taken out"
        UNNAMED = "unnamed", f"Name shown as “{ANONYMOUS}”"
        NAMED = "named", "Name shown again"
        REMOVED = "removed", "Removed"
        REPORTED = "reported", "Reported by a reader"
        KEPT = "kept", "Reports looked at: it stays"
        UNDONE = "undone", "Undone"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.CharField(max_length=12, blank=True, help_text="The state before.")
    note = models.CharField(max_length=200, blank=True)
    # How many reports it dealt with, so that they stand again when it is undone.
    reports = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty when it was a reader or the site.",
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class Commenter(models.Model):
    """What is known of an address from which comments came: only that it was confirmed, and how often approved."""

    email_fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved = models.PositiveIntegerField("comments approved", default=0, editable=False)
    last_at = models.DateTimeField("last comment", default=timezone.now, editable=False)

    TRUSTED_FROM = 2

    def __str__(self) -> str:
        return f"commenter {self.pk}"

    @property
    def is_trusted(self) -> bool:
        """Whether what comes from this address appears without waiting for a moderator."""
        return self.approved >= self.TRUSTED_FROM


class CommentCount(models.Model):
    """How many comments readers see under an article. Not a field of the page: revisions would overwrite it."""

    article = models.OneToOneField(
        "blog.ArticlePage", primary_key=True, on_delete=models.CASCADE, related_name="comment_total"
    )
    comments = models.PositiveIntegerField(default=0)
    threads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.comments} comments"
