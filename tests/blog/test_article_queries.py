"""How many queries the page of an article takes, uncached."""

import pytest

from blog.models import MedicalReview
from core.models import SiteSettings
from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticlePageFactory,
    CommentFactory,
    CorrectionFactory,
    MedicalReviewFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    text,
)
from tests.factories.core import SiteImageFactory
from tests.factories.offers import GuidePageFactory, ProductPageFactory, TrialPageFactory
from tests.helpers.queries import assert_max_queries

# What docs/architecture.md promises for every article.
BUDGET = 12


@pytest.fixture
def people(article_list):
    return PeoplePageFactory(parent=article_list.get_parent())


@pytest.fixture
def offers(article_list):
    home = article_list.get_parent()
    product = ProductPageFactory(parent=home, image=SiteImageFactory())
    return {
        "product_band": product,
        "guide_band": GuidePageFactory(parent=home, image=SiteImageFactory()),
        "trial_band": TrialPageFactory(parent=home, product=product, image=SiteImageFactory()),
    }


def figure() -> dict:
    return {"image": {"image": SiteImageFactory().pk, "alt_text": "Rods", "decorative": False}, "caption": ""}


def evidence(source) -> dict:
    return {
        "claim": "<p>A claim</p>",
        "certainty": "low",
        "who": "44 adults",
        "studied_in": ["people"],
        "kind": "A comparison",
        "limits": "Which came first",
        "sources": [source.pk],
    }


def article_of(article_list, people, blocks, pictures, citations, extra=()):
    """Return an article with so many blocks, pictures and citations, an author, a review, and three more to read."""
    topic = TopicFactory()
    image = SiteImageFactory()
    for _ in range(3):
        other = ArticlePageFactory(parent=article_list, topic=topic, image=SiteImageFactory())
        ArticleAuthorFactory(article=other, person=PersonPageFactory(parent=people))
    sources = [SourceFactory() for _ in range(citations)]
    body = [{"type": "figure", "value": figure()} for _ in range(pictures - 1)]
    body += [{"type": "evidence", "value": evidence(source)} for source in sources[: citations // 4]]
    linked = people.pk
    for number in range(blocks - len(body) - len(extra)):
        source = sources[number % citations]
        body.append(text(f'<p>A <a linktype="page" id="{linked}">claim</a>.{cite(source)}</p>'))
        body.append({"type": "heading", "value": f"Part {number}"})
    body = body[: blocks - len(extra)] + list(extra)
    assert len(body) == blocks
    reviewer = PersonPageFactory(parent=people, is_reviewer=True, image=SiteImageFactory())
    article = ArticlePageFactory(parent=article_list, body=body, topic=topic, image=image, reviewer=reviewer)
    article.more_topics.add(TopicFactory())
    article.save()
    ArticleAuthorFactory(article=article, person=PersonPageFactory(parent=people))
    MedicalReviewFactory(article=article, reviewer=reviewer, outcome=MedicalReview.Outcome.APPROVED)
    return article


def read(client, article) -> str:
    answer = client.get(article.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_article_keeps_the_budget_and_a_longer_one_asks_no_more(client, article_list, people):
    long = article_of(article_list, people, blocks=60, pictures=12, citations=40)
    usual = article_of(article_list, people, blocks=30, pictures=6, citations=20)
    for article in (usual, long):
        read(client, article)
        with assert_max_queries(BUDGET):
            assert "Sources" in read(client, article)


def test_bands_comments_and_corrections_stay_in_the_budget(client, article_list, people, offers):
    bands = [{"type": kind, "value": {"page": page.pk, "title": "", "text": ""}} for kind, page in offers.items()]
    article = article_of(article_list, people, blocks=30, pictures=6, citations=20, extra=bands)
    CorrectionFactory(article=article)
    CommentFactory(article=article, parent=CommentFactory(article=article))
    frame = SiteSettings.for_default_site()
    frame.header_links = [
        {"type": "link", "value": {"label": "", "page": page.pk, "address": ""}} for page in (article_list, people)
    ]
    frame.save()
    read(client, article)
    with assert_max_queries(BUDGET):
        page = read(client, article)
    assert "Get the guide" in page and people.title in page
