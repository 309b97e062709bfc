"""First published, updated and reviewed are three dates; only what each stands for moves it."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Revision, Workflow

from blog.models import PersonPage, ReviewerAccount
from home.roles import WORKFLOW, set_up_roles
from tests.blog.articles import draft, fresh, published
from tests.factories.blog import ArticleListPageFactory, CorrectionFactory, MedicalReviewFactory, person
from tests.factories.core import UserFactory
from tests.helpers.structured_data import node_of

MARCH, MAY, JULY = (datetime.datetime(2026, month, 2, 10, tzinfo=datetime.UTC) for month in (3, 5, 7))


@pytest.fixture
def article(article_list):
    with time_machine.travel(MARCH, tick=False):
        return published(article_list)


def edited(article, **changes):
    """Return a new revision of the newest version of ``article``, as the editor would store it."""
    version = fresh(article).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(version, name, value)
    # As the next request finds it.
    return Revision.objects.get(pk=version.save_revision().pk)


def test_the_first_publication_is_no_update(article_list):
    article = published(article_list, substantial_change=True)
    assert article.updated_on is None
    assert article.get_latest_revision_as_object().substantial_change is False


def test_publishing_a_change_of_spelling_leaves_the_updated_date(article):
    with time_machine.travel(MAY, tick=False):
        edited(article, title="Better spelt").publish()
    assert fresh(article).updated_on is None


def test_publishing_a_substantial_change_by_hand_shows_that_day_and_opens_the_box_again(article):
    with time_machine.travel(MAY, tick=False):
        edited(article, substantial_change=True).publish()
    assert fresh(article).updated_on == MAY.date()
    version = fresh(article).get_latest_revision_as_object()
    assert (version.substantial_change, version.updated_on) == (False, MAY.date())
    with time_machine.travel(JULY, tick=False):
        edited(article, title="Better spelt").publish()
    assert fresh(article).updated_on == MAY.date()


def test_publishing_a_substantial_change_on_schedule_shows_the_day_it_goes_live(article):
    with time_machine.travel(MAY, tick=False):
        edited(article, substantial_change=True, go_live_at=JULY).publish()
        assert fresh(article).updated_on is None
    with time_machine.travel(JULY + datetime.timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")
    assert fresh(article).updated_on == JULY.date()


def test_a_workflow_that_publishes_shows_the_day_it_ended(article):
    set_up_roles()
    editor = UserFactory(role="Editor")
    reviewer = UserFactory(role="Medical reviewer")
    ReviewerAccount.objects.create(account=reviewer, person=article.reviewer)
    with time_machine.travel(MAY, tick=False):
        edited(article, substantial_change=True)
        state = Workflow.objects.get(name=WORKFLOW).start(fresh(article), editor)
    with time_machine.travel(JULY, tick=False):
        for user in (reviewer, editor):
            state.refresh_from_db()
            task = state.current_task_state
            task.task.specific.on_action(task, user, "approve")
    assert fresh(article).updated_on == JULY.date()


def test_a_draft_begun_before_an_update_does_not_take_its_date_back(article):
    with time_machine.travel(MAY, tick=False):
        scheduled = edited(article, substantial_change=True)
        later = edited(article, substantial_change=False, title="Better spelt")
        scheduled.publish()
    with time_machine.travel(JULY, tick=False):
        later.publish()
    assert fresh(article).updated_on == MAY.date()


def test_an_editor_can_put_a_wrong_updated_date_right(article):
    with time_machine.travel(MAY, tick=False):
        edited(article, substantial_change=True).publish()
        edited(article, updated_on=datetime.date(2026, 4, 1)).publish()
    assert fresh(article).updated_on == datetime.date(2026, 4, 1)


def test_an_updated_date_that_has_not_come_is_refused_in_plain_words(article):
    article.updated_on = datetime.date(2999, 1, 1)
    with pytest.raises(ValidationError, match="has not come yet"):
        article.full_clean()


def test_the_day_is_the_day_where_the_site_is(article):
    # A quarter past midnight in London, where it is still 1 July by Greenwich.
    with time_machine.travel(datetime.datetime(2026, 7, 1, 23, 15, tzinfo=datetime.UTC), tick=False):
        edited(article, substantial_change=True).publish()
    assert fresh(article).updated_on == datetime.date(2026, 7, 2)


def test_first_published_stays_when_an_article_goes_offline_moves_and_returns(client, article):
    first = article.first_published_at
    other = ArticleListPageFactory(parent=article.get_parent().get_parent(), slug="other")
    article.unpublish()
    with time_machine.travel(MAY, tick=False):
        fresh(article).move(other, pos="last-child")
        edited(article, slug="another-address").publish()
    article = fresh(article)
    assert article.first_published_at == first
    assert "2 March 2026" in client.get(article.url).content.decode()


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_has_no_reviews_no_corrections_and_no_dates_of_the_original(article, keep_live):
    with time_machine.travel(MAY, tick=False):
        version = article.get_latest_revision_as_object()
        version.corrections.add(CorrectionFactory.build(corrected_on=MAY.date()))
        version.save_revision().publish()
        MedicalReviewFactory(article=article, reviewer=article.reviewer)
    with time_machine.travel(JULY, tick=False):
        CopyPageAction(
            fresh(article), recursive=False, keep_live=keep_live, update_attrs={"slug": "copy", "title": "A copy"}
        ).execute(skip_permission_checks=True)
        copy = type(article).objects.get(slug="copy")
        if not keep_live:
            assert copy.first_published_at is None
            copy.get_latest_revision().publish()
    copy = fresh(copy)
    assert copy.live
    assert copy.first_published_at == JULY
    assert copy.updated_on is None
    assert copy.last_review is None
    assert not copy.corrections.exists()
    assert not copy.get_latest_revision_as_object().corrections.all()
    assert fresh(article).corrections.count() == 1


def test_every_place_tells_the_same_three_dates(client, article):
    with time_machine.travel(MAY, tick=False):
        edited(article, substantial_change=True).publish()
    with time_machine.travel(JULY, tick=False):
        edited(article, seo_title="For search engines").publish()
        MedicalReviewFactory(article=article, reviewer=article.reviewer, reviewed_on=datetime.date(2026, 6, 1))
        article = fresh(article)
        soup = BeautifulSoup(client.get(article.url).content, "html.parser")
        sitemap = client.get("/sitemap.xml").content.decode()
        feed = client.get("/articles/feed/").content.decode()
        listed = client.get("/articles/").content.decode()
    imprint = soup.find(class_="imprint").get_text(" ", strip=True)
    assert "Published 2 March 2026" in imprint
    assert "Updated 2 May 2026" in imprint
    assert "Reviewed 1 June 2026" in imprint
    assert soup.find("meta", property="article:published_time")["content"].startswith("2026-03-02")
    assert soup.find("meta", property="article:modified_time")["content"].startswith("2026-05-02")
    data = node_of(str(soup), "Article")
    dates = [data[name] for name in ("datePublished", "dateModified", "lastReviewed")]
    assert dates == ["2026-03-02", "2026-05-02", "2026-06-01"]
    assert f"<loc>{article.full_url}</loc><lastmod>2026-05-02</lastmod>" in sitemap.replace("\n", "")
    assert "<published>2026-03-02" in feed
    assert "<updated>2026-05-02" in feed
    assert "2 March 2026" in listed
    assert "2 May 2026" in listed


def test_the_structured_data_names_who_wrote_it_and_what_it_rests_on_and_nothing_can_leave_it(client, article_list):
    title = "A</script><script>alert(1)</script><!-- & more"
    article = published(article_list, title=title)
    MedicalReviewFactory(article=article, reviewer=article.reviewer)
    html = client.get(article.url).content.decode()
    assert "<script>alert" not in html
    data = node_of(html, "Article")
    assert data["headline"] == title
    assert [author["name"] for author in data["author"]] == [author.title for author in article.authors]
    assert data["reviewedBy"]["name"] == article.reviewer.title
    assert data["citation"][0]["url"].startswith("https://doi.org/10.1371/")


def test_the_structured_data_names_no_reviewer_of_a_text_that_has_changed(client, article):
    MedicalReviewFactory(article=article, reviewer=article.reviewer)
    edited(article, summary="Something else.").publish()
    data = node_of(client.get(fresh(article).url).content.decode(), "Article")
    assert "reviewedBy" not in data
    assert "lastReviewed" not in data


def test_a_draft_with_everything_empty_has_a_preview(article_list):
    article = draft(article_list, topic=None, reviewer=None, body=[], summary="")
    article.title = article.slug = ""
    article.article_authors = []
    assert article.make_preview_request(preview_mode="").status_code == 200


def test_the_links_of_a_person_stand_on_their_page(client, article_list):
    links = [("link", {"label": "ORCID", "url": "https://orcid.org/0000-0002-1825-0097"})]
    page = person(title="Dr Ingrid", links=links)
    link = BeautifulSoup(client.get(page.url).content, "html.parser").find("a", string="ORCID")
    assert link["href"] == "https://orcid.org/0000-0002-1825-0097"


@pytest.mark.parametrize("url", ["http://example.org/", "javascript:alert(1)", "ftp://orcid.org/0000", ""])
def test_a_link_of_a_person_that_is_not_https_is_refused(url):
    block = PersonPage._meta.get_field("links").stream_block
    with pytest.raises(ValidationError):
        block.clean(block.to_python([{"type": "link", "value": {"label": "ORCID", "url": url}}]))
