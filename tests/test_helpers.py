"""The helpers that judge queries and HTML say what is wrong, and nothing when nothing is."""

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.helpers.html_checker import assert_valid_html, check_html
from tests.helpers.needs import missing
from tests.helpers.queries import assert_max_queries, count_queries, listing

GOOD = '<!doctype html><html lang="en"><head><title>Page</title></head><body><h1>Heading</h1></body></html>'


@pytest.mark.django_db
def test_queries_are_counted() -> None:
    with count_queries() as captured:
        ContentType.objects.count()
    assert len(captured) == 1


@pytest.mark.django_db
def test_queries_within_the_limit_pass() -> None:
    with assert_max_queries(1):
        ContentType.objects.count()


@pytest.mark.django_db
def test_queries_over_the_limit_are_listed() -> None:
    with (
        pytest.raises(pytest.fail.Exception, match="2 queries, at most 1 allowed") as failure,
        assert_max_queries(1),
    ):
        ContentType.objects.count()
        ContentType.objects.count()
    assert "1. [2 times] SELECT COUNT(*)" in str(failure.value)


def test_long_statements_lose_their_middle() -> None:
    line = listing(["SELECT " + "x, " * 500 + "y FROM z"])
    assert len(line) < 320
    assert line.endswith("FROM z")


def test_html_is_judged_page_by_page() -> None:
    bad = GOOD.replace("<h1>", '<img src="a.png"><h1>')
    (line,) = check_html({"/good/": GOOD, "/bad/?a b": bad})
    assert line.startswith("/bad/?a b, 1:")
    assert "alt" in line


def test_valid_html_passes_and_invalid_fails() -> None:
    assert_valid_html({"/good/": GOOD})
    with pytest.raises(pytest.fail.Exception, match="1 messages"):
        assert_valid_html({"/bad/": GOOD.replace("<h1>", "<h7>x</h7><h1>").replace("h7", "center")})


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_what_is_missing_skips_a_test_and_fails_on_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no such thing"):
        missing("no such thing")
