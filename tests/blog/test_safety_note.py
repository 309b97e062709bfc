"""Articles about live products say who should ask a clinician first, without an editor having to remember it."""

import pytest

from blog.models import ArticlePage
from core.models import SiteSettings
from tests.factories.blog import ArticlePageFactory, TopicFactory

WORDS = "Ask your clinician <first>."


@pytest.fixture
def article(article_list):
    settings = SiteSettings.for_default_site()
    settings.safety_note = WORDS
    settings.save()
    return ArticlePageFactory(parent=article_list, topic=TopicFactory(name="Gut basics"))


def says_it(client, article):
    html = client.get(article.url).content.decode()
    assert html.count('id="safety-note-title"') <= 1
    return "Ask your clinician &lt;first&gt;." in html


def test_an_article_says_it_as_soon_as_its_main_topic_is_about_live_products(client, article):
    assert not says_it(client, article)
    article.topic.is_about_live_products = True
    article.topic.save()
    assert says_it(client, article)


def test_one_more_topic_is_enough_on_the_page_and_in_the_preview(client, article):
    article.more_topics.add(TopicFactory(name="Food"), TopicFactory(name="Probiotics", is_about_live_products=True))
    article.save()
    assert says_it(client, article)
    assert ArticlePage.objects.get(pk=article.pk).shows_safety_note


def test_an_article_without_a_topic_has_none():
    assert not ArticlePage(title="A draft").shows_safety_note
