"""Nobody can find out which article a person came from: not in what we store, not in what we send.

What a journey leaves is looked for in every row of every table, in the cache, the log, the mails and all answers. The
article and the person have numbers and words that nothing else has, so whatever holds one of them is found.
"""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.db import connection
from post_office.models import Email
from wagtail.models import Page, get_page_models

from blog.models import Topic
from core.tokens import fingerprint
from offers.models import ArticleClicks, GuideRequest, OfferCount, TrialRequest
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, TopicFactory
from tests.factories.offers import GuidePageFactory, TrialPageFactory
from tests.helpers.reader import reader
from tests.helpers.trace import disguises, every_kept_entry, every_row, rows_about, secrets_in

ARTICLE_ID, TOPIC_ID, REQUEST_ID = 987654321, 765432109, 876543210
EMAIL = "zenobia.quill@example.org"
TYPED = {
    "email": EMAIL,
    "first_name": "Zenobia",
    "full_name": "Zenobia Quill",
    "address_line_1": "17 Thistlewick Lane",
    "town": "Ashby-Thistle",
    "postcode": "ZQ17 7ZQ",
    "country": "Ireland",
}
# What a request for a page may know of pages: the offer itself.
MAY_POINT_AT_PAGES = {"guide_id", "trial_id", "offer_id"}
TELLS_WHERE_FROM = re.compile(r"refer(r)?er|source|origin|came|landing|campaign|utm|article|topic|path|session|cookie")


class Journey:
    """A reader without a past, who follows links and sends forms as they are on the page; all answers are kept."""

    def __init__(self):
        self.client = reader()
        self.answers = []
        self.at = ""

    def open(self, path: str) -> BeautifulSoup:
        """Follow a link from the page that is open."""
        return self._keep(path, self.client.get(path, headers={"referer": self.at} if self.at else {}))

    def send(self, form, **typed) -> BeautifulSoup:
        """Fill in ``form`` with what is ``typed``, tick its boxes, and send all that is in it, hidden fields too."""
        data = {field["name"]: field.get("value", "") for field in form.select("input[name], select[name]")}
        data |= {name: value for name, value in typed.items() if name in data}
        path = form.get("action") or self.at
        return self._keep(path, self.client.post(path.partition("#")[0], data, headers=self._headers()))

    def begin(self, form) -> None:
        """Step into ``form``, as static/js/form-start.js tells the site."""
        answer = self.client.post(form["data-started"], headers=self._headers())
        assert answer.status_code == 204
        self.answers.append(answer)

    def _headers(self) -> dict[str, str]:
        return {"referer": self.at, "origin": "http://testserver"}

    def _keep(self, path: str, answer) -> BeautifulSoup:
        self.answers.append(answer)
        if answer.status_code in (302, 303):
            return self.open(answer["Location"])
        assert answer.status_code == 200, path
        self.at = f"http://testserver{path}"
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.read = body.decode(errors="replace")
        return BeautifulSoup(answer.read, "html.parser")


def number_next(model, number: int) -> None:
    """Let the next row of ``model`` have a number that is found nowhere else."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])


def link_in_last_mail() -> str:
    return re.findall(r"/requests/confirm/\S+/", Email.objects.latest("pk").message)[0]


def take(journey: Journey, article, offer) -> None:
    """Go from ``article`` to ``offer``, ask for it, confirm, and fetch what there is to fetch."""
    (link,) = journey.open(article.url).select(f'main a[href^="{offer.url}"]')
    form = journey.open(str(link["href"])).select_one("form[data-started]")
    journey.begin(form)
    journey.send(form, **TYPED)
    # A mail program tells nobody where its link stood.
    journey.at = ""
    page = journey.send(journey.open(link_in_last_mail()).select_one('main form[method="post"]'))
    if download := page.select_one('main a[href$="/file/"]'):
        journey.open(str(download["href"]))
    journey.at = ""


@pytest.fixture
def article(home):
    topic = TopicFactory(pk=TOPIC_ID, name="Zebrafolk syndrome", slug="zebrafolk-syndrome")
    articles = ArticleListPageFactory(parent=home)
    number_next(Page, ARTICLE_ID)
    return ArticlePageFactory(
        parent=articles, title="Living with zebrafolk syndrome", slug="living-with-zebrafolk", topic=topic
    )


@pytest.fixture
def travelled(home, article, django_capture_on_commit_callbacks):
    """Both journeys: from the article to the guide in hand, and to a confirmed request for the sample."""
    guide, trial = GuidePageFactory(parent=home), TrialPageFactory(parent=home)
    bands = {"guide_band": guide, "trial_band": trial}
    article.body = [{"type": kind, "value": {"page": page.pk, "title": "", "text": ""}} for kind, page in bands.items()]
    article.save(clean=False)
    for model in (GuideRequest, TrialRequest):
        number_next(model, REQUEST_ID)

    journey = Journey()
    with django_capture_on_commit_callbacks(execute=True):
        for offer in (guide, trial):
            take(journey, article, offer)
    return journey


@pytest.fixture
def rows(travelled):
    return list(every_row())


@pytest.fixture
def of_article(article):
    """All by which the article or its topic could be told."""
    topic = article.topic
    words = {article.title, article.slug, article.url, article.url_path, topic.name, topic.slug}
    return {mark for word in words | {str(ARTICLE_ID), str(TOPIC_ID)} for mark in disguises(word)}


@pytest.fixture
def of_person(rows):
    """All by which the person could be told: what they typed, their requests, and every secret in rows about them."""
    words = {*TYPED.values()} - {"Ireland"} | {EMAIL.partition("@")[0]}
    numbers = {str(REQUEST_ID), fingerprint(EMAIL, purpose="comment")}
    return {mark for word in words for mark in disguises(word)} | numbers | secrets_in(rows_about(rows, {EMAIL}))


def test_the_journey_came_from_the_article_and_left_its_requests(travelled, article):
    """Otherwise there would be nothing to find."""
    assert GuideRequest.objects.get().pk == TrialRequest.objects.get().pk == REQUEST_ID
    assert GuideRequest.objects.get().state == "downloaded"
    assert TrialRequest.objects.get().confirmed_at
    assert travelled.answers[-1].status_code == 200
    assert set(ArticleClicks.objects.values_list("article", "count")) == {(ARTICLE_ID, 1)}
    kinds = {"view", "started", "requested", "confirmed", "downloaded"}
    assert kinds == set(OfferCount.objects.values_list("kind", flat=True))


def test_no_row_holds_the_article_and_the_person(rows, of_article, of_person):
    with_article = [row for row in rows if row.holds(of_article)]
    assert {"wagtailcore_page", "blog_articlepage", "offers_articleclicks"} <= {row.table for row in with_article}
    assert not [row for row in with_article if row.holds(of_person)]


def test_no_row_of_the_person_knows_the_article(rows, of_article, of_person):
    """Nor does what hangs on such a row: an event, a link, a mail, a consent, and whatever is invented one day."""
    theirs = rows_about(rows, of_person)
    tables = {row.table for row in theirs}
    assert {"post_office_email", "offers_guiderequest", "offers_guiderequestevent", "offers_guidedownload"} <= tables
    assert {"offers_trialrequest", "offers_trialrequestevent", "offers_trialconfirmation"} <= tables
    assert not [row for row in theirs if row.holds(of_article)]


def test_no_table_of_a_person_has_a_place_for_where_they_came_from(rows, of_person):
    of_site = {model._meta.db_table for model in (Page, *get_page_models(), Topic)}
    with connection.cursor() as cursor:
        for table in {row.table for row in rows_about(rows, of_person)} - {"post_office_email"}:
            relations = connection.introspection.get_relations(cursor, table)
            assert {name for name, to in relations.items() if to[1] in of_site} <= MAY_POINT_AT_PAGES, table
            described = connection.introspection.get_table_description(cursor, table)
            assert not [column.name for column in described if TELLS_WHERE_FROM.search(column.name)], table


def test_no_answer_after_the_article_names_it_and_none_sets_a_cookie(travelled, article, of_article):
    assert not [answer for answer in travelled.answers if answer.cookies or answer.has_header("Set-Cookie")]
    assert not travelled.client.cookies
    assert not Session.objects.exists()
    elsewhere = [answer for answer in travelled.answers if answer.request["PATH_INFO"] != article.url]
    assert len(elsewhere) == len(travelled.answers) - 2
    for answer in elsewhere:
        asked = f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']}"
        told = f"{asked}\n{answer.serialize_headers().decode()}\n{getattr(answer, 'read', '')}".casefold()
        assert not [mark for mark in of_article if mark.casefold() in told], asked


def test_the_article_asks_for_no_address_that_names_it(travelled, article):
    """A band leads to the offer and says nothing to it about where it stands."""
    opened = next(answer for answer in travelled.answers if answer.request["PATH_INFO"] == article.url)
    links = [link["href"] for link in BeautifulSoup(opened.read, "html.parser").select("main a[href]")]
    assert {GuideRequest.objects.get().guide.url, TrialRequest.objects.get().trial.url} <= set(links)
    assert opened["Referrer-Policy"] == "same-origin"


def test_neither_the_cache_nor_the_log_puts_them_together(caplog, travelled, of_article, of_person):
    entries = [*every_kept_entry(), *(record.getMessage().casefold() for record in caplog.records)]
    typed = {mark.casefold() for value in TYPED.values() for mark in disguises(value)}
    assert not [entry for entry in entries if any(mark in entry for mark in typed)]
    both = [
        entry
        for entry in entries
        if any(mark.casefold() in entry for mark in of_article) and any(mark.casefold() in entry for mark in of_person)
    ]
    assert not both
