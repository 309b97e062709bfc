"""A correction is public with the version that has it, stands at the top when it matters, and keeps its address."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from blog.models import Correction
from tests.blog.articles import edit_form, fresh, published
from tests.factories.blog import ArticlePageFactory, CorrectionFactory
from tests.factories.home import StandardPageFactory
from tests.helpers.queries import assert_max_queries

SIGNIFICANT, MINOR = Correction.Significance


@pytest.fixture
def log(article_list):
    """The corrections page."""
    body = [{"type": "corrections_log", "value": None}]
    return StandardPageFactory(parent=article_list.get_parent(), slug="corrections", body=body)


def read(page, query=""):
    response = Client().get(page.url + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def feed():
    response = Client().get("/corrections/feed/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return response.content.decode()


def corrected(article, **fields):
    """Return a new revision of ``article`` with one more correction, made as the editor makes it."""
    version = fresh(article).get_latest_revision_as_object()
    version.corrections.add(CorrectionFactory.build(**fields))
    return Revision.objects.get(pk=version.save_revision().pk)


def test_a_significant_correction_is_announced_above_the_text_with_a_link_to_the_whole_of_it(article_list):
    article = published(article_list)
    corrected(article, significance=SIGNIFICANT, now="It does not.").publish()
    page = read(article)
    notice = page.find(attrs={"aria-label": "Correction"})
    assert "Corrected on 16 November 2026. It does not." in notice.get_text(" ", strip=True)
    anchor = notice.find("a")["href"].removeprefix("#")
    assert "It makes the illness milder." in page.find(id=anchor).get_text()


def test_a_minor_correction_stands_below_only(article_list):
    article = published(article_list)
    corrected(article, significance=MINOR, was="in 2015").publish()
    page = read(article)
    assert page.find(attrs={"aria-label": "Correction"}) is None
    assert "in 2015" in page.find(class_="correction").get_text()


def test_a_correction_of_a_draft_is_nowhere_to_be_seen_until_the_draft_is_published(article_list, log):
    article = published(article_list)
    draft = corrected(article, was="Not out yet.")
    for shown in (str(read(article)), str(read(log)), feed()):
        assert "Not out yet." not in shown
    draft.publish()
    for shown in (str(read(article)), str(read(log)), feed()):
        assert "Not out yet." in shown


def test_corrections_of_an_unpublished_article_leave_the_log_and_the_feed(article_list, log):
    article = published(article_list)
    corrected(article).publish()
    fresh(article).unpublish()
    assert "milder" not in str(read(log))
    assert "milder" not in feed()


def test_a_correction_keeps_its_address_when_the_article_is_published_again_and_again(article_list, log):
    article = published(article_list)
    corrected(article).publish()
    first = fresh(article).corrections.get()
    for title in ("Second", "Third"):
        version = fresh(article).get_latest_revision_as_object()
        version.title = title
        Revision.objects.get(pk=version.save_revision().pk).publish()
    again = fresh(article).corrections.get()
    assert (again.pk, again.anchor) == (first.pk, first.anchor)
    assert read(article).find(id=first.anchor)
    link = read(log).find("a", string="Third")
    assert link["href"].endswith(f"#{first.anchor}")


def test_a_correction_keeps_its_address_when_an_editor_saves_the_form(admin_client, article_list):
    article = published(article_list)
    corrected(article).publish()
    first = fresh(article).corrections.get()
    entry = {"id": first.pk, "significance": "minor", "corrected_on": "2026-11-16", "was": "a", "now": "b", "note": ""}
    response = admin_client.post(f"/admin/pages/{article.pk}/edit/", edit_form(article, corrections=[entry]))
    assert response.status_code == 302
    version = fresh(article).get_latest_revision_as_object()
    assert [(each.significance, each.anchor) for each in version.corrections.all()] == [("minor", first.anchor)]


def test_a_significant_correction_is_an_update(article_list):
    before = timezone.now() - datetime.timedelta(days=400)
    article = published(article_list, first_published_at=before)
    corrected(article, significance=MINOR).publish()
    assert fresh(article).updated_on is None
    corrected(article, significance=SIGNIFICANT).publish()
    assert fresh(article).updated_on == datetime.date(2026, 11, 16)


def test_a_correction_is_of_today_unless_the_editor_says_otherwise():
    assert Correction().corrected_on == timezone.localdate()


def test_a_correction_of_tomorrow_is_refused_in_plain_words():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="has not come yet"):
        Correction(corrected_on=tomorrow).clean()


def test_the_article_and_the_corrections_page_lead_to_the_feed(article_list, log):
    article = published(article_list)
    assert read(article).find("link", href="/corrections/feed/", rel="alternate")
    assert read(log).find("link", href="/corrections/feed/", rel="alternate")
    assert read(log).find("a", href="/corrections/feed/")


def test_the_feed_names_the_article_says_what_changed_and_keeps_its_ids(article_list):
    article = published(article_list, title="A title with \x0b & <b>signs</b>")
    corrected(article).publish()
    correction = fresh(article).corrections.get()
    entry = feed().partition("<entry>")[2]
    assert "<title>A title with   &amp; &lt;b&gt;signs&lt;/b&gt;: significant correction</title>" in entry
    assert "We wrote: It makes the illness milder." in entry
    assert f'<link href="{article.full_url}#{correction.anchor}"' in entry
    assert f"<id>urn:uuid:{correction.key}</id>" in entry
    assert "<updated>2026-11-16" in entry


def test_hundreds_of_corrections_come_in_pages_with_as_many_queries_as_two(article_list, log):
    def add(number):
        for _ in range(number):
            CorrectionFactory(article=ArticlePageFactory(parent=article_list))

    add(2)
    read(log), feed()
    with assert_max_queries(40) as page_of_two:
        read(log)
    with assert_max_queries(40) as feed_of_two:
        feed()
    add(53)
    with assert_max_queries(len(page_of_two)):
        first = read(log)
    with assert_max_queries(len(feed_of_two)):
        feed()
    assert len(first.find_all(class_="correction")) == 50
    assert len(read(log, "?page=2").find_all(class_="correction")) == 5
    assert len(read(log, "?page=2'%00x").find_all(class_="correction")) == 50


def test_every_id_on_the_corrections_page_is_there_once(article_list, log):
    for _ in range(3):
        CorrectionFactory(article=ArticlePageFactory(parent=article_list))
    ids = re.findall(r'\bid="([^"]+)"', str(read(log)))
    assert len(ids) == len(set(ids))
