import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from post_office.models import Email

from core.consent import record_given
from core.mail import catalogue, queue_mail, write
from core.mail.marketing import MayNotSend
from core.models import ConsentEvent, MailWording, SiteSettings
from offers import newsletter
from offers.models import GuideRequest, Partner, TrialRequest
from offers.requests import guide_requests
from tests.factories.offers import agreement

pytestmark = pytest.mark.django_db

FOLDER = Path(django_settings.BASE_DIR) / "templates" / "emails"
NAMES = [mail.name for mail in catalogue.every_mail()]
ABOUT_SAMPLE = [name for name in NAMES if name.startswith("trial_")]
AWKWARD = "{{ 7|add:7 }} {% now 'Y' %} & {offer} O'Neill"


@pytest.fixture(autouse=True)
def organisation(home):
    settings = SiteSettings.for_default_site()
    settings.organisation = "Connection & Daughters"
    settings.postal_address = "1 Sample Street\nSample Town"
    settings.contact_email = "hello@example.org"
    settings.save()


def written(name, **more):
    """The mail of that name, as written to somebody with an awkward name."""
    context = dict(catalogue.find(name).sample()) | more
    if request := context.get("request"):
        for field in ("first_name", "full_name"):
            if hasattr(request, field):
                setattr(request, field, AWKWARD)
    return write(name, context)


def test_every_template_is_a_mail_that_editors_can_see():
    parts = {"base", "news"}
    assert {file.stem for file in FOLDER.iterdir()} - parts == set(NAMES)
    assert {file.name for file in FOLDER.iterdir()} >= {f"{name}.{kind}" for name in NAMES for kind in ("txt", "html")}


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_names_who_sends_it_and_where_they_are(name):
    mail = written(name)
    assert "Connection & Daughters, 1 Sample Street, Sample Town" in mail.text
    assert "Connection &amp; Daughters, 1 Sample Street, Sample Town" in mail.html
    assert "hello@example.org" in mail.text


@pytest.mark.parametrize("name", NAMES)
def test_text_and_html_lead_to_the_same_place(name, settings):
    mail = written(name)
    links = set(re.findall(r"http://[^\s\"<]+", mail.text))
    assert links == set(re.findall(r'href="(http[^"]+)"', mail.html))
    # Readers get links that logs mask, or one to what everybody can read; colleagues get the admin and their articles.
    known = ("requests", "comments", "admin", "articles" if name == "comments_digest" else "requests")
    assert all(link.removeprefix(f"{settings.WAGTAILADMIN_BASE_URL}/").split("/")[0] in known for link in links)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_code_is_left_and_none_of_a_readers_is_run(name):
    mail = written(name)
    for part in (mail.subject, mail.text, mail.html):
        assert "{#" not in part
        assert "14 20" not in part
        assert ("{{" in part) == ("{{ 7|add:7 }}" in part)


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_text_is_an_accident(name):
    for mail in (written(name), written(name, guide=None, trial=None)):
        assert mail.subject
        assert "\n\n\n" not in mail.text
        assert "None" not in mail.text
        assert not [line for line in mail.text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("name", NAMES)
def test_html_and_text_say_the_same_title(name):
    mail = written(name)
    assert f"<title>{mail.subject}</title>" in mail.html


@pytest.mark.parametrize("name", ABOUT_SAMPLE)
def test_a_mail_about_a_partners_offer_says_so(name):
    mail = written(name)
    disclosure = Partner(name="Partner", relationship=Partner.Relationship.OWNED).disclosure
    assert "Partner offer" in mail.text
    assert disclosure in mail.text
    assert disclosure in mail.html


@pytest.mark.parametrize("name", ["trial_confirm", "trial_reserved", "trial_sample_free"])
def test_a_mail_shows_the_label_that_the_sample_gets(name):
    assert "    4 Mill Lane\n    Ashby\n    LE65 1AA\n    United Kingdom\n" in written(name).text


@pytest.mark.parametrize("name", ["trial_reserved", "trial_waitlisted", "trial_sample_free"])
def test_as_long_as_a_request_can_be_cancelled_its_mails_say_how(name):
    assert "/requests/example-cancel/" in written(name).text


def test_once_the_partner_has_the_label_a_mail_sent_again_offers_no_way_back():
    request = TrialRequest(full_name="Rosa Lindqvist", state=TrialRequest.State.EXPORTED)
    mail = written("trial_reserved", request=request)
    for words in (mail.text, mail.html):
        assert "this label goes to Partner, which posts the sample" in words
        assert "example-cancel" not in words


def test_a_free_sample_says_until_when_and_has_the_button_to_take_it():
    mail = written("trial_sample_free")
    assert re.search(r"We keep it for you until \d+ \w+ \d{4}, \d\d:\d\d\.", mail.text)
    assert ">Yes, I would like the sample</a>" in mail.html
    assert "/requests/example/" in mail.text


def test_a_declined_reader_is_told_why_in_words():
    assert "\n\nThe offer has ended.\n\n" in written("trial_declined", reason="The offer has ended.").text


def test_a_parcel_without_tracking_says_nothing_about_it():
    assert "Tracking number: AB 1234 5678 9\n" in written("trial_dispatched").text
    assert "Tracking" not in written("trial_dispatched", tracking="").text


def test_a_name_stays_as_it_was_typed():
    mail = written("guide_confirm")
    assert "Hello {{ 7|add:7 }} {% now 'Y' %} & {offer} O'Neill, someone" in mail.text
    assert "Hello {{ 7|add:7 }} {% now &#x27;Y&#x27; %} &amp; {offer} O&#x27;Neill, someone" in mail.html


def test_the_stored_mail_is_the_mail_that_is_sent(guide, mailoutbox):
    guide_requests.submit(guide, email="rosa@example.org", first_name=AWKWARD)
    mail = Email.objects.get()
    mail.dispatch()
    assert mailoutbox[0].body == mail.message
    assert mailoutbox[0].alternatives[0][0] == mail.html_message
    assert mailoutbox[0].extra_headers == {"Message-ID": mail.message_id}


def test_a_site_without_settings_still_names_itself():
    SiteSettings.objects.all().delete()
    assert written("guide_confirm").text.endswith("It is not a newsletter.\nThe Gut Connection\n")


@pytest.mark.parametrize("name", ["guide_confirm", "news_confirm"])
def test_who_confirms_sees_what_was_ticked(name):
    mail = written(name, news=[agreement(wording="You may email me “news” & more.")])
    assert "  “You may email me “news” & more.”\n" in mail.text
    assert "“You may email me “news” &amp; more.”" in mail.html


def test_who_ticked_nothing_reads_nothing_about_it():
    assert "ticked" not in written("guide_confirm", news=[]).text


def test_the_words_of_an_editor_stand_in_for_ours_with_the_readers_own_name_in_them():
    MailWording.objects.create(
        name="guide_confirm",
        subject="{first_name}, your guide “{offer}” & you",
        opening="Dear {first_name},\nthank you for asking.",
        closing="Be well <3",
    )
    mail = written("guide_confirm")
    assert mail.subject == f"{AWKWARD}, your guide “Ten small things for your gut” & you"
    assert f"Dear {AWKWARD},\nthank you for asking." in mail.text
    assert "someone, we hope you" not in mail.text
    assert "{{ 7|add:7 }} {% now &#x27;Y&#x27; %} &amp; {offer} O&#x27;Neill,<br>thank you" in mail.html
    assert "<p>Be well &lt;3</p>" in mail.html
    # What the law and the reader need stays.
    assert "Please confirm that it was you." in mail.text
    assert "It is not a newsletter." in mail.text


def consent(email="rosa@example.org"):
    return record_given([agreement()], email=email, form="guide")[0]


def subscribed(event):
    context = {"consent": event, "wording": event.wording, "path": newsletter.unsubscribe_path(event)}
    return queue_mail("newsletter_subscribed", event.email, context)


def test_news_can_be_stopped_in_one_press_by_the_mail_program(client):
    headers = subscribed(consent()).headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix(django_settings.WAGTAILADMIN_BASE_URL)
    # As a mail provider sends it: from nowhere, with no cookie, and with what RFC 8058 puts into it.
    response = client.post(address, {"List-Unsubscribe": "One-Click"}, secure=True)
    assert response.status_code == 200
    assert list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["given", "withdrawn"]


def test_what_answers_a_form_is_no_news(guide):
    guide_requests.submit(guide, email="rosa@example.org")
    assert Email.objects.get().headers is None


def test_nobody_gets_news_who_stopped_them():
    event = consent()
    newsletter.unsubscribe(event)
    with pytest.raises(MayNotSend, match="no consent"):
        subscribed(event)
    with pytest.raises(MayNotSend, match="no consent"):
        queue_mail("newsletter_subscribed", "rosa@example.org", {"wording": "", "path": "/"})
    assert not Email.objects.exists()


def test_without_a_postal_address_there_are_no_news_and_nobody_is_subscribed(guide, link_in_last_mail):
    SiteSettings.objects.update(postal_address=" ")
    with pytest.raises(MayNotSend, match="postal address"):
        subscribed(consent())
    ConsentEvent.objects.all().delete()
    guide_requests.submit(guide, email="rosa@example.org", consents=[agreement(version=2, wording="News, please.")])
    guide_requests.confirm(GuideRequest.objects.get().confirmations.get())
    assert [mail.subject for mail in Email.objects.order_by("pk")][-1] == "Your guide is here"
    assert not ConsentEvent.objects.exists()
