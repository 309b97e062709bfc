from blog.models.article import ArticleAuthor, ArticlePage
from blog.models.article_list import ArticleListPage
from blog.models.comment import Comment, CommentCount, CommentDecision, Commenter
from blog.models.comment_mail import CommentLink, CommentSubscription
from blog.models.correction import Correction
from blog.models.glossary import GlossaryTerm
from blog.models.moderation import CannedReply, CommentWords, ModeratorChoice
from blog.models.person import PeoplePage, PersonPage
from blog.models.review import MedicalReview, MedicalReviewTask, ReviewerAccount
from blog.models.source import Source
from blog.models.source_import import SourceImport
from blog.models.topic import Topic

__all__ = [
    "ArticleAuthor",
    "ArticleListPage",
    "ArticlePage",
    "CannedReply",
    "Comment",
    "CommentCount",
    "CommentDecision",
    "CommentLink",
    "CommentSubscription",
    "CommentWords",
    "Commenter",
    "Correction",
    "GlossaryTerm",
    "MedicalReview",
    "MedicalReviewTask",
    "ModeratorChoice",
    "PeoplePage",
    "PersonPage",
    "ReviewerAccount",
    "Source",
    "SourceImport",
    "Topic",
]
