"""Which of our models readers see on pages, so that pages that were kept are made anew (`core.page_cache`)."""

from blog.models import Comment
from core.page_cache import hidden, of_live_page, shown


def declare() -> None:
    """Say so. For ``AppConfig.ready()``."""
    shown("blog.Topic", "blog.GlossaryTerm", "blog.Source", "blog.MedicalReview", "blog.ReviewerAccount")
    shown("blog.ArticleAuthor", "blog.Correction", when=of_live_page("article"))
    shown("blog.Comment", when=_has_appeared, besides=["reports"])
    shown("blog.CommentCount")
    hidden("blog.CommentDecision", "blog.Commenter", "blog.CommentLink", "blog.CommentSubscription")
    hidden("blog.CommentWords", "blog.CannedReply", "blog.ModeratorChoice")
    hidden("blog.MedicalReviewTask", "blog.SourceImport")


def _has_appeared(comment: Comment) -> bool:
    return comment.state == Comment.State.APPROVED or comment.appeared_at is not None
