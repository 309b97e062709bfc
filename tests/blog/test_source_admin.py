"""What editors see of sources in the admin: the list, who cites one, and which no longer stand."""

import datetime

import pytest
from wagtail.models import ReferenceIndex

from blog.models import Source
from home.roles import set_up_roles
from tests.factories.blog import ArticlePageFactory, SourceFactory, cite, text
from tests.factories.core import UserFactory
from tests.helpers.queries import count_queries

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/blog/source/"
REPORT = "/admin/reports/changed-sources/"
RETRACTED = {
    "status": Source.Status.RETRACTED,
    "status_on": datetime.date(2026, 11, 1),
    "status_url": "https://example.org/notice",
}


@pytest.fixture
def editor(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    return client


@pytest.fixture
def article(article_list):
    def make(*sources, **fields):
        body = [text(f"<p>x{''.join(map(cite, sources))}</p>")]
        page = ArticlePageFactory(parent=article_list, body=body, **fields)
        ReferenceIndex.create_or_update_for_object(page)
        return page

    return make


def shown(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_how_many_pages_cite_each_without_a_query_for_each(editor, article):
    first = SourceFactory()
    article(first)
    article(first, first)
    with count_queries() as few:
        editor.get(LIST)
    for _ in range(10):
        article(SourceFactory())
    with count_queries() as many:
        answer = editor.get(LIST)
    assert len(many) == len(few)
    assert {source.citing_pages for source in answer.context["object_list"]} == {1, 2}


@pytest.mark.parametrize("order", ["citing_pages", "-citing_pages", "title", "container", "status", "year"])
def test_the_list_can_be_ordered_searched_and_filtered(editor, article, order):
    retracted = SourceFactory(title="Withdrawn", **RETRACTED)
    SourceFactory(title="Sound")
    article(retracted)
    found = shown(editor, LIST, ordering=order, status="retracted", q="withdr")
    assert "Withdrawn" in found
    assert "Sound" not in found


def test_the_list_finds_what_the_dialog_finds(editor):
    SourceFactory(title="Older", authors="Müller H", year=2001)
    SourceFactory(title="Newer", authors="Müller H", year=2020)
    SourceFactory(title="Sound", authors="Smith J")
    answer = shown(editor, LIST, q="muller")
    assert "Sound" not in answer
    assert answer.index("Newer") < answer.index("Older")
    assert shown(editor, LIST, q="muller", ordering="year").index("Older") < shown(
        editor, LIST, q="muller", ordering="year"
    ).index("Newer")


def test_a_source_lists_the_pages_that_cite_it(editor, article):
    source = SourceFactory()
    live, draft = article(source, title="Fibre"), article(source, title="Sleep", live=False)
    article(SourceFactory(), title="Elsewhere")
    answer = shown(editor, f"{LIST}edit/{source.pk}/")
    for page in (live, draft):
        assert f'href="/admin/pages/{page.pk}/edit/">{page.title}' in answer
    assert "Draft" in answer
    assert "Elsewhere" not in answer
    assert "No page cites it." in shown(editor, f"{LIST}edit/{SourceFactory().pk}/")


def test_a_retracted_source_says_so_with_the_live_pages_that_it_affects(editor, article):
    source = SourceFactory(**RETRACTED)
    article(source, title="Fibre")
    article(source, title="Sleep", live=False)
    answer = shown(editor, f"{LIST}edit/{source.pk}/")
    notice = answer[answer.index("help-critical") : answer.index("What it is")]
    assert "Retracted, 1 November 2026." in notice
    assert 'href="https://example.org/notice"' in notice
    assert "One live page cites it:" in notice
    assert "Fibre" in notice
    assert "Sleep" not in notice


def test_a_duplicate_is_refused_with_a_link_to_the_one_that_is_there(editor):
    source = SourceFactory(authors="Sender R", year=2016, doi="10.1371/a.b")
    answer = editor.post(f"{LIST}add/", {"kind": "study", "title": "x", "status": "current", "doi": "DOI: 10.1371/A.B"})
    assert f'<a href="{LIST}edit/{source.pk}/">“Sender 2016' in answer.content.decode()
    assert Source.objects.count() == 1


def test_the_form_for_a_new_source_shows_neither(editor):
    answer = shown(editor, f"{LIST}add/")
    assert "Where it is cited" not in answer
    assert "help-critical" not in answer


def test_the_report_lists_what_live_pages_rest_on_and_should_not(editor, article):
    retracted = SourceFactory(title="Withdrawn paper", **RETRACTED)
    corrected = SourceFactory(title="Mended paper", status=Source.Status.CORRECTED)
    draft_only = SourceFactory(title="Draft paper", **RETRACTED)
    article(retracted, corrected, SourceFactory(title="Sound paper"), title="Fibre")
    article(draft_only, title="Sleep", live=False)
    SourceFactory(title="Uncited paper", **RETRACTED)
    answer = shown(editor, REPORT)
    assert answer.index("Withdrawn paper") < answer.index("Mended paper")
    assert "Fibre" in answer
    for other in ("Sound paper", "Draft paper", "Uncited paper", "Sleep"):
        assert other not in answer, other


def test_the_report_can_be_taken_away_as_a_table_and_does_not_ask_more_for_more(editor, article):
    article(SourceFactory(**RETRACTED), title="Fibre")
    table = b"".join(editor.get(REPORT, {"export": "csv"}).streaming_content).decode()
    assert "Fibre" in table
    assert editor.get(REPORT, {"export": "xlsx"}).status_code == 200
    with count_queries() as few:
        shown(editor, REPORT)
    for _ in range(8):
        article(SourceFactory(**RETRACTED))
    with count_queries() as many:
        shown(editor, REPORT)
    assert len(many) == len(few)


def test_without_any_the_report_says_so(editor):
    assert "No live page cites a source that was retracted or changed." in shown(editor, REPORT)


def test_the_report_is_for_those_who_may_change_sources(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Moderator"))
    assert client.get(REPORT).status_code == 302


@pytest.mark.parametrize("bulk", [False, True])
def test_a_cited_source_stays_and_one_that_nobody_cites_goes(editor, article, bulk):
    cited, uncited = SourceFactory(), SourceFactory()
    article(cited, title="Fibre")
    for source in (cited, uncited):
        address = f"/admin/bulk/blog/source/delete/?id={source.pk}" if bulk else f"{LIST}delete/{source.pk}/"
        answer = editor.post(address, follow=True).content.decode()
        assert ("“Fibre”" in answer) == (source == cited)
    assert list(Source.objects.all()) == [cited]


@pytest.mark.parametrize("block", ["text", "evidence"])
@pytest.mark.parametrize("live", [True, False])
def test_a_source_that_only_a_draft_cites_stays_too(editor, article, live, block):
    source, other = SourceFactory(), SourceFactory()
    page = article(title="Fibre", live=live)
    cited = text(f"<p>x{cite(source)}</p>")
    if block == "evidence":
        claim = {"claim": "<p>x</p>", "certainty": "low", "sources": [source.pk]}
        cited = {"type": "evidence", "value": claim}
    page.body = [cited]
    page.save_revision()
    for item in (source, other):
        editor.post(f"{LIST}delete/{item.pk}/")
    assert list(Source.objects.all()) == [source]
    assert "Fibre" in shown(editor, f"{LIST}edit/{source.pk}/")


def test_a_draft_that_cannot_be_read_breaks_neither_the_source_nor_its_deletion(editor, article):
    source = SourceFactory()
    page = article(title="Fibre")
    page.body = [text(f"<p>x{cite(source)}</p>")]
    revision = page.save_revision()
    revision.content["expire_at"] = "one day"
    revision.save()
    assert editor.get(f"{LIST}edit/{source.pk}/").status_code == 200
    assert editor.post(f"{LIST}delete/{source.pk}/").status_code == 302
    assert not Source.objects.exists()


def test_of_many_ticked_none_is_deleted_while_one_is_cited(editor, article):
    cited, uncited = SourceFactory(), SourceFactory()
    article(cited, title="Fibre")
    editor.post(f"/admin/bulk/blog/source/delete/?id={uncited.pk}&id={cited.pk}", follow=True)
    assert Source.objects.count() == 2
