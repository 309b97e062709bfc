"""What the report on offers tells, and what nobody can work out from it."""

import csv
import datetime
import io
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission

from offers.models import ArticleClicks, OfferCount, OutboundClicks
from offers.performance.figures import named_articles, total_of
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import UserFactory
from tests.factories.offers import GuidePageFactory, OutboundLinkFactory
from tests.helpers.queries import assert_max_queries

REPORT = "/admin/reports/offer-performance/"
Kind = OfferCount.Kind
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def colleague(client, db):
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_performance"]))
    client.force_login(user)
    return client


@pytest.fixture
def guide(home):
    since = datetime.datetime(2026, 8, 31, 23, 30, tzinfo=datetime.UTC)
    return GuidePageFactory(parent=home, title="Ten small things", first_published_at=since)


@pytest.fixture
def article(home):
    return ArticlePageFactory(parent=ArticleListPageFactory(parent=home), title="Sleep and the gut")


def add(page, kind, month, *counts):
    OfferCount.objects.bulk_create(
        OfferCount(offer=page, kind=kind, day=datetime.date(2026, month, day), count=number)
        for day, number in enumerate(counts, start=1)
    )


def clicks(offer, article, month, number):
    ArticleClicks.objects.create(offer=offer, article=article, month=datetime.date(2026, month, 1), count=number)


def page_of(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def table(response, number=0) -> list[list[str]]:
    rows = page_of(response).select("main table")[number].select("tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def cells(response) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_each_offer_has_its_months_since_it_was_published(colleague, guide):
    for kind, counts in {
        Kind.VIEW: [30, 12],
        Kind.STARTED: [9],
        Kind.REQUESTED: [7],
        Kind.CONFIRMED: [6],
        Kind.DOWNLOADED: [3, 2],
    }.items():
        add(guide, kind, 11, *counts)
    add(guide, Kind.VIEW, 10, 8)
    # The last moments of August in UTC are September in London.
    assert table(colleague.get(REPORT)) == [
        ["Month", "Page views", "Clicks from articles", "Forms started", "Requests", "Confirmed", "Downloaded"],
        ["November 2026 so far", "42", "under 5", "9", "7", "6", "5"],
        ["October 2026", "8", *["under 5"] * 5],
        ["September 2026", *["under 5"] * 6],
        ["Total", "at least 50", "under 5 a month", "at least 9", "at least 7", "at least 6", "at least 5"],
    ]


def test_no_number_below_five_stands_anywhere(colleague, guide, article):
    for number in range(1, 5):
        month = 12 - number
        for kind in Kind:
            add(guide, kind, month, *[1] * number)
        clicks(guide, article, month, number)
    page = page_of(colleague.get(REPORT)).select_one("main .performance")
    shown = page.get_text(" ", strip=True).replace("under 5", "").replace("2026", "").replace(guide.title, "")
    assert not re.search(r"\d", shown)
    assert article.title not in str(page)
    for export in ("months", "articles"):
        rows = cells(colleague.get(REPORT, {"export": export}))
        assert {cell for row in rows[1:] for cell in row[3:]} <= {"under 5", ""}


def test_a_total_tells_nothing_about_a_hidden_number():
    """Whatever is hidden, the total says the same: so the difference of two totals says nothing either."""
    assert total_of([20, 30]) == "50"
    assert total_of([20, 1_300, None]) == "at least 1,320"
    assert total_of([None, None]) == "under 5 a month"


@pytest.mark.parametrize(
    ("clicked", "named"),
    [
        ({1: 20, 2: 9}, [(1, 20), (2, 9)]),
        ({1: 20, 2: 9, 3: 4}, [(1, 20), (None, 13)]),
        ({1: 20, 2: 9, 3: 4, 4: 1}, [(1, 20), (2, 9), (None, 5)]),
        ({1: 20, 2: 1}, [(None, 21)]),
        ({1: 3, 2: 1}, []),
        ({1: 3, 2: 3}, [(None, 6)]),
        ({}, []),
    ],
)
def test_what_the_other_articles_had_cannot_be_worked_out(clicked, named):
    assert named_articles(clicked) == named
    assert all(number >= 5 for _, number in named)


def test_only_the_articles_with_the_most_clicks_are_named_and_the_file_has_all():
    clicked = {number: 50 - number for number in range(1, 21)}
    assert len(named_articles(clicked, most=10)) == 11
    assert sum(number for _, number in named_articles(clicked, most=10)) == sum(clicked.values())
    assert len(named_articles(clicked)) == 20


def test_clicks_from_articles_are_listed_by_article_and_month(colleague, guide, article, home):
    other = ArticlePageFactory(parent=article.get_parent(), title="Another")
    for month, of_article, of_other in ((11, 12, 7), (10, 9, 4)):
        clicks(guide, article, month, of_article)
        clicks(guide, other, month, of_other)
    response = colleague.get(REPORT)
    assert [row[2] for row in table(response)] == ["Clicks from articles", "19", "13", "under 5", "at least 32"]
    listed = [
        ["November 2026", "Sleep and the gut", "12"],
        ["November 2026", "Another", "7"],
        ["October 2026", "Articles with fewer clicks, together", "13"],
    ]
    assert table(response, 1)[1:] == listed
    assert [[row[2], *row[3:]] for row in cells(colleague.get(REPORT, {"export": "articles"}))[1:]] == [
        ["2026-11", "Sleep and the gut", "12"],
        ["2026-11", "Another", "7"],
        ["2026-10", "Articles with fewer clicks, together", "13"],
    ]


def test_partner_clicks_are_those_of_the_products_link(colleague, trial):
    product = trial.product
    product.outbound_link = OutboundLinkFactory(partner=product.partner)
    product.save()
    OutboundClicks.objects.create(link=product.outbound_link, date=datetime.date(2026, 11, 3), count=6)
    OutboundClicks.objects.create(link=product.outbound_link, date=datetime.date(2026, 11, 4), count=6)
    OutboundClicks.objects.create(link=OutboundLinkFactory(partner=product.partner), date=NOW.date(), count=50)
    for page in (trial, product):
        type(page).objects.update(first_published_at=NOW)
        heading, row = table(colleague.get(REPORT, {"offer": page.pk}))
        assert heading[-1] == "Partner clicks"
        assert row[-1] == "12"


def test_an_offer_and_a_period_can_be_chosen(colleague, guide, home):
    GuidePageFactory(parent=home, title="Another guide", first_published_at=NOW)
    GuidePageFactory(parent=home, title="A draft", live=False, first_published_at=None)
    add(guide, Kind.VIEW, 1, 30)
    page = page_of(colleague.get(REPORT))
    options = [option.get_text() for option in page.select("#id_offer option")]
    assert options == ["All offers", "Another guide (guide)", "Ten small things (guide)"]
    assert page.select_one("#id_months option[selected]").get_text() == "Last 12 months"
    assert len(table(colleague.get(REPORT, {"offer": guide.pk}))) == 1 + 11 + 1
    assert len(table(colleague.get(REPORT, {"offer": guide.pk, "months": 3}))) == 1 + 3 + 1
    headings = page_of(colleague.get(REPORT, {"offer": guide.pk})).select("section.performance h2")
    assert [heading.get_text(" ", strip=True) for heading in headings] == ["Ten small things Guide", "What is counted"]


def test_a_made_up_choice_is_answered_in_words(colleague, guide):
    for asked in ({"offer": "x"}, {"offer": 10**30}, {"offer": "\x00"}, {"months": "7"}, {"months": "-"}):
        assert "Select a valid choice" in page_of(colleague.get(REPORT, asked)).get_text()
        assert len(cells(colleague.get(REPORT, asked | {"export": "months"}))) == 1


def test_without_an_offer_the_report_says_what_will_stand_here(colleague, db):
    assert "No offer has been published yet" in page_of(colleague.get(REPORT)).get_text()


def test_the_file_holds_what_the_page_shows_and_no_formula(colleague, guide, article):
    guide.title = '=HYPERLINK("https://evil.example")'
    guide.save()
    article.title = "@cmd"
    article.save()
    add(guide, Kind.VIEW, 11, 1300)
    clicks(guide, article, 11, 5)
    response = colleague.get(REPORT, {"export": "months", "months": 3})
    assert response["Content-Disposition"] == 'attachment; filename="offers-by-month.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    heading, *rows = cells(response)
    assert heading[:5] == ["Offer", "Kind", "Month", "Page views", "Clicks from articles"]
    assert rows[0] == [f"'{guide.title}", "guide", "2026-11", "1300", "5", *["under 5"] * 4, "", ""]
    assert [row[2] for row in rows] == ["2026-11", "2026-10", "2026-09"]
    assert cells(colleague.get(REPORT, {"export": "articles"}))[1][3] == "'@cmd"


def test_each_chart_is_said_in_words_and_shows_no_hidden_number(colleague, guide):
    guide.title = "Ten <small> things"
    guide.save()
    add(guide, Kind.VIEW, 11, 10)
    add(guide, Kind.VIEW, 10, 40)
    add(guide, Kind.VIEW, 9, 3)
    page = page_of(colleague.get(REPORT))
    chart = page.select_one("figure.chart svg")
    assert chart["role"] == "img"
    assert chart.select_one("title").get_text() == "Page views by month: Ten <small> things"
    assert chart.select_one("desc").get_text() == (
        "From September 2026 to November 2026. Most in October 2026: 40. November 2026 so far: 10. "
        "Under 5 in 1 of 3 months. The table below has all numbers."
    )
    hidden, *bars = chart.select("rect")
    assert hidden["class"] == ["chart__hidden"]
    assert [float(bar["height"]) for bar in bars] == [64, 16]
    # What has no number to draw has no chart.
    assert len(page.select("figure.chart")) == 1


def test_only_those_with_the_permission_see_it(client, guide):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(REPORT).status_code == 302
    assert client.get(REPORT, {"export": "months"}).status_code == 302
    assert REPORT not in client.get("/admin/").content.decode()


def test_the_menu_and_the_form_for_groups_know_it(colleague, client):
    assert REPORT in colleague.get("/admin/").content.decode()
    client.force_login(UserFactory(is_superuser=True))
    assert "Can see how offers perform" in client.get("/admin/groups/new/").content.decode()


def test_more_offers_cost_no_more_questions(colleague, guide, trial, home):
    def cost():
        colleague.get(REPORT)
        with assert_max_queries(30) as queries:
            colleague.get(REPORT)
        return len(queries)

    add(guide, Kind.VIEW, 11, 10)
    few = cost()
    for _ in range(3):
        add(GuidePageFactory(parent=home, first_published_at=NOW), Kind.VIEW, 11, 10)
    assert cost() == few
