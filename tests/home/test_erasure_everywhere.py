"""A person who did everything that can be done here is erased: the database, the files and the cache have no trace."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from post_office.models import Email

from core.forms import opened_token
from core.mail.suppression import suppress
from core.models import AuditEntry, ConsentEvent, Erasure, SiteSettings, Suppression
from core.privacy.registry import every_holding
from core.tokens import fingerprint
from offers.handoff import batches
from offers.models import PartnerTask, TrialRequest
from offers.requests import trial_requests
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory
from tests.factories.offers import GuidePageFactory, GuideQuestionFactory, TrialPageFactory

# Words that stand nowhere else. Searched without regard to case.
EMAIL = "Qwyzzle.Marple@zzyzx.example"
TRACES = ("qwyzzle", "zzyzx", "xylograph", "quokkaville", "qq9 9zz")


@pytest.fixture
def site(home):
    settings = SiteSettings.for_default_site()
    settings.postal_address = "1 Sample Street\nSample Town"
    settings.save()
    return home


@pytest.fixture
def person(client, site, confirm_last):
    """Somebody who commented, asked for the guide with an answer and the news, and has a sample in fulfilment."""
    article = ArticlePageFactory(parent=ArticleListPageFactory(parent=site))
    CommentFactory(
        article=article, name="Qwyzzle", text="Xylograph", email_fingerprint=fingerprint(EMAIL, purpose="comment")
    )
    guide = GuidePageFactory(parent=site)
    question = GuideQuestionFactory(page=guide)
    typed = {"email": EMAIL, "first_name": "Qwyzzle", "homepage": "", "opened": opened_token()}
    news = {"site_news": guide.get_form().fields["site_news"].words.mark}
    assert client.post(guide.url, typed | news | {question.get_field_clean_name(): "Xylograph"}).status_code == 302
    confirm_last()
    trial = TrialPageFactory(parent=site)
    boxes = {name: trial.get_form().fields[name].words.mark for name in ("adult", "household", "partner_address")}
    address = {
        "full_name": "Qwyzzle Marple",
        "address_line_1": "4 Xylograph Lane",
        "address_line_2": "",
        "town": "Quokkaville",
        "region": "",
        "postcode": "QQ9 9ZZ",
        "country": "United Kingdom",
    }
    assert client.post(trial.url, typed | address | boxes).status_code == 302
    confirm_last()
    trial_requests.approve(TrialRequest.objects.get(), by=UserFactory())
    batches.prepare(trial, by=UserFactory())
    return TrialRequest.objects.get()


@pytest.fixture
def confirm_last(client):
    def press():
        mail = Email.objects.filter(message__contains="/requests/confirm/").latest("pk")
        client.post(re.findall(r"/requests/confirm/\S+/", mail.message)[0])

    return press


def whole_database() -> str:
    """Return every column of every row of every table as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # names of our own tables
            rows += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(rows).casefold()


def whole_cache() -> str:
    """Return every key and value of the local memory cache as text."""
    return repr([(key, cache.get(key.split(":", 2)[2])) for key in list(cache._cache)]).casefold()  # type: ignore[attr-defined]


def traces(text: str) -> list[str]:
    """Return what of the person is found in ``text``."""
    return [trace for trace in TRACES if trace in text]


def test_a_person_who_did_everything_is_erased_everywhere(client, person, media_folder):
    assert traces(whole_database()) == list(TRACES)
    suppress(EMAIL, Suppression.Reason.UNSUBSCRIBED)
    household, mailbox = person.household_key, person.email_key
    assert household and mailbox

    colleague = UserFactory()
    names = ["access_admin", "use_privacy_desk"]
    colleague.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(colleague)
    shown = client.post("/admin/privacy/", {"email": EMAIL.upper()}).content.decode()
    for holding in ("guide-requests", "trial-requests", "consents", "mails", "comments", "suppression"):
        assert f'id="{holding}"' in shown
    for words in ("Qwyzzle Marple", "4 Xylograph Lane", "QQ9 9ZZ", "Which page did you like best?"):
        assert words in shown
    told = client.post("/admin/privacy/", {"email": EMAIL, "do": "preview"}).content.decode()
    assert "1 task to tell the partner" in told and "Why you get no mail" in told
    response = client.post("/admin/privacy/", {"email": EMAIL, "do": "erase", "typed": EMAIL.lower()})

    receipt = Erasure.objects.get()
    assert response["Location"] == f"/admin/privacy_receipts/{receipt.number}/"
    assert receipt.finished_at and receipt.by == colleague
    assert traces(whole_database()) == []
    assert traces(whole_cache()) == []
    files = [file for file in Path(media_folder).rglob("*") if file.is_file()]
    assert not [file for file in files if traces(file.read_bytes().decode("utf-8", "replace").casefold())]
    assert not [file for file in files if traces(str(file).casefold())]

    task = PartnerTask.objects.get()
    assert task.reference == person.reference and task.done_at is None
    person.refresh_from_db()
    assert (person.state, person.household_key, person.email_key) == ("erased", household, mailbox)
    assert Suppression.objects.count() == 1
    assert not ConsentEvent.objects.exists()
    assert [holding.name for holding in every_holding() if not holding.stays and holding.count(EMAIL)] == []
    actions = list(AuditEntry.objects.filter(by=colleague).order_by("pk").values_list("action", flat=True))
    assert actions == ["looked a person up", "looked what erasing would do", "erased a person"]
    page = client.get(response["Location"]).content.decode()
    assert receipt.number in page and not traces(page.casefold())
    # What stays is shown to whoever looks again, and stays.
    again = client.post("/admin/privacy/", {"email": EMAIL}).content.decode()
    assert {name for name in ("household-keys", "suppression", "receipts", "audit") if f'id="{name}"' in again} == {
        "household-keys",
        "suppression",
        "receipts",
        "audit",
    }
    assert 'value="preview"' not in again
    assert client.post("/admin/privacy/", {"email": EMAIL, "do": "erase", "typed": EMAIL}).status_code == 302
    assert Erasure.objects.count() == 1
