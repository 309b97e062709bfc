"""Each publish rule of an article by itself, with what it lets pass and what it finds."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Workflow

from blog.models import MedicalReview, Source
from blog.reading_rules import LongSentencesRule, ReadingGradeRule
from blog.rules import ReviewerRule
from core.publishing import findings
from home.roles import WORKFLOW, set_up_roles
from tests.factories.blog import PublishableArticleFactory, SourceFactory, TopicFactory, cite, person, text
from tests.factories.core import SiteImageFactory, UserFactory
from tests.factories.offers import OutboundLinkFactory, PartnerFactory

pytestmark = pytest.mark.django_db
RETRACTED = {"status": Source.Status.RETRACTED, "status_on": datetime.date(2020, 1, 2), "status_url": "https://x.org/"}


@pytest.fixture
def article(article_list):
    return PublishableArticleFactory(parent=article_list, live=False)


def add(article, *blocks):
    article.body = [*article.body.get_prep_value(), *blocks]
    return article


def codes(article) -> set[str]:
    return {finding.code for finding in findings(article)}


def note(html: str, title: str = "A note") -> dict:
    return {"type": "note", "value": {"title": title, "text": html, "tone": "mint"}}


def test_a_complete_article_breaks_no_blocking_rule(article):
    assert [finding for finding in findings(article) if finding.blocks] == []


def test_a_draft_with_everything_empty_is_told_all_that_it_needs(article_list):
    draft = PublishableArticleFactory(
        parent=article_list, live=False, summary="", topic=None, reviewer=None, key_points=[], body=[], authors=[]
    )
    needs = {"needs-summary", "needs-topic", "needs-article_authors", "reviewer", "citation"}
    assert {finding.code for finding in findings(draft) if finding.blocks} == needs


def test_a_reviewer_is_a_medical_reviewer(article):
    article.reviewer = person(title="Sam", is_reviewer=False)
    assert "Sam is no medical reviewer." in [finding.message for finding in ReviewerRule().check(article)]


@pytest.mark.parametrize("words", ["This study was retracted in 2020.", "A retraction followed.", "It was withdrawn."])
def test_a_retracted_source_may_be_cited_in_a_note_that_says_so(article, words):
    source = SourceFactory(**RETRACTED)
    assert "retracted" not in codes(add(article, note(f"<p>{words}{cite(source)}</p>")))


def test_a_note_that_keeps_silent_about_the_retraction_is_found(article):
    source = SourceFactory(**RETRACTED)
    assert "retracted" in codes(add(article, note(f"<p>It works.{cite(source)}</p>")))


def test_a_text_that_says_so_is_not_enough(article):
    source = SourceFactory(**RETRACTED)
    assert "retracted" in codes(add(article, text(f"<p>It was retracted.{cite(source)}</p>")))


def test_a_decorative_picture_needs_no_alt_text(article):
    image = {"image": SiteImageFactory().pk, "alt_text": "", "decorative": True}
    figure = {"image": image, "caption": "", "credit": "", "width": "text"}
    assert "alt-text" not in codes(add(article, {"type": "figure", "value": figure}))


def test_each_picture_of_a_gallery_is_looked_at(article):
    pictures = [
        {"image": {"image": SiteImageFactory().pk, "alt_text": alt, "decorative": False}, "caption": "", "credit": ""}
        for alt in ("Beans", "")
    ]
    add(article, {"type": "gallery", "value": pictures})
    (finding,) = [finding for finding in findings(article) if finding.code == "alt-text"]
    assert finding.place.label == "“Picture” in Gallery"


def test_the_place_is_named_by_the_section_it_stands_in(article):
    blocks = [{"type": "heading", "value": "What lives in your gut"}, note("<p>One.</p>"), note("", title="Two")]
    (finding,) = [finding for finding in findings(add(article, *blocks)) if finding.code == "blocks"]
    assert finding.place.label == "Note 2, after “What lives in your gut”"
    assert finding.message == "“Text” is empty."
    assert finding.place.block_id == article.body[3].id


def test_a_medical_review_under_way_keeps_other_ways_to_publish_shut(article_list):
    set_up_roles()
    writer = UserFactory(role="Writer")
    article = PublishableArticleFactory(parent=article_list, live=False, owner=writer)
    article.save_revision(user=writer)
    state = Workflow.objects.get(name=WORKFLOW).start(article, writer)
    assert "review-under-way" in codes(article)
    state.cancel(user=writer)
    assert "review-under-way" not in codes(type(article).objects.get(pk=article.pk))


def test_an_article_that_nobody_signed_gets_a_warning(article):
    assert "never-reviewed" in codes(article)
    MedicalReview.objects.create(article=article, reviewer=article.reviewer)
    assert "never-reviewed" not in codes(article)


def test_no_key_points_are_worth_a_look(article):
    assert "key-points" not in codes(article)
    article.key_points = []
    assert "key-points" in codes(article)


def test_an_article_about_a_condition_says_when_to_seek_help(article):
    assert "seek-help" not in codes(article)
    article.topic = TopicFactory(is_condition=True)
    assert "seek-help" in codes(article)
    help_block = {"level": "soon", "title": "Speak to a clinician if", "text": "<p>You have a fever.</p>"}
    assert "seek-help" not in codes(add(article, {"type": "seek_help", "value": help_block}))


@pytest.mark.parametrize("words", ["here", "Click here", "read more", "https://example.org/a/b", "www.example.org"])
def test_a_link_that_does_not_say_where_it_leads_is_worth_a_look(article, words):
    assert "link-text" in codes(add(article, text(f'<p>See <a href="https://example.org/">{words}</a>.</p>')))


def test_a_link_with_words_of_its_own_is_fine(article):
    add(article, text('<p>See <a href="https://example.org/">the guideline for fibre</a>.</p>'))
    assert "link-text" not in codes(article)


@pytest.mark.parametrize(("age", "found"), [(10, False), (11, True)])
def test_a_source_of_more_than_ten_years_is_worth_a_look(article, age, found):
    source = SourceFactory(authors="Old A", year=timezone.localdate().year - age)
    add(article, text(f"<p>So.{cite(source)} And so.{cite(source)}</p>"))
    named = [finding for finding in findings(article) if finding.message.startswith("Old ")]
    assert len(named) == found


def test_a_raw_link_to_a_partner_is_worth_a_look_on_any_of_its_names(article):
    partner = PartnerFactory(domains="partner.example")
    OutboundLinkFactory(partner=partner)
    assert "partner-link" not in codes(add(article, text('<p><a href="https://other.example/">A study</a></p>')))
    add(article, text('<p>Try <a href="https://shop.partner.example/juice">the juice</a>.</p>'))
    assert "partner-link" in codes(article)


def test_a_real_site_needs_all_that_readers_are_told_about_a_partner(article_list, settings):
    from tests.factories.offers import ProductPageFactory

    settings.DEMO_MODE = True
    product = ProductPageFactory(parent=article_list.get_parent())
    assert "disclosure" not in codes(product)
    settings.DEMO_MODE = False
    (finding,) = [finding for finding in findings(product) if finding.code == "disclosure"]
    assert "legal name, what its product is in law" in finding.message


def test_a_sentence_of_more_than_thirty_words_is_named(article):
    add(article, text(f"<p>{'word ' * 29}end.</p><p>Long {'word ' * 30}end.</p>"))
    (finding,) = LongSentencesRule().check(article)
    assert finding.message.startswith("A sentence has 32 words: “Long word")


def test_hard_text_is_told_its_grade_and_its_hardest_sentences(article):
    hard = "Considerable heterogeneity characterises contemporary microbiological investigations of inflammation. "
    add(article, text(f"<p>{hard * 20}</p>"))
    (finding,) = ReadingGradeRule().check(article)
    assert "reads at grade" in finding.message and "Considerable heterogeneity" in finding.fix


def test_plain_text_is_not_found_hard(article):
    add(article, text(f"<p>{'We eat beans and oats each day. They help the gut. ' * 20}</p>"))
    assert list(ReadingGradeRule().check(article)) == []


def test_the_words_of_a_citation_are_no_words_of_the_text(article):
    sources = "".join(cite(SourceFactory()) for _ in range(40))
    add(article, text(f"<p>They live with you.{sources}</p>"))
    assert list(LongSentencesRule().check(article)) == []


def test_the_number_of_queries_does_not_grow_with_the_article(article):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def size(number):
        sources = [SourceFactory() for _ in range(number)]
        images = [SiteImageFactory() for _ in range(number // 5)]
        add(article, *[text(f"<p>A claim.{cite(source)}</p>") for source in sources])
        pictures = [{"image": image.pk, "alt_text": "Beans", "decorative": False} for image in images]
        add(
            article,
            *[{"type": "figure", "value": {"image": each, "caption": "", "credit": ""}} for each in pictures],
        )
        draft = article.save_revision(clean=False).as_object()
        with CaptureQueriesContext(connection) as queries:
            findings(draft)
        return len(queries)

    assert size(5) == size(100)


@pytest.mark.parametrize("key", ["²", "9" * 5000, "-1", "", "seven"])
def test_a_citation_with_a_key_that_is_none_is_found_and_breaks_nothing(article, key):
    add(article, text(f'<p>Said <a linktype="citation" id="{key}">Sender 2016</a>.</p>'))
    assert "citation-gone" in codes(article)
