import pytest
from django.contrib.auth.models import Permission
from post_office.models import STATUS, Email

from tests.factories.core import UserFactory


@pytest.fixture
def mail(db):
    return Email.objects.create(
        from_email="hello@example.org",
        to=["rosa@example.org"],
        subject="Please <confirm>",
        message="Hello <Rosa>,\n\nopen http://testserver/requests/confirm/abc/ to confirm.\n",
        html_message='<html><head></head><body><script>alert("x")</script><p>Hello</p></body></html>',
        status=STATUS.queued,
    )


@pytest.fixture
def reader_of_mail(client, db):
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_email"]))
    client.force_login(user)
    return user


def html_of(response):
    return response.content.decode()


def test_the_outbox_lists_mails(client, reader_of_mail, mail):
    html = html_of(client.get("/admin/outbox/"))
    assert "Please &lt;confirm&gt;" in html
    assert "rosa@example.org" in html
    assert "queued" in html
    assert "Outbox" in html


def test_in_development_the_links_of_a_mail_can_be_followed(client, reader_of_mail, mail, settings):
    settings.DEBUG = True
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert '<a href="http://testserver/requests/confirm/abc/"' in html
    assert "Hello &lt;Rosa&gt;" in html


def test_elsewhere_nobody_gets_a_readers_links_from_the_outbox(client, reader_of_mail, mail):
    Email.objects.update(html_message='<p><a href="http://testserver/requests/guide/abc/file/">Go</a></p>')
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert "/abc/" not in html
    assert "open http://testserver/requests/confirm/…/ to confirm." in html
    assert "http://testserver/requests/guide/…/file/" in html


def test_the_designed_mail_can_run_nothing(client, reader_of_mail, mail):
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert '<script>alert("x")' not in html
    frame = html[html.index("<iframe") : html.index("</iframe>")]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame
    assert "&lt;script&gt;" in frame
    assert "&lt;base target=&quot;_blank&quot;&gt;" in frame


def test_what_went_wrong_is_shown(client, reader_of_mail, mail):
    mail.logs.create(status=STATUS.failed, message="Mailbox <full>", exception_type="SMTPError")
    assert "Mailbox &lt;full&gt;" in html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))


def test_a_mail_without_design_is_shown_as_text(client, reader_of_mail, mail):
    Email.objects.update(html_message="")
    assert "<iframe" not in html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))


@pytest.mark.parametrize("query", ["q=rosa", "q=%22", "q=%F0%9F%98%80", "status=0", "status=x", "p=999"])
def test_odd_searches_get_an_answer(client, reader_of_mail, mail, query):
    assert client.get(f"/admin/outbox/?{query}").status_code == 200


def test_a_search_finds_by_address(client, reader_of_mail, mail):
    assert "Please &lt;confirm&gt;" in html_of(client.get("/admin/outbox/?q=rosa@"))
    assert "Please &lt;confirm&gt;" not in html_of(client.get("/admin/outbox/?q=tom@"))


def test_others_see_no_mail(client, mail):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for path in ("/admin/outbox/", "/admin/outbox/results/", f"/admin/outbox/inspect/{mail.pk}/"):
        assert client.get(path)["Location"] == "/admin/"
    assert "/admin/outbox/" not in html_of(client.get("/admin/"))


def test_nobody_changes_a_mail(client, mail):
    client.force_login(UserFactory(is_superuser=True))
    for path in ("new/", f"edit/{mail.pk}/", f"delete/{mail.pk}/", f"copy/{mail.pk}/"):
        assert client.post(f"/admin/outbox/{path}").status_code == 404
