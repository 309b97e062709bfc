from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from post_office.models import Email

from core.models import SiteSettings
from offers.models import GuideDownload, GuideRequest
from offers.requests import guide_requests
from tests.factories.core import UserFactory
from tests.factories.offers import (
    GuideConfirmationFactory,
    GuideDocumentFactory,
    GuideDownloadFactory,
    GuideRequestFactory,
    PartnerFactory,
)

CONFIRM = "/requests/confirm/guide-secret/"
DOWNLOAD = "/requests/guide/download-secret/"
FILE = f"{DOWNLOAD}file/"


@pytest.fixture
def waiting(guide):
    """A request that waits for its confirmation."""
    request = GuideRequestFactory(guide=guide, email="rosa@example.org")
    GuideConfirmationFactory(request=request)
    return request


@pytest.fixture
def download(guide):
    """A download link that works."""
    request = GuideRequestFactory(guide=guide, email="rosa@example.org", state="confirmed", confirmed_at=timezone.now())
    return GuideDownloadFactory(request=request)


def html_of(response):
    return response.content.decode()


def file_of(response):
    return b"".join(response.streaming_content)


def is_private(response):
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    return True


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(client, waiting, method):
    response = getattr(client, method)(CONFIRM)
    assert response.status_code == 200
    assert is_private(response)
    assert not response.cookies
    waiting.refresh_from_db()
    assert waiting.state == "requested"
    assert not Email.objects.exists()


def test_the_page_has_a_button_that_posts(client, waiting):
    html = html_of(client.get(CONFIRM))
    assert '<form method="post"><button class="button" type="submit">Confirm and get the guide</button></form>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "rosa" not in html.lower()


def test_pressing_the_button_confirms_and_leads_to_the_guide(client, waiting):
    response = client.post(CONFIRM, follow=True, headers={"Origin": "http://testserver"})
    assert response.status_code == 200
    assert is_private(response)
    assert "Download the guide" in html_of(response)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_the_link_in_the_mail_that_follows_works_too(client, waiting, link_in_last_mail):
    client.post(CONFIRM)
    assert file_of(client.get(f"{link_in_last_mail()}file/")) == b"%PDF-1.7 a guide"


def test_a_second_press_says_that_it_was_done_before(client, waiting):
    client.post(CONFIRM)
    for response in (client.post(CONFIRM), client.get(CONFIRM)):
        assert response.status_code == 200
        assert "You have confirmed already" in html_of(response)
    assert Email.objects.count() == 1


def test_a_link_that_ran_out_offers_to_ask_again(client, waiting, guide):
    waiting.confirmations.update(expires_at=timezone.now() - timedelta(seconds=1))
    for response in (client.get(CONFIRM), client.post(CONFIRM)):
        assert response.status_code == 410
        assert "This link has run out" in html_of(response)
        assert f'href="{guide.url}"' in html_of(response)
        assert is_private(response)
    waiting.refresh_from_db()
    assert waiting.state == "requested"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path",
    [
        "/requests/confirm/forged/",
        "/requests/confirm/guide-secre/",
        "/requests/confirm/download-secret/",
        "/requests/confirm/%00/",
        "/requests/confirm/" + "x" * 5000 + "/",
        "/requests/guide/forged/",
        "/requests/guide/guide-secret/",
        "/requests/guide/%F0%9F%98%80/",
        "/requests/unsubscribe/forged/",
        "/requests/unsubscribe/1:forged/",
    ],
)
def test_an_unknown_link_gets_the_same_neutral_page(client, waiting, download_of_another, path, method):
    response = getattr(client, method)(path)
    assert response.status_code == 410
    assert "This link leads nowhere" in html_of(response)
    assert is_private(response)
    assert set(GuideRequest.objects.values_list("state", flat=True)) == {"requested", "confirmed"}
    assert not Email.objects.exists()


@pytest.fixture
def download_of_another(guide):
    request = GuideRequestFactory(guide=guide, state="confirmed", confirmed_at=timezone.now())
    return GuideDownloadFactory(request=request)


def test_an_unknown_file_gets_the_neutral_page(client, waiting):
    assert client.get("/requests/guide/guide-secret/file/").status_code == 410


def test_a_link_whose_request_was_erased_gets_the_neutral_page(client, waiting):
    waiting.delete()
    assert "This link leads nowhere" in html_of(client.post(CONFIRM))


@pytest.mark.parametrize("path", [CONFIRM, DOWNLOAD, FILE, "/requests/new-link/"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, waiting, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_a_press_from_another_website_is_refused(client, waiting):
    response = client.post(CONFIRM, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_the_guide_comes_as_a_file_to_keep(client, download, guide):
    response = client.get(FILE)
    assert response.status_code == 200
    assert file_of(response) == b"%PDF-1.7 a guide"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{guide.slug}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert is_private(response)
    download.refresh_from_db()
    assert download.downloads == 1
    assert download.request.state == "downloaded"


def test_opening_the_page_or_asking_for_headers_is_no_download(client, download):
    page = client.get(DOWNLOAD)
    assert "5 more times" in html_of(page)
    assert "rosa" not in html_of(page).lower()
    assert file_of(client.head(FILE)) == b""
    download.refresh_from_db()
    assert download.downloads == 0


def test_after_five_downloads_a_new_link_is_offered(client, download):
    for _ in range(5):
        assert file_of(client.get(FILE))
    response = client.get(FILE, follow=True)
    assert response.status_code == 410
    html = html_of(response)
    assert "Send me a new link" in html
    assert "rosa" not in html.lower()


def test_a_new_link_goes_to_the_address_on_file_without_showing_it(client, download, link_in_last_mail):
    GuideDownload.objects.update(expires_at=timezone.now())
    response = client.post(DOWNLOAD, follow=True)
    assert response.request["PATH_INFO"] == "/requests/new-link/"
    assert "rosa" not in html_of(response).lower()
    assert Email.objects.get().to == ["rosa@example.org"]
    assert file_of(client.get(f"{link_in_last_mail()}file/"))


def test_beyond_three_new_links_in_an_hour_the_page_says_the_same_and_no_mail_goes(client, download):
    answers = {html_of(client.post(DOWNLOAD, follow=True)) for _ in range(5)}
    assert len(answers) == 1
    assert Email.objects.count() == 3


def test_two_at_once_do_not_get_more_than_is_left(client, download, monkeypatch):
    monkeypatch.setattr(guide_requests, "count_download", lambda link: False)
    assert client.get(FILE)["Location"] == DOWNLOAD


def test_a_file_that_is_missing_is_not_counted_and_owned_up_to(client, download, guide):
    Path(guide.document.file.path).unlink()
    response = client.get(FILE)
    assert response.status_code == 503
    assert "This is our fault" in html_of(response)
    download.refresh_from_db()
    assert download.downloads == 0


def test_the_page_that_owns_up_tells_who_pays_for_its_links(client, download, guide):
    partner = PartnerFactory(domains="partner.example")
    frame = SiteSettings.for_default_site()
    link = {"label": "Shop", "page": None, "address": "https://partner.example/"}
    frame.social_links = [{"type": "link", "value": link}]
    frame.save()
    Path(guide.document.file.path).unlink()
    response = client.get(FILE)
    assert response.status_code == 503
    assert partner.disclosure in html_of(response)
    assert "sponsored" in html_of(response)


def test_a_guide_that_was_deleted_offers_no_file(client, download, guide):
    GuideDownload.objects.update(document=None)
    assert client.get(DOWNLOAD).status_code == 410
    assert client.get(FILE, follow=True).status_code == 410


def test_a_link_gives_the_guide_it_was_sent_for_after_another_has_taken_its_place(client, download, guide):
    guide.document = GuideDocumentFactory(file=ContentFile(b"%PDF-1.7 a second edition", name="second.pdf"))
    guide.save()
    assert file_of(client.get(FILE)) == b"%PDF-1.7 a guide"
    guide_requests.send_new_link(download)
    newest = download.request.downloads.latest("pk")
    assert newest.document == guide.document


def test_the_document_has_no_public_address(client, guide):
    address = guide.document.url
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    response = client.get(address)
    assert response.status_code == 200
    file_of(response)


def test_from_the_form_to_the_file(client, guide, guide_data, link_in_last_mail):
    client.post(guide.url, guide_data)
    client.post(link_in_last_mail())
    assert file_of(client.get(f"{link_in_last_mail()}file/")) == b"%PDF-1.7 a guide"
    request = GuideRequest.objects.get()
    assert request.state == "downloaded"
    assert [event.kind for event in request.events.all()] == ["asked", "confirmed", "downloaded"]
