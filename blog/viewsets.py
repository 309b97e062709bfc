"""How articles, people and the library appear in the admin."""

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.glossary_chooser import GlossaryChooserViewSet
from blog.models import (
    ArticleListPage,
    ArticlePage,
    GlossaryTerm,
    PeoplePage,
    PersonPage,
    ReviewerAccount,
    Topic,
)
from blog.source_admin import SourceViewSet


class ArticleListPageViewSet(PageViewSet):
    model = ArticleListPage
    icon = "list-ul"


class ArticlePageViewSet(PageViewSet):
    """Articles, to be filtered by topic."""

    model = ArticlePage
    icon = "doc-full"
    list_filter = ["topic"]


class PeoplePageViewSet(PageViewSet):
    model = PeoplePage
    icon = "group"


class PersonPageViewSet(PageViewSet):
    model = PersonPage
    icon = "user"


class TopicViewSet(SnippetViewSet):
    """Topics, in the order in which readers see them."""

    model = Topic
    icon = "tag"
    list_display = ["name", "summary", "position"]
    ordering = ["position", "name"]


class GlossaryTermViewSet(SnippetViewSet):
    """The glossary, with the pages that use a term under “Usage”."""

    model = GlossaryTerm
    chooser_viewset_class = GlossaryChooserViewSet
    icon = "help"
    menu_label = "Glossary"
    list_display = ["term", "definition"]
    list_per_page = 50


class LibraryGroup(SnippetViewSetGroup):
    """The menu of what articles share: what they cite, what they explain, and what they are about."""

    items = (SourceViewSet, GlossaryTermViewSet, TopicViewSet)
    menu_label = "Library"
    menu_icon = "openquote"
    menu_order = 150


class ReviewerAccountViewSet(ModelViewSet):
    """Which account signs as which reviewer. For administrators."""

    model = ReviewerAccount
    name = "reviewer_accounts"
    icon = "key"
    menu_label = "Reviewer accounts"
    add_to_settings_menu = True
    copy_view_enabled = False
    form_fields = ["account", "person"]
    list_display = ["account", "person"]
