"""The same step taken by several at the same moment: it is taken once, and no sample is given twice."""

from post_office.models import Email

from offers.models import GuideDownload, OutboundClicks, TrialRequest, TrialSupply
from offers.requests import guide_requests, trial_requests
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home
from tests.factories.offers import (
    GuideConfirmationFactory,
    GuideRequestFactory,
    OutboundLinkFactory,
    TrialConfirmationFactory,
    TrialPageFactory,
    TrialRequestFactory,
)

MANY = 8
PEOPLE, THREADS, SAMPLES = 200, 50, 20


# One test for what is quickly done: each that empties the database afterwards costs seconds.
def test_each_step_is_taken_once(at_once):
    request = GuideRequestFactory(guide=None)
    link = GuideConfirmationFactory(request=request)
    assert len(list(filter(None, at_once([lambda: guide_requests.confirm(link)] * MANY)))) == 1
    assert [event.kind for event in request.events.all()] == ["confirmed"]
    assert GuideDownload.objects.count() == Email.objects.count() == 1

    sample = TrialRequestFactory(trial=TrialPageFactory(parent=site_with_home()))
    link_to_sample = TrialConfirmationFactory(request=sample)
    assert at_once([lambda: trial_requests.confirm(link_to_sample)] * MANY).count(True) == 1
    assert [event.kind for event in sample.events.all()] == ["confirmed", "reserved"]

    colleague, other = UserFactory(), UserFactory()

    def approve():
        return trial_requests.approve(TrialRequest.objects.get(), by=colleague)

    def release():
        return trial_requests.release(TrialRequest.objects.get(), by=other)

    done = at_once([approve, release] * (MANY // 2))
    assert done.count(True) in (1, 2)  # approved and then released, or released at once
    assert TrialRequest.objects.get().state == "cancelled"
    assert TrialSupply.objects.get().taken == 0

    shop = OutboundLinkFactory()
    at_once([lambda: OutboundClicks.add_one(shop)] * MANY)
    assert OutboundClicks.objects.get().count == MANY


def test_200_people_who_confirm_at_once_get_20_samples_and_an_ordered_waiting_list(at_once):
    trial = TrialPageFactory(parent=site_with_home(), supply__stock=SAMPLES)
    links = []
    for number in range(PEOPLE):
        request = TrialRequestFactory(trial=trial, address_line_1=f"{number} Mill Lane", full_name=f"Rosa R{number}")
        links.append(TrialConfirmationFactory(request=request, token=f"secret-{number}"))

    def confirm(some):
        return [trial_requests.confirm(link) for link in some]

    shares = [links[start::THREADS] for start in range(THREADS)]
    done = at_once([lambda share=share: confirm(share) for share in shares])
    assert [all(results) for results in done] == [True] * THREADS
    assert TrialSupply.objects.get().taken == SAMPLES
    assert TrialRequest.objects.filter(state="reserved").count() == SAMPLES
    waiting = TrialRequest.objects.filter(state="waitlisted").order_by("waiting_number")
    assert [request.waiting_number for request in waiting] == list(range(1, PEOPLE - SAMPLES + 1))
    # One mail each, and the list is in the order in which they were put on it.
    assert Email.objects.count() == PEOPLE
    moments = [request.state_since for request in waiting]
    assert moments == sorted(moments)


def test_the_last_sample_goes_to_one_of_two_in_one_household(at_once):
    trial = TrialPageFactory(parent=site_with_home(), supply__stock=5)
    links = [
        TrialConfirmationFactory(request=TrialRequestFactory(trial=trial), token=f"secret-{number}")
        for number in range(MANY)
    ]
    at_once([lambda link=link: trial_requests.confirm(link) for link in links])
    states = sorted(TrialRequest.objects.values_list("state", flat=True))
    assert states == ["declined"] * (MANY - 1) + ["reserved"]
    assert TrialSupply.objects.get().taken == 1
