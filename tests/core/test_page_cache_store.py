"""What one process keeps: so much, so long, and of one version."""

import pytest
from django.http import HttpResponse

from core.forms import noting_tokens, opened_token
from core.page_cache import store
from core.page_cache.store import Kept, Store


def entry(text: str = "a page", tokens=(), **marks) -> Kept:
    return Kept.of(HttpResponse(text, headers={"X-Word": "yes"}), tokens, marks)


@pytest.fixture
def pages():
    pages = Store(20_000)
    pages.renew(1)
    return pages


def test_an_answer_comes_back_with_its_headers_and_marks(pages):
    pages.put("a", entry("Grüße", offer=7), 1)
    response = pages.get("a").response()
    assert response.content.decode() == "Grüße"
    assert (response["X-Word"], response["Content-Length"], response.offer) == ("yes", "7", 7)


def test_what_is_done_to_one_answer_does_not_show_in_the_next(pages):
    pages.put("a", entry(), 1)
    first = pages.get("a").response()
    first["X-Word"], first.content = "no", b"other"
    second = pages.get("a").response()
    assert (second["X-Word"], second.content) == ("yes", b"a page")


def test_it_holds_no_more_bytes_than_it_may_and_lets_go_what_nobody_asked_for(pages):
    for name in "abcdefghij":
        pages.put(name, entry("x" * 1000), 1)
    assert len(pages) == 10 and pages.size == 20_000
    pages.get("a")
    pages.put("k", entry("x" * 1000), 1)
    assert pages.get("a") and pages.get("k") and pages.get("b") is None
    assert pages.size == 20_000
    # The same address again takes no more.
    pages.put("k", entry("x" * 500), 1)
    assert pages.size == 19_500


def test_one_huge_page_does_not_push_out_all_others(pages):
    pages.put("a", entry(), 1)
    pages.put("huge", entry("x" * 3000), 1)
    assert pages.get("a") and pages.get("huge") is None


def test_after_a_minute_it_is_too_old(pages, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(store.time, "monotonic", lambda: now)
    pages.put("a", entry(), 1)
    now += 59.9
    assert pages.get("a")
    now += 0.2
    assert pages.get("a") is None
    assert pages.size == len(pages) == 0


def test_a_new_version_begins_empty_and_takes_nothing_of_the_old_one(pages):
    pages.put("a", entry(), 1)
    pages.renew(2)
    pages.put("b", entry(), 1)
    assert pages.get("a") is pages.get("b") is None
    pages.put("b", entry(), 2)
    assert pages.get("b")


def test_before_a_version_is_known_nothing_is_kept():
    pages = Store(20_000)
    pages.put("a", entry(), 1)
    assert pages.get("a") is None


def test_when_a_form_was_opened_is_written_anew_in_each_answer(pages, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    with noting_tokens() as tokens:
        first = opened_token()
        # A page that takes a second to make may hold two.
        time_machine.shift(1)
        second = opened_token()
    pages.put("a", entry(f'<a value="{first}"><b value="{second}">', tokens), 1)
    time_machine.shift(30)
    now = opened_token()
    assert now not in (first, second)
    assert pages.get("a").response().content.decode() == f'<a value="{now}"><b value="{now}">'


def test_what_was_written_elsewhere_is_not_noted():
    with noting_tokens() as outer, noting_tokens() as inner:
        opened_token()
    assert not outer and len(inner) == 1
