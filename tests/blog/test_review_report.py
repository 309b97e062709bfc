"""Editors find out which articles to have reviewed next."""

import csv
import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from home.roles import set_up_roles
from tests.factories.blog import ArticlePageFactory, MedicalReviewFactory, TopicFactory, person
from tests.factories.core import UserFactory
from tests.helpers.queries import assert_max_queries

REPORT = "/admin/reports/medical-reviews/"
STATES = {
    "Overdue": -1,
    "Due within 60 days": 60,
    "Reviewed and current": 61,
}


@pytest.fixture
def editor(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    return client


@pytest.fixture
def articles(article_list):
    """One live article in each state, titled after it, in an order that is not that of urgency."""
    made = {}
    for state, days in reversed(STATES.items()):
        made[state] = ArticlePageFactory(parent=article_list, title=f"{state} article")
        review(made[state], days)
    changed = ArticlePageFactory(parent=article_list, title="Changed since review article")
    review(changed, 200)
    changed.summary = "Something else."
    changed.save()
    made["Never reviewed"] = ArticlePageFactory(parent=article_list, title="Never reviewed article")
    ArticlePageFactory(parent=article_list, title="A draft", live=False)
    return made


def review(article, days):
    due = timezone.localdate() + datetime.timedelta(days=days)
    return MedicalReviewFactory(article=article, reviewer=person(is_reviewer=True), next_due=due)


def titles(response):
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("table tbody tr")
    return [row.select_one("td").get_text(" ", strip=True) for row in rows]


def test_every_live_article_is_listed_the_most_urgent_first(editor, articles):
    states = ["Never reviewed", "Overdue", "Changed since review", "Due within 60 days", "Reviewed and current"]
    assert titles(editor.get(REPORT)) == [f"{state} article" for state in states]


def test_the_report_is_narrowed_to_a_state_a_topic_and_a_reviewer(editor, articles):
    assert titles(editor.get(REPORT, {"review_state": "2-overdue"})) == ["Overdue article"]
    article = articles["Never reviewed"]
    article.topic, article.reviewer = TopicFactory(), person(is_reviewer=True)
    article.save()
    assert titles(editor.get(REPORT, {"topic": article.topic_id})) == ["Never reviewed article"]
    assert titles(editor.get(REPORT, {"reviewer": article.reviewer_id})) == ["Never reviewed article"]
    assert len(titles(editor.get(REPORT, {"review_state": "nonsense", "topic": "x"}))) == 5


def test_the_report_is_exported_in_words(editor, articles):
    response = editor.get(REPORT, {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [row["State"] for row in rows][:2] == ["Never reviewed", "Overdue"]
    assert rows[0]["Main topic"] == ""
    assert rows[1]["Last review"] == "2026-11-12"
    assert editor.get(REPORT, {"export": "xlsx"}).status_code == 200


def test_fifty_articles_take_no_more_queries_than_five(editor, article_list, articles):
    editor.get(REPORT)
    with assert_max_queries(60) as five:
        editor.get(REPORT)
    for _ in range(44):
        article = ArticlePageFactory(parent=article_list, topic=TopicFactory(), reviewer=person(is_reviewer=True))
        MedicalReviewFactory(article=article, reviewer=article.reviewer)
    with assert_max_queries(len(five)):
        assert len(titles(editor.get(REPORT))) == 49


def test_the_dashboard_counts_what_is_due_and_leads_to_the_report(editor, articles):
    page = BeautifulSoup(editor.get("/admin/").content, "html.parser")
    leads = [" ".join(link.get_text(" ").split()) for link in page.find_all("a", href=REPORT)]
    assert "4 articles are due for review" in leads


@pytest.mark.parametrize("role", ["Writer", "Moderator", "Fulfilment"])
def test_who_neither_publishes_nor_reviews_does_not_see_the_report(client, article_list, role):
    set_up_roles()
    client.force_login(UserFactory(role=role))
    assert client.get(REPORT).status_code in (302, 403)
    assert "due for review" not in client.get("/admin/").content.decode()
