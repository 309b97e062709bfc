"""What the site notices about a comment, for whoever decides."""

from blog.models.comment import Comment
from blog.moderation import spam, words

# The most that a small integer holds comfortably, and more than says anything.
MOST = 99


def notice(comment: Comment) -> None:
    """Set the spam score of ``comment`` with its reasons, and its words of risk.

    Call it before the comment is stored for the first time; one that is stored already is stored again.
    """
    noticed = spam.reasons(comment)
    comment.spam_score = min(sum(reason.points for reason in noticed), MOST)
    comment.spam_reasons = [str(reason) for reason in noticed]
    comment.risk_words = words.risk_words(f"{comment.name}\n{comment.text}")
    comment.is_urgent = bool(comment.risk_words)
    if comment.pk:
        comment.save(update_fields=["spam_score", "spam_reasons", "risk_words"])
