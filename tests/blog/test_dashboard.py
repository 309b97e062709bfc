"""The dashboard says what needs a colleague now, and where to begin."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Workflow

from blog.models import ReviewerAccount
from home.roles import WORKFLOW, set_up_roles
from tests.factories.blog import ArticlePageFactory, person
from tests.factories.core import UserFactory
from tests.helpers.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(client, article_list):
    """Log an account of a role in; return it."""
    set_up_roles()

    def log_in(role):
        user = UserFactory(role=role)
        client.force_login(user)
        return user

    return log_in


@pytest.fixture
def reviewer(colleague):
    user = colleague("Medical reviewer")
    ReviewerAccount.objects.create(account=user, person=person(title="Dr Ingrid", is_reviewer=True))
    return user


def draft(article_list, owner, **fields):
    article = ArticlePageFactory(parent=article_list, live=False, owner=owner, **fields)
    article.save_revision(user=owner, log_action=True)
    return article


def submitted(article_list, owner, **fields):
    article = draft(article_list, owner, **fields)
    Workflow.objects.get(name=WORKFLOW).start(article, owner)
    return article


def decide(article, reviewer, action, **said):
    state = article.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, action, **said)


def dashboard(client):
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")


def panel(client, name):
    section = dashboard(client).find(id=f"{name}-section")
    return section and " ".join(section.get_text(" ").split())


def test_a_new_writer_is_told_where_to_begin_and_gets_there(client, colleague, article_list):
    colleague("Writer")
    assert "You have no drafts." in panel(client, "your-articles")
    address = dashboard(client).find("a", string="Write an article")["href"]
    assert address == reverse("wagtailadmin_pages:add", args=["blog", "articlepage", article_list.pk])
    assert client.get(address).status_code == 200


def test_a_writer_sees_what_came_back_with_the_note_what_is_in_review_and_the_drafts(
    client, reviewer, colleague, article_list
):
    writer = colleague("Writer")
    draft(article_list, writer, title="Still a draft")
    submitted(article_list, writer, title="Under review")
    returned = submitted(article_list, writer, title="Came back")
    decide(returned, reviewer, "reject", comment="The second claim <is> too strong.")
    draft(article_list, UserFactory(role="Writer"), title="A colleague's draft")
    words = panel(client, "your-articles")
    back, review, drafts = (words.index(part) for part in ("Sent back to you", "In review", "Your drafts"))
    assert back < words.index("Came back") < words.index("The second claim <is> too strong.") < review
    assert review < words.index("Under review waits at “Medical review”") < drafts < words.index("Still a draft")
    assert words.count("Came back") == words.count("Under review") == 1
    assert "colleague" not in words


def test_an_editor_has_the_way_to_a_new_article_too_and_other_roles_have_not(client, colleague):
    colleague("Editor")
    assert dashboard(client).find("a", string="Write an article")
    for role in ("Medical reviewer", "Moderator", "Fulfilment"):
        colleague(role)
        assert panel(client, "your-articles") is None


def test_many_articles_take_no_more_queries_than_one_of_each(client, reviewer, colleague, article_list):
    def one_of_each():
        draft(article_list, writer)
        submitted(article_list, writer)
        decide(submitted(article_list, writer), reviewer, "reject", comment="No.")

    def queries():
        with count_queries() as counted:
            client.get(reverse("wagtailadmin_home"))
        return counted.captured_queries

    def make(times):
        for _ in range(times):
            one_of_each()

    writer = colleague("Writer")
    # Wagtail's own panel on recent edits asks for each of its five pages.
    make(5)
    queries()
    few = queries()
    make(4)
    assert len(queries()) == len(few)


def test_a_reviewer_for_whom_nothing_waits_is_told_so(client, reviewer):
    client.force_login(reviewer)
    words = panel(client, "nothing-to-review")
    assert "Nothing waits for your review." in words
    assert "signs as nobody" not in words


def test_a_reviewer_sees_what_waits_and_nothing_else(client, reviewer, article_list):
    article = submitted(article_list, UserFactory(role="Writer"), title="Please read this")
    client.force_login(reviewer)
    assert "Please read this" in panel(client, "awaiting-review")
    assert panel(client, "nothing-to-review") is None
    decide(article, reviewer, "approve")
    assert "Nothing waits for your review." in panel(client, "nothing-to-review")


def test_a_reviewer_whose_account_signs_as_nobody_learns_whom_to_ask(client, colleague, article_list):
    colleague("Medical reviewer")
    submitted(article_list, UserFactory(role="Writer"))
    words = panel(client, "nothing-to-review")
    assert "Your account signs as nobody yet" in words
    assert "Nothing waits" not in words


def test_a_reviewer_reads_when_articles_are_due_and_is_led_to_the_articles(client, reviewer, article_list):
    article = ArticlePageFactory(parent=article_list, title="A live one")
    client.force_login(reviewer)
    report = BeautifulSoup(client.get(reverse("medical_reviews")).content, "html.parser")
    assert report.find("a", string=lambda text: text and text.strip() == "A live one")["href"] == article.url
    assert reverse("medical_reviews") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_library_stands_in_the_menu_under_its_plain_names(client, colleague):
    colleague("Editor")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    for label in ("Library", "Sources", "Glossary", "Topics", "Partners"):
        assert f'"label": "{label}"' in page
    assert '"label": "Snippets"' not in page


def test_a_new_article_asks_for_title_and_topic_in_our_words(client, colleague, article_list):
    colleague("Writer")
    form = BeautifulSoup(
        client.get(reverse("wagtailadmin_pages:add", args=["blog", "articlepage", article_list.pk])).content,
        "html.parser",
    )
    assert form.find(id="id_topic").find("option", value="").string == "Choose a topic"
    assert "What a reader would ask or search for" in form.find(id="panel-child-content-title-section").get_text()
