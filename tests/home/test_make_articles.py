"""Generated articles: made, published as readers expect, and taken away again without a trace."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from blog.models import ArticlePage, Comment, MedicalReview
from blog.text_digest import text_digest
from core.reading import reading_minutes
from home.generated.articles import generated, make_article, make_articles
from home.generated.writing import Plan
from scripts import bench, measuring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_they_are_what_publishing_would_have_made(client):
    assert make_articles(12) == 12
    assert Page.find_problems() == ([], [], [], [], [])
    for article in generated():
        article.full_clean()
        assert article.text_digest == text_digest(article)
        assert article.reading_minutes == reading_minutes(article.key_points, article.body)
        assert article.authors and article.first_published_at
        assert client.get(article.url).status_code == 200
    found = ArticlePage.objects.live().search("program wrote this article")
    assert set(found) >= set(generated())


def test_the_same_numbers_are_the_same_articles():
    make_articles(2)
    titles = list(generated().values_list("title", "slug"))
    call_command("make_articles", "--remove", "--on-a-server", verbosity=0)
    make_articles(2)
    assert list(generated().values_list("title", "slug")) == titles


def test_they_go_and_nothing_else_does():
    def there():
        kinds = (Page, ArticlePage, MedicalReview, Comment)
        numchild = Page.objects.get(slug="articles").numchild
        return [kind.objects.count() for kind in kinds], numchild

    before = there()
    call_command("make_articles", "5", "--on-a-server")
    call_command("make_articles", "3", "--on-a-server")
    assert generated().count() == 8
    moved = generated().first()
    moved.slug = "an-editor-changed-the-address"
    moved.save()
    call_command("make_articles", "--remove", "--on-a-server")
    assert there() == before
    assert not generated().exists()


def test_a_server_is_asked_about_first():
    with pytest.raises(CommandError, match="Readers would see it"):
        call_command("make_articles", "5")
    assert not generated().exists()


@pytest.mark.parametrize("number", ["0", "-3", "99999999"])
def test_an_odd_number_is_refused_in_plain_words(number):
    with pytest.raises(CommandError, match="Say how many articles"):
        call_command("make_articles", "--on-a-server", "--", number)


def test_an_article_holds_what_its_plan_says():
    body = make_article(Plan(blocks=30, pictures=6, citations=20), "measured").body
    kinds = [block.block_type for block in body]
    assert (len(kinds), kinds.count("figure")) == (30, 6)
    assert sum(str(block["value"]).count('linktype="citation"') for block in body.raw_data) == 20


def test_the_bench_measures_every_page_and_an_editor():
    make_articles(3)
    client = measuring.reader()
    costs = {name: measuring.measure(client, at, seconds=0) for name, at in measuring.addresses().items()}
    lines = bench.table(costs, costs, (3, 3))
    assert len(lines) == len(costs) + 2 and "1.00" in lines[-1]
    assert set(measuring.measure_editing(Plan(blocks=12, pictures=1, citations=3))) == {
        "open it in the editor",
        "publish it",
    }
