"""A person who did everything that can be done here is erased: the database, the files and the cache have no trace.

What the person typed is looked for in every row of every table, in every file and every entry of the cache, also
encoded and as a plain digest. It has words that nothing else has.
"""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from post_office.models import Email

from blog.comments import steps
from blog.models import Comment, Commenter, CommentSubscription
from blog.models.comment import REDACTED
from core.forms import opened_token
from core.mail.suppression import suppress
from core.models import AuditEntry, ConsentEvent, DataLink, Erasure, SiteSettings, Suppression
from core.privacy import erasing
from core.privacy.registry import every_holding
from core.tokens import fingerprint
from offers.handoff import batches
from offers.models import Batch, GuideRequest, PartnerTask, TrialRequest
from offers.requests import trial_requests
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import UserFactory
from tests.factories.offers import GuidePageFactory, GuideQuestionFactory, TrialPageFactory
from tests.helpers.trace import disguises, every_kept_entry, every_row

EMAIL = "Qwyzzle.Marple@zzyzx.example"
TYPED = {
    "full_name": "Zoë Qwyzzle-Marplé",
    "address_line_1": "4 Xylógraph Lane",
    "address_line_2": "Flat Ümlautia",
    "town": "Quokkaville",
    "region": "Vexingshire",
    "postcode": "QQ9 9ZZ",
    "country": "United Kingdom",
}
ANSWER, REPLY = "The xylograph, page “nine”", "My dear old quokka says thank you."
# Parts that stand nowhere else, too: the local part, the domain, a surname alone.
PARTS = ("qwyzzle", "qwyzzle.marple", "zzyzx", "marplé", "xylógraph", "xylograph", "quokka", "ümlautia", "vexingshire")
WHOLE = {EMAIL, EMAIL.lower(), EMAIL.upper(), *TYPED.values(), "QQ99ZZ", ANSWER, REPLY, *PARTS} - {"United Kingdom"}
# By these, replies and counters know the address. Those that keep mail and second samples away stay.
KEYS = {fingerprint(EMAIL, purpose=purpose) for purpose in ("comment", "limits")}
TRACES = KEYS | {mark.casefold() for text in WHOLE for mark in disguises(text)}


@pytest.fixture
def site(home):
    settings = SiteSettings.for_default_site()
    settings.postal_address = "1 Sample Street\nSample Town"
    settings.save()
    return home


def link_for(email: str, kind: str) -> str:
    """Return the link of this kind in the last mail to ``email`` that has one."""
    mail = Email.objects.filter(to=email, message__contains=f"/requests/{kind}/").latest("pk")
    return re.findall(rf"/requests/{kind}/\S+/", mail.message)[0]


def reply(client, article, email: str, **typed) -> Comment:
    """Send a reply under ``article`` by its form, press the link of the mail, and let a moderator approve it."""
    fields = {"name": "Max", "email": email, "text": "So do I.", "opened": opened_token(), "homepage": ""} | typed
    assert client.post(article.url, {f"reply-{name}": value for name, value in fields.items()}).status_code == 302
    comment = Comment.objects.latest("pk")
    if comment.state == Comment.State.UNCONFIRMED:
        client.post(link_for(email, "comment"))
    assert steps.decide(comment, steps.Kind.APPROVED, by=UserFactory())
    return comment


def take_part(client, site) -> None:
    """Reply to an article, want to know of answers, and get one; reply once more, unanswered."""
    article = ArticlePageFactory(parent=ArticleListPageFactory(parent=site))
    first = reply(client, article, EMAIL, name="Zoë Qwyzzle", text=REPLY, notify="on")
    greeting = "Thank you, Zoë Qwyzzle! QWYZZLE’s list helped, and so did yours, Quokka."
    reply(client, article, "max@example.org", parent=first.pk, text=greeting)
    assert Email.objects.filter(to=EMAIL, message__contains="/requests/comment-stop/").exists()
    reply(client, article, EMAIL, name="Quokka", text="Still no xylograph.")


def take_the_guide(client, site) -> None:
    """Ask for the guide with an answer and the news, confirm, and download it."""
    guide = GuidePageFactory(parent=site)
    GuideQuestionFactory(page=guide)
    question = guide.questions.get()
    typed = {"email": EMAIL, "first_name": "Zoë Qwyzzle", "homepage": "", "opened": opened_token()}
    news = {"site_news": guide.get_form().fields["site_news"].words.mark}
    assert client.post(guide.url, typed | news | {question.get_field_clean_name(): ANSWER}).status_code == 302
    client.post(link_for(EMAIL, "confirm"))
    assert b"".join(client.get(f"{link_for(EMAIL, 'guide')}file/").streaming_content)
    assert GuideRequest.objects.get().state == "downloaded"


def get_a_sample(client, site) -> TrialRequest:
    """Ask for the sample with every consent, and have it handed to the partner in a list."""
    trial = TrialPageFactory(parent=site, complete=True)
    names = ("adult", "household", "partner_address", "partner_news")
    boxes = {name: trial.get_form().fields[name].words.mark for name in names}
    typed = {"email": EMAIL, "homepage": "", "opened": opened_token()} | TYPED
    assert client.post(trial.url, typed | boxes).status_code == 302
    client.post(link_for(EMAIL, "confirm"))
    request = TrialRequest.objects.get()
    assert trial_requests.approve(request, by=UserFactory())
    batch = batches.prepare(trial, by=UserFactory())
    assert batch and EMAIL.encode() in batch.content() and batches.mark_sent(batch, by=UserFactory())
    return TrialRequest.objects.get()


@pytest.fixture
def person(client, site) -> TrialRequest:
    """Somebody who did it all; returns the request for the sample."""
    take_part(client, site)
    take_the_guide(client, site)
    request = get_a_sample(client, site)
    assert client.post("/my-data/", {"email": EMAIL, "homepage": "", "opened": opened_token()}).status_code == 302
    assert DataLink.objects.exists()
    return request


def traces(media_folder: Path) -> set[str]:
    """Return where something of the person is found: tables, files, keys of the cache."""
    found = {row.table for row in every_row() if row.holds(TRACES)}
    found |= {entry.partition("\n")[0] for entry in every_kept_entry() if any(mark in entry for mark in TRACES)}
    for file in (file for file in Path(media_folder).rglob("*") if file.is_file()):
        text = f"{file}\n{file.read_bytes().decode('utf-8', 'replace')}".casefold()
        found |= {str(file)} if any(mark in text for mark in TRACES) else set()
    return found


def test_a_person_who_did_everything_is_erased_everywhere(client, person, media_folder, mailoutbox):
    before = traces(media_folder)
    assert {"blog_comment", "core_consentevent", "core_datalink", "post_office_email"} <= before
    assert {"offers_guiderequest", "offers_trialrequest", "offers_batchrow"} <= before
    assert any(":limits:" in place for place in before)
    suppress(EMAIL, Suppression.Reason.UNSUBSCRIBED)
    household, mailbox = person.household_key, person.email_key
    assert household and mailbox
    assert dict(every_holding_of(EMAIL))["counters"] == 4

    colleague = UserFactory()
    names = ["access_admin", "use_privacy_desk"]
    colleague.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(colleague)
    shown = client.post("/admin/privacy/", {"email": EMAIL.upper()}).content.decode()
    for holding in ("guide-requests", "trial-requests", "consents", "mails", "comments", "answers", "commenters"):
        assert f'id="{holding}"' in shown
    for words in (*TYPED.values(), ANSWER, REPLY, "Which page did you like best?"):
        assert words in shown
    announced = [gone for line in erasing.preview(EMAIL) for gone in line.outcome.gone]
    staying = [stay.what for line in erasing.preview(EMAIL) for stay in line.outcome.stays]
    told = client.post("/admin/privacy/", {"email": EMAIL, "do": "preview"}).content.decode()
    assert "1 task to tell the partner" in told and "Why an address gets no mail" in told
    response = client.post("/admin/privacy/", {"email": EMAIL, "do": "erase", "typed": EMAIL.lower(), "tell": "on"})

    receipt = Erasure.objects.get()
    # What was announced is what was done, each once, and the last mail says so without being kept.
    assert sorted(gone for result in receipt.results for gone in result["gone"]) == sorted(announced)
    assert sorted(stay["what"] for result in receipt.results for stay in result["stays"]) == sorted(staying)
    assert len(staying) == len(set(staying)) == 7
    assert {"1 place in threads", "Answers of others"} <= set(staying)
    [last] = mailoutbox
    assert last.to == [EMAIL] and receipt.number in last.body and all(gone in last.body for gone in announced)
    assert response["Location"] == f"/admin/privacy_receipts/{receipt.number}/"
    assert receipt.finished_at and receipt.by == colleague
    assert traces(media_folder) == set()
    assert Batch.objects.get().content().count(b"\r\n") == 1
    # The reply that somebody has answered keeps its place, and nothing else of it.
    removed, answer = Comment.objects.order_by("pk")
    assert (removed.name, removed.text, removed.email_fingerprint, answer.name) == ("", "", "", "Max")
    assert answer.text.replace(REDACTED, "*") == "Thank you, *! *’s list helped, and so did yours, *."
    assert any("a name in 1 answer of others" in gone for gone in announced)
    assert Commenter.objects.count() == 1 and not CommentSubscription.objects.exists()

    task = PartnerTask.objects.get()
    assert task.reference == person.reference and task.done_at is None
    person.refresh_from_db()
    assert (person.state, person.household_key, person.email_key) == ("erased", household, mailbox)
    assert Suppression.objects.count() == 1
    assert not ConsentEvent.objects.exists()
    assert {name for name, _ in every_holding_of(EMAIL)} == {"household-keys", "suppression", "receipts", "audit"}
    actions = list(AuditEntry.objects.filter(by=colleague).order_by("pk").values_list("action", flat=True))
    assert actions == ["looked a person up", "previewed an erasure", "erased a person"]
    page = client.get(response["Location"]).content.decode().casefold()
    assert receipt.number.casefold() in page and not [mark for mark in TRACES if mark in page]
    # What stays is shown to whoever looks again, and stays.
    again = client.post("/admin/privacy/", {"email": EMAIL}).content.decode()
    for name in ("household-keys", "suppression", "receipts", "audit"):
        assert f'id="{name}"' in again
    assert 'value="preview"' not in again
    assert client.post("/admin/privacy/", {"email": EMAIL, "do": "erase", "typed": EMAIL}).status_code == 302
    assert Erasure.objects.count() == 1 and not erasing.is_held(EMAIL)


def every_holding_of(email: str) -> list[tuple[str, int]]:
    """Return what is still held about ``email``, and how many records."""
    return [(holding.name, count) for holding in every_holding() if (count := holding.count(email))]
