"""A mail that does not reach its reader is seen where colleagues look: with the request."""

import pytest
from post_office.models import STATUS

from core.consent import hold
from core.mail import Trouble, mail_in_trouble, retry, send_waiting
from core.mail.suppression import lift, suppress
from core.models import ConsentEvent, Suppression
from offers.models import GuideRequest
from tests.factories.core import MailFactory, UserFactory
from tests.factories.offers import GuideRequestFactory, TrialConfirmationFactory, TrialRequestFactory, agreement
from tests.helpers.smtp import free_port, use_server

pytestmark = pytest.mark.django_db


def with_mail(factory, **fields):
    request = factory()
    request.events.create(kind="asked", mail=MailFactory(to=[request.email], **fields))
    return request


def problem(request):
    request.refresh_from_db()
    return request.mail_problem


def kinds(request):
    return [event.kind for event in request.events.all()]


@pytest.mark.parametrize("factory", [GuideRequestFactory, TrialRequestFactory])
def test_a_request_whose_mail_failed_says_so_until_one_goes_out(settings, factory):
    other = with_mail(factory, status=STATUS.sent)
    request = with_mail(factory, number_of_retries=4)
    before = settings.POST_OFFICE
    use_server(settings, free_port())
    send_waiting()
    assert (problem(request), problem(other)) == ("send_failed", "")
    assert kinds(request) == ["asked", "mail_failed"]
    settings.POST_OFFICE = before
    retry(type(request.events.first().mail).objects.all(), by=UserFactory())
    assert send_waiting() == 1
    assert problem(request) == ""


@pytest.mark.parametrize("reason", [Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED])
def test_a_mail_that_came_back_stays_marked_until_the_address_works_again(mailoutbox, reason):
    request = with_mail(TrialRequestFactory, status=STATUS.sent)
    mail_in_trouble.send(sender=None, mail=request.events.get().mail, trouble=Trouble(reason))
    assert kinds(request) == ["asked", f"mail_{reason.value}"]
    suppress(request.email, reason)
    request.events.create(kind="resent", mail=MailFactory(to=[request.email]))
    assert send_waiting() == 0
    assert problem(request) == reason
    lift(request.email, by=UserFactory())
    request.events.create(kind="resent", mail=MailFactory(to=[request.email]))
    assert send_waiting() == 1
    assert problem(request) == ""


def test_a_step_taken_at_the_same_moment_is_not_undone():
    request = with_mail(GuideRequestFactory, status=STATUS.sent)
    mail = request.events.get().mail
    GuideRequest.objects.filter(pk=request.pk).update(state="confirmed")
    mail_in_trouble.send(sender=None, mail=mail, trouble=Trouble.BOUNCED)
    assert problem(request) == "bounced"
    assert request.state == "confirmed"


def test_a_mail_that_is_about_no_request_troubles_nobody():
    with_mail(GuideRequestFactory)
    mail_in_trouble.send(sender=None, mail=MailFactory(), trouble=Trouble.BOUNCED)
    assert GuideRequest.objects.get().mail_problem == ""


def test_who_reports_our_mail_as_spam_and_then_confirms_gets_the_sample_and_no_more_mail(client, trial):
    request = TrialRequestFactory(trial=trial)
    TrialConfirmationFactory(request=request, consents=hold([agreement()]))
    suppress(request.email, Suppression.Reason.COMPLAINED)
    assert client.post("/requests/confirm/trial-secret/").status_code == 302
    request.refresh_from_db()
    assert request.state == "reserved"
    assert ConsentEvent.objects.filter(email=request.email).exists()
    assert "subscribed" not in kinds(request)
