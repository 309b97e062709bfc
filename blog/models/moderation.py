from django.conf import settings
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from blog.moderation.first_words import RISK_WORDS, SPAM_WORDS

ONE_A_LINE = (
    "One word or phrase a line. Capitals do not count. A star at the end stands for any ending: suicid* finds "
    "“suicide” and “suicidal”. A plus means that both have to be in the comment, wherever they stand: "
    "pregnant + bleed*."
)


def first_spam_words() -> str:
    """Return the words of spam that a new site begins with."""
    return SPAM_WORDS


def first_risk_words() -> str:
    """Return the words of risk that a new site begins with."""
    return RISK_WORDS


@register_setting(icon="comment")
class CommentWords(BaseGenericSetting):
    """What the site looks for in comments. It only sorts: a person decides."""

    spam_words = models.TextField(
        "words of spam",
        blank=True,
        max_length=20_000,
        default=first_spam_words,
        help_text=f"Each that is found adds to the spam score. {ONE_A_LINE}",
    )
    risk_words = models.TextField(
        "words of risk",
        blank=True,
        max_length=20_000,
        default=first_risk_words,
        help_text="A comment with one of these stands first in the queue, because somebody may be in danger. It is "
        f"held for a moderator even when its writer is trusted. {ONE_A_LINE}",
    )

    panels = [FieldPanel("risk_words"), FieldPanel("spam_words")]

    class Meta:
        verbose_name = "words in comments"


class CannedReply(models.Model):
    """An answer that is ready to be used, such as where to call in a crisis."""

    title = models.CharField(
        max_length=80, unique=True, help_text="On the button that inserts it: “In a crisis: whom to call”."
    )
    text = models.TextField(
        max_length=3000,
        help_text="What readers will read, below the name of the colleague who answers. Kind and short; the moderator "
        "can still change it. No HTML.",
    )
    source = models.CharField(
        "where the facts come from",
        max_length=200,
        blank=True,
        help_text="For colleagues: where telephone numbers and the like were checked, and when. Readers do not see it.",
    )
    for_risk = models.BooleanField(
        "for comments with words of risk", default=False, help_text="Then it stands first among the buttons there."
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Small numbers first.")

    panels = [FieldPanel(name) for name in ("title", "text", "source", "for_risk", "position")]

    class Meta:
        ordering = ["position", "title"]
        verbose_name = "ready-made answer"
        verbose_name_plural = "ready-made answers"

    def __str__(self) -> str:
        return self.title


class ModeratorChoice(models.Model):
    """What a colleague chose for working with comments: mails about them, and keys."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_choice", editable=False
    )
    queue_digest = models.BooleanField(
        "A mail each day while comments wait", default=False, help_text="How many wait, with a link. For moderators."
    )
    article_digest = models.BooleanField(
        "A mail on days with new comments under my articles",
        default=False,
        help_text="Under which articles, and how many. For those who wrote them.",
    )
    single_keys = models.BooleanField(
        "Single keys on the page of a comment", default=True, help_text="A approves, S is spam, and so on."
    )
    # When the last digest was written; the next one counts from there.
    digest_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return f"choices of account {self.user_id}"
