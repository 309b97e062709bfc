"""One request's page, and what is done there or with several at once."""

import re

import pytest
from django.core import mail
from post_office.models import Email

from core.consent import hold, record_given
from core.mail.suppression import suppress
from core.models import AuditEntry, Suppression
from offers.models import PartnerTask, TrialRequest, TrialSupply
from offers.requests import households, trial_requests
from tests.factories.core import UserFactory
from tests.factories.offers import GuideConfirmationFactory, GuideRequestFactory, TrialConfirmationFactory, agreement
from tests.offers.desk import State, asked, colleague, html_of, said

PAGE = "/admin/trial_requests/inspect"
BULK = "/admin/bulk/offers/trialrequest"
DECLINE = {"reason": "by_hand", "words": "The partner does not post to hotels."}

SUPPRESSED = {
    "bounced": "an earlier mail to this address came back",
    "complained": "an earlier mail to this address was reported as spam",
}


def state_of(request):
    request.refresh_from_db()
    return request.state


def test_the_page_shows_everything_that_is_held_with_who_did_what(client, trial):
    rosa = asked(trial, answers=[{"question": "How did you hear of us?", "answer": "<b>A friend</b>"}])
    words = "You may pass on my name to the partner, word for word."
    record_given([agreement(purpose="partner_address", wording=words)], email=rosa.email, form="trial")
    rosa.events.create(kind="asked", state="submitted")
    rosa.events.create(kind="reserved", state="reserved")
    user = colleague(client, first_name="Fay", last_name="Fulton")
    trial_requests.approve(rosa, by=user)
    trial_requests.resend(rosa, by=user)
    html = html_of(client.get(f"{PAGE}/{rosa.pk}/"))
    for shown in (rosa.reference, "Rosa Lindqvist", "4 Mill Lane", words, "How did you hear of us?", "Fay Fulton"):
        assert shown in html
    assert "&lt;b&gt;A friend&lt;/b&gt;" in html
    assert [moment.who for moment in client.get(f"{PAGE}/{rosa.pk}/").context["moments"]] == [
        *("Fay Fulton", "Fay Fulton"),
        *("Site", "Reader"),
    ]
    assert "Waiting" in html
    assert f"/admin/outbox/inspect/{Email.objects.latest('pk').pk}/" in html


def test_one_button_stands_out_and_the_grave_one_warns(client, trial):
    rosa = asked(trial, State.RESERVED)
    colleague(client, "view_trialrequest", "handle_trialrequest", "erase_trialrequest")
    page = html_of(client.get(f"{PAGE}/{rosa.pk}/"))
    looks = {link.split("/")[-2]: look for look, link in re.findall(r'class="(button[^"]*)" href="([^"]+)"', page)}
    other = "button button-secondary"
    assert looks == {"approve": "button", "decline": other, "release": other, "resend": other, "erase": "button no"}


def test_a_mail_is_a_link_only_for_those_who_may_read_it(client, trial):
    rosa = asked(trial)
    colleague(client, "view_trialrequest", "handle_trialrequest")
    client.post(f"{PAGE}/{rosa.pk}/resend/")
    html = html_of(client.get(f"{PAGE}/{rosa.pk}/"))
    assert Email.objects.get().subject in html.replace("&#x27;", "'")
    assert "/admin/outbox/" not in html


def test_near_matches_are_shown_side_by_side(client, trial):
    first, second, neighbour = asked(trial), asked(trial, address_line_1="6 Mill Lane"), asked(trial, postcode="X1 1XX")
    for request in (first, second, neighbour):
        request.near_key = households.near_key(request)
        request.near_match = request is second
        request.save()
    colleague(client)
    response = client.get(f"{PAGE}/{second.pk}/")
    assert [other.pk for other in response.context["alike"]] == [first.pk]
    assert "6 Mill Lane" in html_of(response) and "4 Mill Lane" in html_of(response)
    assert neighbour.reference not in html_of(response)


@pytest.mark.parametrize(
    ("name", "sent", "before", "after", "mails"),
    [
        ("approve", {}, State.RESERVED, State.APPROVED, 0),
        ("decline", DECLINE, State.APPROVED, State.DECLINED, 1),
        ("release", {}, State.RESERVED, State.CANCELLED, 1),
        ("resend", {}, State.RESERVED, State.RESERVED, 1),
        ("erase", {}, State.DISPATCHED, State.ERASED, 0),
    ],
)
def test_an_action_asks_first_and_is_done_by_the_form_alone(client, trial, name, sent, before, after, mails):
    request = asked(trial, before)
    user = colleague(client)
    path = f"{PAGE}/{request.pk}/{name}/"
    assert "Back, and change nothing" in html_of(client.get(path))
    assert state_of(request) == before and not Email.objects.exists()
    html = html_of(client.post(path, sent, follow=True))
    assert state_of(request) == after
    assert Email.objects.count() == mails
    assert request.events.get().by == user
    assert request.reference in html


def test_an_action_needs_its_own_permission_and_the_token_of_the_form(client, trial):
    request = asked(trial)
    colleague(client, "view_trialrequest", "handle_trialrequest")
    page = html_of(client.get(f"{PAGE}/{request.pk}/"))
    assert f"/{request.pk}/approve/" in page and f"/{request.pk}/erase/" not in page
    assert client.post(f"{PAGE}/{request.pk}/erase/").status_code == 302
    assert state_of(request) == State.RESERVED
    client.handler.enforce_csrf_checks = True
    assert client.post(f"{PAGE}/{request.pk}/approve/").status_code == 403
    assert state_of(request) == State.RESERVED
    assert client.get(f"{PAGE}/{request.pk}/promote/").status_code == 404
    assert client.get(f"{PAGE}/999999/approve/").status_code == 404


def test_what_a_colleague_was_faster_with_is_said_and_not_done_twice(client, trial):
    request = asked(trial)
    trial_requests.release(request, by=UserFactory())
    colleague(client)
    assert "Nothing was done" in said(client.post(f"{PAGE}/{request.pk}/approve/", follow=True))
    assert request.events.count() == 1


def test_a_reader_who_is_declined_is_told_a_sentence_for_each_reason(client, trial):
    colleague(client)
    request = asked(trial, near_match=True)
    path = f"{PAGE}/{request.pk}/decline/"
    assert trial_requests.WORDS["duplicate"] in client.get(path).context["form"]["words"].value()
    assert "Choose a reason" in html_of(client.post(path, {"words": "Sorry."}))
    assert "Write the sentence" in html_of(client.post(path, {"reason": "by_hand", "words": " "}))
    # The reason was changed, and the sentence that was there for the first one was left.
    client.post(path, {"reason": "country", "words": trial_requests.WORDS["duplicate"]})
    request.refresh_from_db()
    assert (request.state, request.decline_words) == (State.DECLINED, trial_requests.WORDS["country"])
    assert "not posted to the country" in Email.objects.get().message


def test_erasing_says_what_goes_and_whether_the_partner_has_to_be_told(client, trial):
    colleague(client)
    before, after = asked(trial), asked(trial, State.EXPORTED)
    assert "nobody else has to be told" in html_of(client.get(f"{PAGE}/{before.pk}/erase/"))
    assert "Partners to be told" in html_of(client.get(f"{PAGE}/{after.pk}/erase/"))
    client.post(f"{PAGE}/{after.pk}/erase/")
    after.refresh_from_db()
    assert (after.full_name, after.email, after.postcode) == ("", "", "")
    assert PartnerTask.objects.get().reference == after.reference
    assert AuditEntry.objects.get(action="erased a person").about == f"trial request {after.reference}"
    assert "The person was deleted" in html_of(client.get(f"{PAGE}/{after.pk}/"))


def test_the_mail_of_a_guide_and_of_an_unconfirmed_request_is_sent_again(client, guide, trial):
    colleague(client)
    reader = GuideRequestFactory(guide=guide)
    GuideConfirmationFactory(request=reader)
    assert client.post(f"/admin/guide_requests/inspect/{reader.pk}/resend/").status_code == 302
    request = asked(trial, State.SUBMITTED)
    TrialConfirmationFactory(request=request)
    client.post(f"{PAGE}/{request.pk}/resend/")
    assert Email.objects.count() == 2
    assert not mail.outbox


@pytest.mark.parametrize("reason", SUPPRESSED)
def test_who_gets_no_mail_is_not_said_to_have_been_sent_one(client, trial, reason):
    request = asked(trial)
    suppress(request.email, Suppression.Reason(reason))
    colleague(client)
    path = f"{PAGE}/{request.pk}/resend/"
    html = html_of(client.get(path))
    assert SUPPRESSED[reason] in html and "A colleague who looks after the mail" in html
    response = client.post(path, follow=True)
    assert f"Nothing was sent, because {SUPPRESSED[reason]}." in said(response)
    assert not Email.objects.exists() and not request.events.exists()


def test_an_address_that_works_again_is_written_to_by_who_looks_after_the_mail(client, trial):
    request = asked(trial)
    suppress(request.email, Suppression.Reason.BOUNCED)
    colleague(client, "view_trialrequest", "handle_trialrequest", "change_email")
    path = f"{PAGE}/{request.pk}/resend/"
    assert "The address works now" in html_of(client.get(path))
    assert "Without it nothing is sent" in html_of(client.post(path))
    assert not Email.objects.exists()
    assert f"{request.reference} was written to again." in said(client.post(path, {"works": "on"}, follow=True))
    assert Email.objects.get().to == [request.email]
    assert AuditEntry.objects.filter(action="lifted a suppression").count() == 1
    assert not Suppression.objects.exists()


def test_who_only_wants_no_news_still_gets_the_mail_about_the_request(client, trial):
    request = asked(trial)
    suppress(request.email, Suppression.Reason.UNSUBSCRIBED)
    colleague(client)
    assert "was written to again" in said(client.post(f"{PAGE}/{request.pk}/resend/", follow=True))
    assert Email.objects.count() == 1


def test_several_for_the_guide_are_written_to_again_and_the_result_names_who_was_not_and_why(client, guide):
    good, gone = GuideRequestFactory(guide=guide), GuideRequestFactory(guide=guide, state="erased", email="")
    back = [GuideRequestFactory(guide=guide) for _ in range(2)]
    for request in back:
        suppress(request.email, Suppression.Reason.BOUNCED)
    colleague(client)
    assert "data-bulk-action" in html_of(client.get("/admin/guide_requests/"))
    path = f"{BULK.replace('trial', 'guide')}/resend/?{ids(good, gone, *back)}&next=/admin/guide_requests/"
    html = html_of(client.get(path))
    assert html.count("It would not be sent, because an earlier mail to this address came back.") == 2
    assert f"/admin/guide_requests/inspect/{good.pk}/" in html
    assert said(client.post(path, follow=True)) == (
        f"1 written to again. 1 was not in a state for it: {gone.reference}. 2 were not written to, because "
        f"an earlier mail to this address came back: {back[0].reference}, {back[1].reference}."
    )
    assert [mail.to for mail in Email.objects.all()] == [[good.email]]


def ids(*requests):
    return "&".join(f"id={request.pk}" for request in requests)


def test_several_are_approved_at_once_and_the_result_names_those_that_were_not(client, trial):
    good, other, gone = asked(trial), asked(trial), asked(trial, State.DECLINED)
    colleague(client)
    path = f"{BULK}/approve/?{ids(good, other, gone)}&next=/admin/trial_requests/"
    html = html_of(client.get(path))
    assert "Not in a state for it" in html
    assert state_of(good) == State.RESERVED
    response = client.post(path, follow=True)
    assert said(response) == f"2 approved. 1 was not in a state for it: {gone.reference}."
    assert response.redirect_chain[-1][0] == "/admin/trial_requests/"
    assert {state_of(good), state_of(other), state_of(gone)} == {State.APPROVED, State.DECLINED}
    again = client.post(path, follow=True)
    assert "3 were not in a state for it" in said(again)
    assert good.events.count() == 1


@pytest.mark.parametrize(
    ("name", "sent", "after"),
    [("decline", DECLINE, State.DECLINED), ("release", {}, State.CANCELLED), ("resend", {}, State.RESERVED)],
)
def test_several_go_through_the_same_service_as_one(client, trial, name, sent, after):
    TrialSupply.objects.update(stock=10, taken=2)
    requests = asked(trial), asked(trial)
    colleague(client)
    client.post(f"{BULK}/{name}/?{ids(*requests)}", sent)
    assert [state_of(request) for request in requests] == [after] * 2
    assert Email.objects.count() == 2
    assert TrialSupply.objects.get().taken == (2 if name == "resend" else 0)


def test_a_bulk_decline_without_a_reason_asks_for_it_and_does_nothing(client, trial):
    request = asked(trial)
    colleague(client)
    assert "Choose a reason" in html_of(client.post(f"{BULK}/decline/?{ids(request)}", {"words": "x"}))
    assert state_of(request) == State.RESERVED


def test_odd_numbers_in_a_bulk_address_do_nothing(client, trial):
    request = asked(trial)
    colleague(client)
    for query in (
        "",
        "id=all",
        "id=x",
        "id=-1",
        "id=99999999999999999999999",
        "id=%00",
        "id=²",
        "next=https://x.example",
    ):
        assert "Nothing was ticked" in html_of(client.get(f"{BULK}/approve/?{query}"))
        assert client.post(f"{BULK}/approve/?{query}").status_code == 302
    assert client.get(f"{BULK}/promote/?{ids(request)}").status_code == 404
    assert state_of(request) == State.RESERVED
    assert TrialRequest.objects.count() == 1


def test_who_may_only_look_does_nothing_in_bulk(client, trial):
    request = asked(trial)
    colleague(client, "view_trialrequest")
    assert "data-bulk-action" not in html_of(client.get("/admin/trial_requests/"))
    assert client.post(f"{BULK}/approve/?{ids(request)}").status_code == 302
    assert state_of(request) == State.RESERVED


def test_what_was_ticked_and_not_yet_confirmed_is_shown_as_that(client, trial):
    request = asked(trial, State.SUBMITTED)
    waiting = agreement(purpose="site_news", wording="You may email me once a month.")
    TrialConfirmationFactory(request=request, consents=hold([waiting]))
    colleague(client)
    html = html_of(client.get(f"{PAGE}/{request.pk}/"))
    assert "You may email me once a month." in html
    assert "counts once the reader confirms" in html
