"""A consent is the word of the person behind the address, and of nobody else."""

import pytest
from django.utils import timezone
from post_office.models import Email

from core.models import ConsentEvent
from offers import newsletter
from offers.models import GuideConfirmation, GuideRequest, TrialConfirmation
from tests.factories.offers import ConsentTextFactory

CONFIRM_NEWS = "Please confirm: what you ticked"
SUBSCRIBED = "You are subscribed"


def html_of(response):
    return response.content.decode()


def subjects():
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def given():
    events = ConsentEvent.objects.order_by("pk").select_related("text")
    return [(event.text.purpose, event.kind) for event in events]


@pytest.fixture
def confirmed(client, guide, guide_data, link_in_last_mail):
    """Rosa, who has asked for the guide without the newsletter, and confirmed."""
    client.post(guide.url, guide_data)
    client.post(link_in_last_mail())
    return GuideRequest.objects.get()


def test_nothing_is_recorded_before_the_address_is_confirmed(client, guide, guide_data, ticked, link_in_last_mail):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    assert given() == []
    page = html_of(client.get(link_in_last_mail()))
    assert "“Send me the newsletter. You may email me news from this site" in page
    client.post(link_in_last_mail())
    assert given() == [("site_news", "given")]
    assert subjects()[-1] == SUBSCRIBED
    assert GuideConfirmation.objects.get().consents == []


def test_who_confirms_agrees_to_what_that_mail_showed(client, guide, guide_data, ticked, link_in_last_mail):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    with_news = link_in_last_mail()
    client.post(guide.url, guide_data)
    client.post(link_in_last_mail())
    assert given() == []
    assert "You have confirmed already" in html_of(client.post(with_news))
    assert given() == []


def test_a_stranger_subscribes_nobody_by_posting_the_form_again(client, guide, guide_data, ticked, confirmed):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    assert given() == []
    assert subjects()[-2:] == ["Your new link to the guide", CONFIRM_NEWS]
    assert SUBSCRIBED not in subjects()


def test_the_person_behind_the_address_agrees_by_pressing(
    client, guide, guide_data, ticked, confirmed, link_in_last_mail
):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    path = link_in_last_mail()
    page = html_of(client.get(path))
    assert "Do you agree to this?" in page
    assert "You may email me news from this site" in page
    assert given() == []
    assert "Thank you, that is noted" in html_of(client.post(path, follow=True))
    assert given() == [("site_news", "given")]
    assert subjects()[-1] == SUBSCRIBED
    assert "You have confirmed already" in html_of(client.post(path))
    assert given() == [("site_news", "given")]
    events = [event.kind for event in confirmed.events.all()]
    assert events[-4:] == ["link_sent", "asked_to_agree", "agreed", "subscribed"]


def test_who_unsubscribed_is_subscribed_again_only_by_a_press_of_their_own(
    client, guide, guide_data, ticked, link_in_last_mail
):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    client.post(link_in_last_mail())
    client.post(newsletter.unsubscribe_path(ConsentEvent.objects.get()))
    client.post(guide.url, guide_data | ticked(guide, "site_news") | {"first_name": "Rosa L."})
    assert given()[-1] == ("site_news", "withdrawn")
    client.post(link_in_last_mail())
    assert given()[-1] == ("site_news", "given")


def test_a_link_to_agree_runs_out(client, guide, guide_data, ticked, confirmed, link_in_last_mail):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    GuideConfirmation.objects.update(expires_at=timezone.now())
    for response in (client.get(link_in_last_mail()), client.post(link_in_last_mail())):
        assert response.status_code == 410
        assert "you have agreed to nothing by it" in html_of(response)
    assert given() == []


def test_asking_for_the_sample_again_asks_about_news_alone(client, trial, trial_data, ticked, link_in_last_mail):
    client.post(trial.url, trial_data)
    client.post(link_in_last_mail())
    before = given()
    client.post(trial.url, trial_data)
    assert subjects()[-1] == "A sample is set aside for you"
    client.post(trial.url, trial_data | ticked(trial, "partner_news"))
    assert subjects()[-1] == CONFIRM_NEWS
    waits = TrialConfirmation.objects.order_by("pk").last()
    assert [agreement.purpose for agreement in waits.agreements] == ["partner_news"]
    assert given() == before
    client.post(link_in_last_mail())
    assert given() == [*before, ("partner_news", "given")]
    assert SUBSCRIBED not in subjects()


def test_what_was_ticked_is_recorded_although_the_words_have_changed_since(
    client, guide, guide_data, ticked, link_in_last_mail
):
    ConsentTextFactory(wording="Old words.")
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    ConsentTextFactory(wording="New words.", version=2)
    client.post(link_in_last_mail())
    event = ConsentEvent.objects.get()
    assert (event.wording, event.text.version) == ("Send me the newsletter. Old words.", 1)


def test_each_mail_is_linked_to_its_request(client, guide, guide_data, ticked, confirmed, link_in_last_mail):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    client.post(link_in_last_mail())
    linked = confirmed.events.exclude(mail=None).values_list("mail__subject", flat=True)
    assert sorted(linked) == sorted(subjects())
