"""Settings → Mails: what a mail looks like, and what an editor may word in it."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from core.mail import catalogue
from core.mail.catalogue import Mail, Placeholder
from core.mail.wording import check_words
from core.models import MailWording
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/mails/guide_confirm/"


@pytest.fixture
def editor(client):
    user = UserFactory()
    names = ["access_admin", "change_mailwording"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def html_of(response):
    return response.content.decode()


def frame(html):
    """What the first frame shows."""
    return html[html.index("<iframe") : html.index("</iframe>")]


def test_every_mail_is_listed_with_when_it_is_sent(client, editor):
    html = html_of(client.get("/admin/mails/"))
    for mail in catalogue.every_mail():
        assert mail.title in html
        assert f"/admin/mails/{mail.name}/" in html
    assert "When the partner has posted the sample." in html
    assert '"/admin/mails/"' in html_of(client.get("/admin/"))


@pytest.mark.parametrize("mail", catalogue.every_mail(), ids=lambda mail: mail.name)
def test_each_mail_shows_what_it_looks_like_and_can_run_nothing(client, editor, mail):
    html = html_of(client.get(f"/admin/mails/{mail.name}/"))
    assert html.count('sandbox=""></iframe>') == html.count("<iframe") == 2
    assert "&lt;!doctype html&gt;" in frame(html)
    assert "On a phone" in html
    assert "It is not a newsletter." in html or mail.marketing
    for placeholder in mail.placeholders:
        assert f"<code>{{{placeholder.name}}}</code>" in html


def test_words_are_shown_first_and_stored_when_they_are_right(client, editor):
    words = {"subject": "Your guide, {first_name}", "opening": "Dear {first_name}.", "closing": "Be well."}
    html = html_of(client.post(PAGE, words | {"show": "1"}))
    assert "This is not saved yet." in html
    assert "Dear Rosa." in frame(html)
    assert "Your guide, Rosa" in html
    assert not MailWording.objects.exists()
    html = html_of(client.post(PAGE, words, follow=True))
    assert "is worded like this from the next mail on" in html
    stored = MailWording.objects.get(name="guide_confirm")
    assert {place: getattr(stored, place) for place in MailWording.PLACES} == words
    assert "Worded by an editor" in html_of(client.get("/admin/mails/"))
    assert ModelLogEntry.objects.get().user == editor
    client.post(PAGE, {"subject": "", "opening": " ", "closing": ""})
    assert not MailWording.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Dear {frist_name}",
            "stand in for {frist_name}. You can use {first_name}, {offer}.",
        ),
        ("Dear {request.email}", "A curly bracket stands alone"),
        ("Dear {0}", "Nothing is known that could stand in for {0}"),
        ("Dear {first_name!r}", "A curly bracket stands alone"),
        ("Dear {first_name", "A curly bracket stands alone"),
        ("{{ request.email }}", "A curly bracket stands alone"),
        ("{% now 'Y' %}", "A curly bracket stands alone"),
        ("<b>Dear</b> reader", "leave out HTML"),
        ("<!-- hidden", "leave out HTML"),
        ("See https://evil.example/now", "Leave out addresses and links"),
        ("See WWW.evil.example", "Leave out addresses and links"),
        ("See evil.example/now", "Leave out addresses and links"),
        ("Write to rosa@example", "Leave out addresses and links"),
        ("javascript:alert(1)", "Leave out addresses and links"),
        ("It heals leaky gut", "No product may be said to do anything about an illness"),
        ("x" * 401, "at most 400"),
    ],
)
def test_words_that_may_not_stand_there_are_refused_and_kept_for_mending(client, editor, words, told):
    html = html_of(client.post(PAGE, {"subject": "", "opening": words, "closing": ""}))
    assert told in html
    assert "With our own words, until the mistakes above are gone." in html
    assert "we hope you, asked for our guide" in frame(html)
    assert words.split("<")[0].split("'")[0] in html
    assert not MailWording.objects.exists()


def test_ordinary_punctuation_is_no_link(client, editor):
    opening = "Thank you, {first_name}. It is 3.5 MB, e.g. for a phone… Look at 10:30 a.m. – and then? <3 & more."
    client.post(PAGE, {"subject": "", "opening": opening, "closing": ""})
    assert MailWording.objects.get().opening == opening


@pytest.mark.parametrize("subject", ["Two\nlines", "x" * 91])
def test_a_subject_is_one_short_line(client, editor, subject):
    client.post(PAGE, {"subject": subject, "opening": "", "closing": ""})
    wording = MailWording.objects.first()
    assert wording is None or "\n" not in wording.subject


def test_a_mail_without_names_says_so():
    with pytest.raises(ValidationError, match="There are none in this mail"):
        check_words("{name}", Mail("x", "X", "", "", dict))
    check_words("{name}", Mail("x", "X", "", "", dict, (Placeholder("name", "", lambda context: ""),)))


def test_others_do_not_word_mails(client):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get("/admin/mails/")["Location"] == "/admin/"
    assert client.post(PAGE, {"subject": "Mine"})["Location"] == "/admin/"
    assert '"/admin/mails/"' not in html_of(client.get("/admin/"))
    assert not MailWording.objects.exists()


def test_a_mail_that_there_is_not_is_not_found(client, editor):
    assert client.get("/admin/mails/nope/").status_code == 404
