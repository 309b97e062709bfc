from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from core.models import ConsentEvent
from core.tokens import digest
from offers.models import GuideConfirmation, GuideDownload, GuideRequest
from offers.requests import guide_requests, machine
from offers.requests.links import find_confirmation
from tests.factories.offers import (
    GuideConfirmationFactory,
    GuideDownloadFactory,
    GuidePageFactory,
    GuideRequestFactory,
    OutboundLinkFactory,
    agreement,
)

pytestmark = pytest.mark.django_db


def ask(guide, email="rosa@example.org", **more):
    guide_requests.submit(guide, email=email, **more)
    return GuideRequest.objects.get(email__iexact=email)


def subjects():
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def kinds(request):
    return [event.kind for event in request.events.all()]


CONFIRM, READY, NEW_LINK = "Please confirm: your guide", "Your guide is here", "Your new link to the guide"


def test_request_consents_and_mail_are_stored_together_or_not_at_all(guide, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("No mail today")

    monkeypatch.setattr(machine, "queue_mail", fail)
    with pytest.raises(OSError, match="No mail today"):
        guide_requests.submit(guide, email="rosa@example.org", consents=[agreement()])
    assert not GuideRequest.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert not GuideConfirmation.objects.exists()


def test_a_mail_does_not_outlive_a_request_that_was_rolled_back(guide):
    with transaction.atomic():
        ask(guide)
        transaction.set_rollback(True)
    assert not Email.objects.exists()


def test_the_database_keeps_no_secret(guide, link_in_last_mail):
    ask(guide)
    token = link_in_last_mail().split("/")[-2]
    assert GuideConfirmation.objects.get().digest == digest(token)
    assert len(token) >= 40


def test_the_same_address_makes_one_request_whatever_its_case(guide):
    ask(guide, email="Rosa@example.org")
    request = ask(guide, email="rosa@EXAMPLE.org", first_name="Rosa")
    assert GuideRequest.objects.count() == 1
    assert kinds(request) == ["asked", "asked_again"]
    assert request.first_name == "Rosa"
    assert subjects() == [CONFIRM, CONFIRM]


def test_two_guides_are_two_requests(guide, home):
    ask(guide)
    guide_requests.submit(GuidePageFactory(parent=home), email="rosa@example.org")
    assert GuideRequest.objects.count() == 2


def test_a_mail_goes_out_again_three_times_in_an_hour(guide):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        for _ in range(6):
            request = ask(guide, consents=[])
        assert subjects() == [CONFIRM] * 4
        assert len(kinds(request)) == 4
        clock.shift(timedelta(minutes=61))
        ask(guide)
        assert len(subjects()) == 5


def test_what_comes_after_the_limit_is_not_stored(guide):
    for _ in range(4):
        ask(guide)
    ask(guide, first_name="Mallory", consents=[agreement()])
    assert GuideRequest.objects.get().first_name == ""
    assert not ConsentEvent.objects.exists()


def test_each_of_several_mails_confirms(guide, link_in_last_mail):
    ask(guide)
    first = link_in_last_mail()
    ask(guide)
    assert first != link_in_last_mail()
    assert guide_requests.confirm(find_confirmation(first.split("/")[-2]))


def test_confirming_sends_the_guide_and_is_remembered(guide):
    request = GuideRequestFactory(guide=guide)
    link = GuideConfirmationFactory(request=request)
    token = guide_requests.confirm(link)
    request.refresh_from_db()
    assert request.state == "confirmed"
    assert request.confirmed_at
    assert kinds(request) == ["confirmed"]
    assert subjects() == [READY]
    download = guide_requests.find_download(token)
    assert download.document == guide.document
    assert download.works


def test_confirming_twice_does_nothing_the_second_time(guide):
    link = GuideConfirmationFactory(request=GuideRequestFactory(guide=guide))
    assert guide_requests.confirm(link)
    assert guide_requests.confirm(link) is None
    assert subjects() == [READY]
    assert GuideDownload.objects.count() == 1


def test_a_link_confirms_for_48_hours(guide):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        early, late = (GuideConfirmationFactory(request=GuideRequestFactory(guide=guide), token=t) for t in "ab")
        clock.shift(timedelta(hours=47, minutes=59))
        assert guide_requests.confirm(early)
        clock.shift(timedelta(minutes=1))
        assert guide_requests.confirm(late) is None
        late.request.refresh_from_db()
        assert late.request.state == "requested"


def test_asking_again_after_confirming_sends_a_new_download_link(guide):
    guide_requests.confirm(GuideConfirmationFactory(request=GuideRequestFactory(guide=guide, email="r@example.org")))
    for _ in range(5):
        request = ask(guide, email="r@example.org")
    assert subjects() == [READY] + [NEW_LINK] * 3
    assert request.state == "confirmed"


def test_downloads_are_counted_and_end_at_five(guide):
    request = GuideRequestFactory(guide=guide, state="confirmed", confirmed_at=timezone.now())
    link = GuideDownloadFactory(request=request)
    assert [guide_requests.count_download(link) for _ in range(6)] == [True] * 5 + [False]
    link.refresh_from_db()
    assert link.downloads == 5
    assert not link.works
    assert link.downloads_left == 0


def test_the_first_download_is_remembered_once(guide):
    request = GuideRequestFactory(guide=guide, state="confirmed", confirmed_at=timezone.now())
    link = GuideDownloadFactory(request=request)
    guide_requests.count_download(link)
    guide_requests.count_download(link)
    request.refresh_from_db()
    assert request.state == "downloaded"
    assert kinds(request) == ["downloaded"]


def test_a_download_link_works_for_seven_days(guide):
    request = GuideRequestFactory(guide=guide, state="confirmed", confirmed_at=timezone.now())
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        link = GuideDownloadFactory(request=request)
        clock.shift(timedelta(days=7))
        assert not link.works
        assert not guide_requests.count_download(link)


def test_a_new_link_goes_to_the_address_on_file_three_times_an_hour(guide):
    request = GuideRequestFactory(guide=guide, state="downloaded", confirmed_at=timezone.now())
    link = GuideDownloadFactory(request=request, downloads=5)
    for _ in range(5):
        guide_requests.send_new_link(link)
    assert subjects() == [NEW_LINK] * 3
    assert {mail.to[0] for mail in Email.objects.all()} == {request.email}
    assert request.downloads.count() == 4


@pytest.mark.parametrize("token", ["", "x", "guide-secret ", "GUIDE-SECRET", "\0", "\udcff", "x" * 10_000])
def test_a_forged_secret_finds_nothing(guide, token):
    request = GuideRequestFactory(guide=guide)
    GuideConfirmationFactory(request=request)
    GuideDownloadFactory(request=request)
    assert find_confirmation(token) is None
    assert guide_requests.find_download(token) is None


def test_a_secret_is_good_for_its_own_purpose_only(guide):
    request = GuideRequestFactory(guide=guide)
    GuideConfirmationFactory(request=request, token="confirm")
    GuideDownloadFactory(request=request, token="download")
    assert find_confirmation("download") is None
    assert guide_requests.find_download("confirm") is None


def test_the_file_has_a_name_that_says_what_it_is(guide):
    guide.title = "Ten small things: für Dich / 佐藤"
    request = GuideRequestFactory(guide=guide)
    assert GuideDownloadFactory(request=request).filename == "ten-small-things-fur-dich.pdf"


def test_records_do_not_carry_names_into_logs(guide):
    request = GuideRequestFactory(guide=guide, email="rosa@example.org", first_name="Rosa")
    records = [request, GuideConfirmationFactory(request=request), GuideDownloadFactory(request=request)]
    assert "rosa" not in " ".join(map(str, records)).lower()
    assert str(OutboundLinkFactory.build())


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_the_same_form_again_within_minutes_sends_nothing_and_later_it_asks_again(guide, is_confirmed):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        ask(guide, submission="first")
        if is_confirmed:
            GuideRequest.objects.update(state="confirmed", confirmed_at=timezone.now())
            ask(guide, submission="second")
        before = Email.objects.count()
        ask(guide, submission="second" if is_confirmed else "first")
        assert Email.objects.count() == before
        clock.shift(timedelta(minutes=11))
        ask(guide, submission="second" if is_confirmed else "first")
        assert Email.objects.count() == before + 1
