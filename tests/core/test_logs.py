import io
import logging

import pytest

from core.logs import MaskSecrets
from core.tokens import mask_links


@pytest.fixture
def log():
    """What the handler that the settings give to Django's loggers writes."""
    handler = next(handler for handler in logging.getLogger("django").handlers if handler.filters)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["confirm", "guide", "unsubscribe"])
def test_an_answer_about_a_link_is_logged_without_its_secret(client, log, kind):
    assert client.post(f"/requests/{kind}/s3cr-et_1:a/").status_code == 410
    assert client.put(f"/requests/{kind}/s3cr-et_1:a/").status_code == 405
    assert f"/requests/{kind}/…/" in log.getvalue()
    assert "s3cr" not in log.getvalue()


@pytest.mark.django_db
def test_a_refused_form_is_logged_without_the_secret(client, log):
    assert client.post("/requests/confirm/s3cret/", headers={"Origin": "https://evil.example"}).status_code == 403
    assert "s3cret" not in log.getvalue()


@pytest.mark.django_db
def test_other_paths_are_logged_as_they_are(client, log):
    client.get("/admin/requests-of-ours/5/")
    client.post("/requests/new-link/")
    assert "/requests/new-link/" in log.getvalue()
    assert "…" not in log.getvalue()


def test_a_record_whose_arguments_do_not_fit_passes():
    record = logging.LogRecord("x", logging.INFO, "", 1, "%d and %d", ("/requests/guide/x/",), None)
    assert MaskSecrets().filter(record)


def test_every_link_of_a_text_is_masked():
    text = "(http://a/requests/guide/x_-9/file/) <a href='http://a/requests/unsubscribe/1:x/'> /requests/confirm/z"
    assert mask_links(text) == (
        "(http://a/requests/guide/…/file/) <a href='http://a/requests/unsubscribe/…/'> /requests/confirm/…"
    )
