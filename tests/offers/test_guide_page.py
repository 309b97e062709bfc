import pytest
from post_office.models import Email
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.models import ConsentEvent
from offers.models import GuidePage, GuideRequest
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import UserFactory
from tests.factories.offers import ConsentTextFactory, GuidePageFactory, GuideRequestFactory
from tests.helpers.queries import assert_max_queries


def html_of(response):
    return response.content.decode()


def test_the_page_shows_the_form_and_what_is_inside(client, guide):
    guide.contents = [{"type": "entry", "value": {"title": "A week of <plants>", "page": 6}}]
    guide.page_count = 12
    guide.save()
    html = html_of(client.get(guide.url))
    assert "Free guide, PDF, 12 pages" in html
    assert "<li>A week of &lt;plants&gt;<span>page 6</span></li>" in html
    assert '<form class="form" method="post"' in html
    assert "Email <span>(required)</span>" in html
    assert "First name <span>(optional)</span>" in html


def test_reading_the_page_sets_no_cookie_and_stores_nothing(client, guide):
    response = client.get(guide.url)
    assert not response.cookies
    assert not GuideRequest.objects.exists()


def test_a_request_is_stored_with_its_mail_and_leads_to_the_thank_you_page(client, guide, guide_data):
    response = client.post(guide.url, guide_data)
    assert response.status_code == 302
    assert response["Location"] == f"{guide.url}thank-you/#main"
    request = GuideRequest.objects.get()
    assert (request.guide, request.email, request.first_name) == (guide, "rosa@example.org", "Rosa")
    assert request.state == "requested"
    assert [event.kind for event in request.events.all()] == ["asked"]
    assert Email.objects.get().to == ["rosa@example.org"]
    assert not ConsentEvent.objects.exists()


def test_the_first_name_is_up_to_the_reader(client, guide, guide_data):
    assert client.post(guide.url, guide_data | {"first_name": ""}).status_code == 302


def test_the_thank_you_page_holds_nothing_about_anybody(client, guide, guide_data):
    response = client.post(guide.url, guide_data, follow=True)
    assert "rosa" not in html_of(response).lower()
    assert "rosa" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html_of(response)
    assert html_of(response) == html_of(client.get(f"{guide.url}thank-you/"))


def test_a_page_that_is_not_for_search_engines_has_nothing_to_share(client, guide):
    page, thanks = html_of(client.get(guide.url)), html_of(client.get(f"{guide.url}thank-you/"))
    for tag in ('rel="canonical"', 'property="og:'):
        assert tag in page
        assert tag not in thanks


def test_the_steps_on_the_thank_you_page_can_be_in_the_editors_words(client, guide):
    assert "The link works for 48 hours" in html_of(client.get(f"{guide.url}thank-you/"))
    guide.thank_you = [{"type": "text", "value": "<p>Our <b>own</b> words</p>"}]
    guide.save()
    html = html_of(client.get(f"{guide.url}thank-you/"))
    assert "<p>Our <b>own</b> words</p>" in html
    assert "The link works for 48 hours" not in html


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_thank_you_page_is_for_looking_at(client, guide, method):
    assert getattr(client, method)(f"{guide.url}thank-you/").status_code == 405


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_the_page_takes_forms_and_nothing_else(client, guide, method):
    assert getattr(client, method)(guide.url).status_code == 405


WRONG = {
    "nothing at all": (
        {"email": "", "first_name": ""},
        "Please add your email address. We send the guide there.",
    ),
    "no at sign": ({"email": "rosa.example.org"}, "There is no @ in “rosa.example.org”."),
    "no domain": ({"email": "rosa@"}, "does not look like an email address"),
    "two addresses": ({"email": "rosa@example.org, tom@example.org"}, "does not look like an email address"),
    "a long address": ({"email": "r" * 260 + "@example.org"}, "Please shorten your email address"),
    "a long name": ({"first_name": "R" * 300}, "Please shorten your first name: at most 80 characters"),
    "a link": ({"first_name": "Win at https://spam.example"}, "Please leave out web addresses."),
    "a link without scheme": ({"first_name": "spam.example/win"}, "Please leave out web addresses."),
    "HTML": ({"first_name": "<b>Rosa</b>"}, "Please leave out the signs &lt; and &gt;."),
    "a second line": ({"first_name": "Rosa\nBcc: all@example.org"}, "Please type it again on one line."),
    "a NUL": ({"first_name": "Ro\0sa"}, "Something in here is no letter."),
    "a filled trap": ({"homepage": "https://spam.example"}, "Something filled in a field that people do not see."),
    "no token": ({"opened": ""}, "please send it again"),
    "a forged token": ({"opened": "1:2:3"}, "please send it again"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_form_comes_back_with_a_reason_and_stores_nothing(client, guide, guide_data, name):
    changes, reason = WRONG[name]
    response = client.post(guide.url, guide_data | changes)
    assert response.status_code == 422
    html = html_of(response)
    assert reason in html
    assert 'class="error-summary" role="alert" tabindex="-1"' in html
    assert "<title>Error: " in html
    assert not GuideRequest.objects.exists()
    assert not Email.objects.exists()


def test_a_form_without_any_field_comes_back_with_a_reason(client, guide):
    assert client.post(guide.url).status_code == 422


def test_everything_typed_is_kept(client, guide, guide_data, ticked):
    data = guide_data | {"email": "rosa.example.org"} | ticked(guide, "site_news")
    html = html_of(client.post(guide.url, data))
    assert 'value="rosa.example.org"' in html
    assert 'value="Rosa"' in html
    assert html.count(" checked") == 1


def test_each_message_is_tied_to_its_field(client, guide, guide_data):
    html = html_of(client.post(guide.url, guide_data | {"email": ""}))
    assert 'href="#id_email"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("name", ["Zoë", "محمد", "O’Brien-Łukasiewicz", "J. R. Smith", "佐藤", "👩‍🌾"])
def test_names_from_everywhere_are_welcome(client, guide, guide_data, name):
    assert client.post(guide.url, guide_data | {"first_name": name}).status_code == 302
    assert GuideRequest.objects.get().first_name == name


def test_a_form_on_another_website_is_refused(client, guide, guide_data):
    response = client.post(guide.url, guide_data, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert not GuideRequest.objects.exists()


def test_the_newsletter_box_starts_empty_and_is_stored_word_for_word(
    client, guide, guide_data, ticked, link_in_last_mail
):
    text = ConsentTextFactory(wording="The site may email me <news>.", version=3)
    assert " checked" not in html_of(client.get(guide.url))
    assert "“The site may email me &lt;news&gt;.”" in html_of(client.get(guide.url))
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    client.post(link_in_last_mail())
    event = ConsentEvent.objects.get()
    assert event.wording == "Send me the newsletter. The site may email me <news>."
    assert (event.text, event.kind, event.email, event.form) == (text, "given", "rosa@example.org", "guide")


def test_without_words_of_its_own_the_site_stores_those_that_were_shown(
    client, guide, guide_data, ticked, link_in_last_mail
):
    shown = html_of(client.get(guide.url))
    for email in ("rosa@example.org", "tom@example.org"):
        client.post(guide.url, guide_data | ticked(guide, "site_news") | {"email": email})
        client.post(link_in_last_mail())
    first, second = ConsentEvent.objects.all()
    assert first.text == second.text
    assert f"“{first.text.wording}”" in shown


ODD_ADDRESSES = [
    "rosa+guide@example.org",
    "o'neill@example.org",
    "a!#$%&*+-/=?^_`{|}~b@example.org",
    '"rosa l"@example.org',
    '"rosa,tom"@example.org',
    "röder@example.org",
    "ｒosa@example.org",
    "rosa@bücher.example",
    "rosa@xn--bcher-kva.example",
    "rosa@faß.de",
    "rosa@例え.テスト",
    "rosa@example.o",
    "rosa@a.b",
    "rosa@test",
    "rosa@localhost",
    "rosa@[127.0.0.1]",
    "rosa@exa_mple.org",
    "rosa@example.org.",
    "Rosa <rosa@example.org>",
    "r" * 64 + "@" + ".".join(["b" * 60] * 3) + ".org",
    "r" * 65 + "@example.org",
    "rosa@" + "b" * 64 + ".org",
    "rosa@" + ".".join(["ü" * 30] * 4) + ".de",
]


@pytest.mark.parametrize("email", ODD_ADDRESSES)
def test_an_odd_address_gets_its_mail_or_a_reason(client, guide, guide_data, email):
    response = client.post(guide.url, guide_data | {"email": email})
    assert response.status_code in (302, 422)
    assert Email.objects.count() == GuideRequest.objects.count() == (response.status_code == 302)
    # Once more in capitals: the address is found again.
    name, _, domain = email.partition("@")
    assert client.post(guide.url, guide_data | {"email": f"{name.upper()}@{domain}"}).status_code in (302, 422)
    assert GuideRequest.objects.count() == (response.status_code == 302)


def test_the_same_address_again_gets_the_same_answer(client, guide, guide_data):
    first = client.post(guide.url, guide_data)
    again = client.post(guide.url, guide_data | {"email": "ROSA@example.org"})
    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    assert GuideRequest.objects.count() == 1


def test_no_row_says_which_article_a_request_came_from(client, guide, guide_data):
    article = ArticlePageFactory(parent=ArticleListPageFactory(parent=guide.get_parent()))
    client.get(article.url)
    client.post(guide.url, guide_data, headers={"Referer": f"http://testserver{article.url}"})
    request = GuideRequest.objects.get()
    rows = [request, *request.events.all(), *request.confirmations.all(), *Email.objects.all()]
    stored = [str(getattr(row, field.attname)) for row in rows for field in row._meta.concrete_fields]
    assert not [value for value in stored if article.slug in value or article.title in value]


def test_no_model_of_a_request_has_a_place_for_where_it_came_from():
    names = {field.name for field in GuideRequest._meta.get_fields()}
    assert names == {
        "id",
        "guide",
        "email",
        "first_name",
        *("reference", "answers", "submission", "state", "state_since", "created_at", "confirmed_at", "mail_problem"),
        "events",
        "confirmations",
        "downloads",
    }


def test_a_guide_without_its_document_takes_no_requests(client, guide, guide_data):
    GuidePage.objects.update(document=None)
    assert "not ready yet" in html_of(client.get(guide.url))
    response = client.post(guide.url, guide_data)
    assert response.status_code == 200
    assert not GuideRequest.objects.exists()


def test_an_unpublished_guide_page_is_not_there(client, guide, guide_data):
    guide.unpublish()
    assert client.get(guide.url).status_code == 404
    assert client.post(guide.url, guide_data).status_code == 404


def test_the_page_keeps_the_query_budget(client, guide):
    client.get(guide.url)
    with assert_max_queries(12):
        client.get(guide.url)


@pytest.fixture
def admin(client, home):
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_an_editor_makes_a_guide_page_in_the_admin(admin, home, guide):
    data = nested_form_data(
        {
            "title": "Another guide",
            "slug": "another-guide",
            "summary": "",
            "document": guide.document.pk,
            "page_count": 8,
            "contents": streamfield([("entry", {"title": "Plants", "page": 2})]),
            "body": streamfield([("heading", "Who it is for")]),
            **{name: streamfield([]) for name in ("introduction", "benefits", "faq", "thank_you")},
            **{name: inline_formset([]) for name in ("field_words", "questions")},
            "action-publish": "publish",
        }
    )
    admin.post(f"/admin/pages/add/offers/guidepage/{home.pk}/", data)
    page = GuidePage.objects.get(slug="another-guide")
    assert page.live
    assert page.contents[0].value["page"] == 2


def test_both_pages_can_be_previewed(admin, guide):
    for mode in ("", "thank-you"):
        response = guide.make_preview_request(preview_mode=mode)
        assert response.status_code == 200


def test_deleting_the_page_keeps_the_requests(home):
    guide = GuidePageFactory(parent=home)
    request = GuideRequestFactory(guide=guide)
    guide.delete()
    request.refresh_from_db()
    assert request.guide is None
