import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from blog.glossary import finish
from blog.models import GlossaryTerm
from tests.factories.blog import ArticlePageFactory, GlossaryTermFactory, SourceFactory, cite, explain, text
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory, site_with_home

pytestmark = pytest.mark.django_db


def finished(*pieces):
    return finish([expand_db_html(piece) for piece in pieces])[0]


def test_the_word_stays_and_a_press_shows_what_it_means():
    term = GlossaryTermFactory(term="dysbiosis", definition="A mix that differs from the usual.")
    (html,) = finished(f"<p>We call it {explain(term, 'Dysbiosis')}.</p>")
    assert '<label class="term" for="id-term-1">Dysbiosis</label>' in html
    assert 'popovertarget="id-term-1-card" aria-label="What “Dysbiosis” means"' in html
    assert "A mix that differs from the usual." in html


def test_each_place_has_a_card_of_its_own_and_the_first_is_marked():
    term = GlossaryTermFactory()
    html = "".join(finished(f"<p>{explain(term)}</p>", f"<p>{explain(term)} {explain(GlossaryTermFactory())}</p>"))
    assert [f'id="id-term-{number}-card"' in html for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert html.count("source-card--first") == 2


def test_a_deleted_term_leaves_the_plain_words():
    term = GlossaryTermFactory()
    html = f"<p>A {explain(term, 'hard <b>word</b>')}.</p>"
    term.delete()
    assert finished(html) == ["<p>A hard <b>word</b>.</p>"]


def test_all_terms_of_a_page_cost_one_query_and_none_costs_none(django_assert_num_queries):
    html = "".join(f"<p>{explain(GlossaryTermFactory())}</p>" for _ in range(20))
    with django_assert_num_queries(1):
        finished(html, html)
    with django_assert_num_queries(0):
        finished("<p>Plain.</p>")


def test_markup_in_a_definition_stays_text():
    term = GlossaryTermFactory(definition="<script>alert(1)</script>")
    (html,) = finished(f"<p>{explain(term)}</p>")
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_quotation_marks_in_the_words_end_no_attribute():
    words = 'x&quot; <b>y</b>" onclick="alert(1)'
    (html,) = finished(f"<p>{explain(GlossaryTermFactory(), words)}</p>")
    assert 'aria-label="What “x&quot; y&quot; onclick=&quot;alert(1)” means"' in html


def test_a_term_beside_a_citation_leaves_both_whole(client):
    term, source = GlossaryTermFactory(), SourceFactory()
    body = [text(f"<p>It is {explain(term, 'odd')}{cite(source)} indeed.</p>")]
    StandardPageFactory(parent=site_with_home(), slug="both", body=body)
    page = client.get("/both/").content.decode()
    assert 'class="term"' in page and 'id="cite-1a"' in page and 'id="source-1"' in page
    assert "data-term" not in page and "data-citation" not in page
    assert page.count("js/cards") == 1


def test_a_page_without_cards_asks_for_no_script(client):
    StandardPageFactory(parent=site_with_home(), slug="plain", body=[text("<p>Plain.</p>")])
    assert "js/cards" not in client.get("/plain/").content.decode()


def test_the_same_word_in_other_capitals_is_refused():
    GlossaryTermFactory(term="Dysbiosis")
    with pytest.raises(ValidationError, match="in the glossary already"):
        GlossaryTerm(term=" dysbiosis ", definition="x").full_clean()


def test_a_definition_has_at_most_300_letters():
    with pytest.raises(ValidationError):
        GlossaryTerm(term="long", definition="x" * 301).full_clean()


def test_a_used_term_is_not_deleted_and_the_page_is_named(client, article_list):
    term = GlossaryTermFactory()
    body = [text(f"<p>{explain(term)}</p>")]
    article = ArticlePageFactory(parent=article_list, title="It uses it", live=False, body=body)
    ReferenceIndex.create_or_update_for_object(article)
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtailsnippets_blog_glossaryterm:delete", args=[term.pk])
    assert "“It uses it”" in client.post(address, follow=True).content.decode()
    assert GlossaryTerm.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("words", ["Prebiotic", "prebiotics", "prebio", "BIOTIC"])
def test_the_dialog_finds_a_term_by_its_words_and_by_parts_of_them(client, words):
    GlossaryTermFactory(term="prebiotic")
    GlossaryTermFactory(term="flare")
    client.force_login(UserFactory(is_superuser=True))
    page = client.get("/admin/snippets/choose/blog/glossaryterm/", {"q": words}).json()["html"]
    assert ">prebiotic<" in "".join(page.split()) and "flare" not in page


def test_the_dialog_offers_to_add_the_selected_word(client):
    client.force_login(UserFactory(is_superuser=True))
    page = client.get("/admin/snippets/choose/blog/glossaryterm/", {"q": "dysbiosis"}).json()["html"]
    assert "The glossary does not have “dysbiosis”." in page
    assert 'name="term-term" value="dysbiosis"' in page
    answer = client.post(
        "/admin/snippets/choose/blog/glossaryterm/create/", {"term-term": "dysbiosis", "term-definition": "A mix."}
    ).json()
    assert answer["step"] == "chosen" and answer["result"]["string"] == "dysbiosis"
