import re

import pytest
from post_office.models import Email

from core.models import SiteSettings
from offers.requests import guide_requests, trial_requests
from offers.requests.links import find_confirmation
from tests.factories.offers import agreement
from tests.offers.test_trial_requests import ROSA

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(home):
    settings = SiteSettings.for_default_site()
    settings.organisation = "Connection & Daughters"
    settings.postal_address = "1 Sample Street\nSample Town"
    settings.contact_email = "hello@example.org"
    settings.save()


@pytest.fixture
def every_mail(guide, trial, organisation, link_in_last_mail):
    """One mail of each kind, by its subject, as written to somebody with an awkward name."""
    name = "{{ 7|add:7 }} {% now 'Y' %} & O'Neill"
    news = agreement(wording="You may email me “news” & more.")
    guide_requests.submit(guide, email="rosa@example.org", first_name=name, consents=[news])
    guide_requests.confirm(find_confirmation(link_in_last_mail().split("/")[-2]))
    guide_requests.submit(guide, email="rosa@example.org", first_name=name, consents=[news])
    trial_requests.submit(trial, ROSA | {"full_name": name})
    trial_requests.confirm(find_confirmation(link_in_last_mail().split("/")[-2]))
    return {mail.subject: mail for mail in Email.objects.all()}


SUBJECTS = [
    "Please confirm: your guide",
    "Your guide is here",
    "You are subscribed",
    "Your new link to the guide",
    "Please confirm: what you ticked",
    "Please confirm: your sample",
    "Your request for a sample is confirmed",
]


def test_there_is_one_of_each(every_mail):
    assert sorted(every_mail) == sorted(SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_mail_names_who_sends_it_and_where_they_are(every_mail, subject):
    mail = every_mail[subject]
    assert "Connection & Daughters, 1 Sample Street, Sample Town" in mail.message
    assert "Connection &amp; Daughters, 1 Sample Street, Sample Town" in mail.html_message
    assert "hello@example.org" in mail.message
    assert mail.to == ["rosa@example.org"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_text_and_html_lead_to_the_same_place(every_mail, subject, settings):
    mail = every_mail[subject]
    links = set(re.findall(r"http://[^\s\"<]+", mail.message))
    assert links == set(re.findall(r'href="(http[^"]+)"', mail.html_message))
    assert all(link.startswith(f"{settings.WAGTAILADMIN_BASE_URL}/requests/") for link in links)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_template_code_is_left_and_none_of_a_readers_is_run(every_mail, subject):
    mail = every_mail[subject]
    for part in (mail.message, mail.html_message):
        assert "{#" not in part
        assert "14 20" not in part
        assert ("{{" in part) == ("{{ 7|add:7 }}" in part)


def test_a_name_stays_as_it_was_typed(every_mail):
    mail = every_mail["Please confirm: your guide"]
    assert "Hello {{ 7|add:7 }} {% now 'Y' %} & O'Neill, someone" in mail.message
    assert "Hello {{ 7|add:7 }} {% now &#x27;Y&#x27; %} &amp; O&#x27;Neill, someone" in mail.html_message


def test_the_stored_mail_is_the_mail_that_is_sent(every_mail, mailoutbox):
    mail = every_mail["Please confirm: your guide"]
    mail.dispatch()
    assert mailoutbox[0].body == mail.message
    assert mailoutbox[0].alternatives[0][0] == mail.html_message


@pytest.mark.parametrize("subject", ["Please confirm: your sample", "Your request for a sample is confirmed"])
def test_a_mail_about_a_partners_offer_says_so(every_mail, trial, subject):
    mail = every_mail[subject]
    assert "Partner offer" in mail.message
    assert trial.partner.disclosure in mail.message
    assert trial.partner.disclosure in mail.html_message


def test_the_mail_about_a_sample_shows_the_label_to_check(every_mail):
    message = every_mail["Please confirm: your sample"].message
    assert "    4 Mill Lane\n    Ashby\n    LE65 1AA\n    United Kingdom\n" in message


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_line_of_a_text_is_an_accident(every_mail, subject):
    message = every_mail[subject].message
    assert "\n\n\n" not in message
    assert "None" not in message
    assert not [line for line in message.splitlines() if line != line.rstrip()]


def test_a_site_without_settings_still_names_itself(guide):
    guide_requests.submit(guide, email="rosa@example.org")
    assert Email.objects.get().message.endswith("It is not a newsletter.\nThe Gut Connection\n")


def test_a_subscriber_is_told_the_words(every_mail):
    mail = every_mail["You are subscribed"]
    assert "“You may email me “news” & more.”" in mail.message


@pytest.mark.parametrize("subject", ["Please confirm: your guide", "Please confirm: what you ticked"])
def test_who_confirms_sees_what_was_ticked(every_mail, subject):
    mail = every_mail[subject]
    assert "  “You may email me “news” & more.”\n" in mail.message
    assert "“You may email me “news” &amp; more.”" in mail.html_message


def test_who_ticked_nothing_reads_nothing_about_it(every_mail):
    assert "ticked" not in every_mail["Please confirm: your sample"].message
