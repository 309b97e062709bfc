"""“My data”: without an account, by a link in a mail, and for nobody else."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone
from post_office.models import Email

from core.consent import record_given, record_withdrawn
from core.forms import opened_token
from core.models import AuditEntry, ConsentEvent, DataLink, Erasure
from core.privacy import erasing, registry
from core.privacy.links import send_link
from core.privacy.registry import Choice, Withdraw
from core.tokens import mask_links
from offers import newsletter
from offers.models import Batch, BatchRow, GuideRequest, Partner, PartnerTask, TrialRequest
from offers.requests import trial_requests
from offers.requests.erasure import erase
from tests.factories.core import UserFactory
from tests.factories.offers import GuideRequestFactory, TrialConfirmationFactory, TrialRequestFactory, agreement
from tests.helpers.html_checker import assert_valid_html

pytestmark = pytest.mark.django_db
ROSA = "rosa@example.org"


@pytest.fixture
def link(home):
    """Return a function that sends somebody a link, and returns its path."""

    def path(email=ROSA):
        send_link(email)
        return re.findall(r"/requests/my-data/\S+/", Email.objects.latest("pk").message)[0]

    return path


def asked(**more):
    return {"email": ROSA, "homepage": "", "opened": opened_token(), **more}


def taking_back(given):
    return {"choice": f"consents:{given[0].pk}"}


def html_of(response):
    return response.content.decode()


def test_everybody_gets_the_same_answer_and_a_mail(client, home):
    GuideRequestFactory(email=ROSA)
    answers = [client.post("/my-data/", asked(email=email), follow=True) for email in (ROSA, "nobody@example.org")]
    assert len({re.sub(r'value="[^"]*"', "", html_of(answer)) for answer in answers}) == 1
    assert "rosa" not in html_of(answers[0])
    mails = Email.objects.order_by("pk")
    assert [mail.to for mail in mails] == [[ROSA], ["nobody@example.org"]]
    assert {mail.subject for mail in mails} == {"Your data"}
    assert DataLink.objects.count() == 2
    assert "no-store" in answers[0]["Cache-Control"] and "noindex" in answers[0]["X-Robots-Tag"]
    assert not answers[0].cookies


@pytest.mark.parametrize("email", ["", "rosa", "rosa@example.org\0", "r" * 300 + "@example.org", "rosä@example.org"])
def test_what_is_no_address_sends_nothing(client, home, email):
    response = client.post("/my-data/", asked(email=email))
    assert response.status_code == 422 and "needs another look" in html_of(response)
    assert not Email.objects.exists()


def test_a_program_sends_nothing_and_nobody_is_flooded(client, home):
    assert client.post("/my-data/", asked(homepage="x")).status_code == 422
    answers = [
        client.post("/my-data/", asked(email=email)).status_code for email in (ROSA, "ROSA@example.org", ROSA, ROSA)
    ]
    assert answers == [302, 302, 302, 429]
    assert Email.objects.count() == 3


def test_the_link_shows_all_of_it_to_its_owner_alone(client, link):
    GuideRequestFactory(email=ROSA, first_name="Rosa", answers=[{"question": "Which?", "answer": "Soup"}])
    GuideRequestFactory(email="bea@example.org", first_name="Bea")
    path = link()
    response = client.get(path)
    html = html_of(response)
    assert "Rosa" in html and "Soup" in html and "Bea" not in html and "bea@" not in html
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
    assert path not in mask_links(path) and path.split("/")[3] not in html_of(client.get("/my-data/sent/"))
    # The mail that is shown has no secret in it.
    assert html.count(path.split("/")[3]) == html.count(f"/requests/my-data/{path.split('/')[3]}/")
    assert path.split("/")[3] not in client.get(f"{path}file/json/").content.decode()
    told = json.loads(client.get(f"{path}file/json/").content)
    assert told["about"] == ROSA and "guide-requests" in [held["name"] for held in told["held"]]
    assert "Soup" in html_of(client.get(f"{path}file/html/"))


def test_a_link_that_is_forged_too_old_or_replayed_is_the_neutral_page(client, link):
    GuideRequestFactory(email=ROSA)
    path = link()
    unknown = html_of(client.get("/requests/my-data/unknown/"))
    for address in (
        "/requests/my-data/unknown/",
        "/requests/my-data/%00/",
        f"/requests/my-data/{'x' * 3000}/erase/",
        f"{path}file/exe/",
        "/requests/receipt/22222222/",
        "/requests/preferences/1:forged/",
    ):
        response = client.get(address)
        assert response.status_code == 410 and html_of(response) == unknown
    assert client.post("/requests/my-data/unknown/erase/").status_code == 410
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        for address in (path, f"{path}file/json/", f"{path}erase/"):
            assert client.get(address).status_code == 410
        assert client.post(f"{path}erase/").status_code == 410
    assert GuideRequest.objects.get().email == ROSA
    assert client.get(f"{path}erase/").status_code == 200
    assert client.post(f"{path}erase/").status_code == 302
    for address in (path, f"{path}file/json/", f"{path}erase/"):
        assert client.get(address).status_code == 410
    assert client.post(f"{path}erase/").status_code == 410


def test_opening_the_page_erases_nothing_and_pressing_its_button_everything(client, link, mailoutbox):
    record_given([agreement()], email=ROSA, form="guide")
    GuideRequestFactory(email=ROSA, first_name="Rosa")
    path = link()
    asked_once = html_of(client.get(f"{path}erase/"))
    assert "Requests for the guide:</b> 1 request" in asked_once and "Nothing is deleted before you press" in asked_once
    assert GuideRequest.objects.get().first_name == "Rosa"
    response = client.post(f"{path}erase/")
    receipt = Erasure.objects.get()
    assert response["Location"] == f"/requests/receipt/{receipt.number}/"
    html = html_of(client.get(response["Location"]))
    assert receipt.number in html and "rosa" not in html.lower() and "by mail" in html
    [last] = mailoutbox
    assert last.to == [ROSA] and receipt.number in last.body and "keep no copy" in last.body
    assert html.count("Receipts of erasures") == 1
    assert receipt.by_reader and receipt.finished_at
    assert not ConsentEvent.objects.exists() and not Email.objects.exists() and not DataLink.objects.exists()
    entry = AuditEntry.objects.get()
    assert entry.by is None and entry.details["who"] == "the person themselves"


def test_each_consent_can_be_taken_back_and_only_ones_own(client, home):
    news, other = record_given([agreement(wording="Send me news.")], email=ROSA, form="guide"), "bea@example.org"
    record_given([agreement(purpose="adult", wording="I am 18 or over.")], email=ROSA, form="trial")
    theirs = record_given([agreement(wording="Send Bea news.", version=2)], email=other, form="guide")
    path = newsletter.preferences_path(news[0])
    html = html_of(client.get(path))
    assert "“Send me news.”" in html and "Bea" not in html and "rosa" not in html.lower() and "I am 18" not in html
    for number in (theirs[0].pk, "", "x", 10**30, -1):
        for name in (f"consents:{number}", f"mails:{number}", str(number)):
            assert client.post(path, {"choice": name}).status_code == 302
    assert ConsentEvent.objects.filter(kind="withdrawn").count() == 0
    assert "It is taken back" in html_of(client.post(path, taking_back(news), follow=True))
    assert client.post(path, taking_back(news)).status_code == 302
    assert ConsentEvent.objects.filter(kind="withdrawn").get().email == ROSA
    assert "You took this back" in html_of(client.get(path))
    # A link to the page of choices is not one that unsubscribes, and the other way round.
    assert client.get(path.replace("preferences", "unsubscribe")).status_code == 410
    assert client.get(newsletter.unsubscribe_path(news[0]).replace("unsubscribe", "preferences")).status_code == 410


def test_my_data_lists_what_can_be_taken_back(client, link):
    given = record_given([agreement(wording="Send me news.")], email=ROSA, form="guide")
    path = link()
    shown = html_of(client.get(path))
    assert "What you can take back (1)" in shown and "“Send me news.”" in shown and "What was agreed to (1)" in shown
    response = client.post(path, taking_back(given))
    assert response["Location"] == f"{path}?taken#choices"
    assert "It is taken back" in html_of(client.get(f"{path}?taken"))
    assert ConsentEvent.objects.filter(kind="withdrawn").get().email == ROSA


def test_what_any_part_of_the_site_lets_people_take_back_is_offered(client, link, monkeypatch):
    taken, now = [], timezone.now()
    theirs = Withdraw(
        lambda email: [] if taken else [Choice("a:1", "Letters", "Write me letters.", now, "The letters end.")],
        lambda email, key: taken.append((email, key)) is None,
    )
    monkeypatch.setitem(registry._holdings, "mails", replace(registry._holdings["mails"], withdraw=theirs))
    path = link()
    shown = html_of(client.get(path))
    assert "“Write me letters.”" in shown and "The letters end." in shown and 'value="mails:a:1"' in shown
    for name in ("mails:a:2", "consents:a:1", "mails"):
        client.post(path, {"choice": name})
    assert not taken
    assert "It is taken back" in html_of(client.post(path, {"choice": "mails:a:1"}, follow=True))
    assert taken == [(ROSA, "a:1")]


@pytest.fixture
def with_partner(trial):
    """Return a function that makes a confirmed request of Rosa’s in a state, with a line in a list for the partner."""

    def make(state, listed=True):
        request = TrialRequestFactory(trial=trial, email=ROSA)
        trial_requests.confirm(TrialConfirmationFactory(request=request))
        TrialRequest.objects.update(state=state)
        if listed:
            batch = Batch.objects.create(trial=trial, number=1, title=trial.title, size=1)
            BatchRow.objects.create(batch=batch, position=1, request=request, line=f'"{request.reference}","{ROSA}"')
        return request

    return make


def agree(trial, purpose):
    return record_given([agreement(partner=trial.partner.name, purpose=purpose)], email=ROSA, form="trial")


def tasks():
    return [(task.reference, task.wish) for task in PartnerTask.objects.filter(done_at=None)]


@pytest.mark.parametrize(
    ("state", "after"), [("reserved", "cancelled"), ("exported", "exported"), ("delivered", "delivered")]
)
def test_without_the_consent_to_pass_the_address_on_no_sample_goes_out(client, trial, with_partner, state, after):
    request, given = with_partner(state, listed=False), agree(trial, "partner_address")
    client.post(newsletter.preferences_path(given[0]), taking_back(given))
    assert TrialRequest.objects.get().state == after
    assert tasks() == ([] if state == "reserved" else [(request.reference, "delete")])


def test_a_partner_with_another_name_by_now_is_told_too(client, trial, with_partner):
    request, given = with_partner("exported", listed=False), agree(trial, "partner_address")
    Partner.objects.update(name="Called otherwise")
    client.post(newsletter.preferences_path(given[0]), taking_back(given))
    assert tasks() == [(request.reference, "delete")]


def test_a_partner_who_has_the_email_is_told_to_send_no_more_news(client, trial, with_partner):
    request, given = with_partner("delivered"), agree(trial, "partner_news")
    # Also by the link of a mail, and also once the request itself is erased.
    erase(request, tell_partner=False)
    client.post(newsletter.unsubscribe_path(given[0]))
    assert tasks() == [(request.reference, "no_news")]
    client.force_login(UserFactory(is_superuser=True))
    assert "Send no more news" in html_of(client.get("/admin/partner_tasks/"))
    asked = html_of(client.get(f"/admin/partner_tasks/{PartnerTask.objects.get().pk}/done/"))
    assert f"send no more news to the person of {request.reference}?" in asked


def test_no_partner_is_told_who_never_got_the_email(client, trial, with_partner):
    with_partner("approved", listed=False)
    given = agree(trial, "partner_news")
    client.post(newsletter.preferences_path(given[0]), taking_back(given))
    assert tasks() == [] and TrialRequest.objects.get().state == "approved"


def test_who_takes_back_and_is_erased_has_the_partner_told_once(trial, with_partner):
    request, given = with_partner("exported"), agree(trial, "partner_address")
    record_withdrawn(given[0])
    erase(request)
    assert tasks() == [(request.reference, "delete")]


@pytest.mark.django_db(transaction=True)
def test_taking_back_twice_at_once_tells_the_partner_once(at_once, trial, with_partner):
    request = with_partner("exported")
    given = 2 * agree(trial, "partner_address")
    took = at_once([partial(record_withdrawn, event) for event in given] + [partial(erasing.erase, ROSA)])
    assert took.count(True) <= 1
    assert tasks() == [(request.reference, "delete")]
    assert not ConsentEvent.objects.exists()


def test_news_carry_both_ways_out_and_one_press_is_enough(client, guide, guide_data, ticked, link_in_last_mail):
    client.post(guide.url, guide_data | ticked(guide, "site_news"))
    client.post(link_in_last_mail())
    mail = Email.objects.get(subject="You are subscribed")
    preferences = re.findall(r"/requests/preferences/\S+?/", mail.message)[0]
    assert preferences in mail.html_message
    assert "Send" in html_of(client.get(preferences)) or client.get(preferences).status_code == 200
    # RFC 8058, section 3.2: one POST with this body, without cookies, and without a question.
    [address] = re.findall(r"<https?://[^/]+(/[^>]+)>", mail.headers["List-Unsubscribe"])
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    response = client.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert ConsentEvent.objects.order_by("-pk").first().kind == "withdrawn"
    assert "You took this back" in html_of(client.get(preferences))


def test_every_page_is_valid(client, link):
    news = record_given([agreement(wording="News?")], email=ROSA, form="guide")[0]
    GuideRequestFactory(email=ROSA, first_name="Rosa")
    path, preferences = link(), newsletter.preferences_path(news)
    pages = {
        "form": html_of(client.get("/my-data/")),
        "errors": html_of(client.post("/my-data/", {"email": "rosa"})),
        "sent": html_of(client.get("/my-data/sent/")),
        "link": html_of(client.get(path)),
        "file": html_of(client.get(f"{path}file/html/")),
        "preferences": html_of(client.get(preferences)),
        "mail": Email.objects.get().html_message,
    }
    client.post(preferences, taking_back([news]))
    pages |= {
        "withdrawn": html_of(client.get(preferences)),
        "erase": html_of(client.get(f"{path}erase/")),
        "receipt": html_of(client.post(f"{path}erase/", follow=True)),
    }
    assert_valid_html(pages)
