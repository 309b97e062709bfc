import pytest

from core.consent import Agreement, record_given
from core.models import ConsentEvent
from offers import newsletter
from tests.factories.offers import agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(home):
    """Rosa's consent to our news."""
    record_given([agreement(wording="Send me <news>.")], email="rosa@example.org", form="guide")
    return ConsentEvent.objects.get()


def address(consent):
    return f"/requests/unsubscribe/{newsletter.unsubscribe_token(consent)}/"


def kinds():
    return list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True))


def html_of(response):
    return response.content.decode()


def test_opening_the_way_out_shows_the_words_and_changes_nothing(client, consent):
    response = client.get(address(consent))
    html = html_of(response)
    assert "“Send me &lt;news&gt;.”" in html
    assert '<form method="post"><button class="button" type="submit">Stop the newsletter</button></form>' in html
    assert "rosa" not in html.lower()
    assert "no-store" in response["Cache-Control"]
    assert kinds() == ["given"]


def test_the_way_out_works_and_twice_is_once(client, consent):
    for _ in range(2):
        assert "You get no more news" in html_of(client.post(address(consent)))
    assert kinds() == ["given", "withdrawn"]
    withdrawn = ConsentEvent.objects.get(kind="withdrawn")
    assert (withdrawn.text, withdrawn.email) == (consent.text, "rosa@example.org")


def test_who_comes_back_to_the_link_reads_that_the_news_have_stopped(client, consent):
    client.post(address(consent), {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://webmail.example"})
    assert "You get no more news" in html_of(client.get(address(consent)))


def test_who_agrees_again_can_leave_again(client, consent):
    client.post(address(consent))
    record_given([Agreement(consent.text_id, "site_news", consent.wording)], email="rosa@example.org", form="guide")
    client.post(address(consent))
    assert kinds() == ["given", "withdrawn", "given", "withdrawn"]


def test_the_address_holds_no_name(consent):
    assert "rosa" not in address(consent)


@pytest.mark.parametrize("token", ["1", "1:", ":1", "1:abc", "x" * 3000, "%00"])
def test_a_forged_way_out_changes_nothing(client, consent, token):
    assert client.post(f"/requests/unsubscribe/{token}/").status_code == 410
    assert kinds() == ["given"]


def test_an_erased_consent_is_an_unknown_link(client, consent):
    path = address(consent)
    ConsentEvent.objects.all().delete()
    assert client.get(path).status_code == 410
