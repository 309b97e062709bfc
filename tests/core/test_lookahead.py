import re

import pytest

from core.lookahead import Kind, announce, find, looking_ahead, register, want
from core.pictures import PICTURES, with_renditions
from tests.factories.core import SiteImageFactory


@pytest.fixture
def asked():
    """The keys that were asked for, one set a question."""
    return []


@pytest.fixture
def kind(asked, monkeypatch):
    monkeypatch.setattr("core.lookahead._kinds", [])

    def fetch(keys):
        asked.append(set(keys))
        return {key: f"record {key}" for key in keys if key < 100}

    return register(Kind((re.compile(r'"record": (\d+)'), re.compile(r"#(\d+)|/(\d+)")), fetch))


def test_the_first_question_fetches_all_that_was_announced(kind, asked):
    with looking_ahead():
        announce('{"record": 1}', "see #2 and /3")
        want(kind, ["4", None])
        assert find(kind, [1]) == {1: "record 1"}
        assert find(kind, [2, 3, "4"]) == {2: "record 2", 3: "record 3", 4: "record 4"}
    assert asked == [{1, 2, 3, 4}]


def test_what_does_not_exist_is_asked_for_once(kind, asked):
    with looking_ahead():
        assert find(kind, [100]) == {}
        assert find(kind, [100, 1]) == {1: "record 1"}
    assert asked == [{100}, {1}]


def test_outside_of_a_page_nothing_is_remembered(kind, asked):
    announce('{"record": 1}')
    find(kind, [2])
    find(kind, [2])
    assert asked == [{2}, {2}]


def test_a_page_inside_a_page_shares_what_was_found(kind, asked):
    with looking_ahead():
        find(kind, [1])
        with looking_ahead():
            find(kind, [1])
    with looking_ahead():
        find(kind, [1])
    assert asked == [{1}, {1}]


@pytest.mark.parametrize("key", ["", "x", "-1", "1 OR 1", "9" * 30, "²"])
def test_what_cannot_be_a_key_is_not_asked_for(kind, asked, key):
    assert find(kind, [key]) == {}
    assert asked in ([], [set()])


@pytest.mark.django_db
def test_pictures_come_with_their_renditions_in_one_query(django_assert_num_queries):
    images = [SiteImageFactory() for _ in range(3)]
    for image in images:
        image.get_rendition("width-10")
    with looking_ahead():
        want(PICTURES, [image.pk for image in images])
        with django_assert_num_queries(1):
            for image in images:
                assert with_renditions(image).get_rendition("width-10").width == 10


@pytest.mark.django_db
def test_a_picture_without_renditions_gets_them():
    image = SiteImageFactory()
    with looking_ahead():
        assert with_renditions(image).get_rendition("width-10").width == 10


def test_no_picture_stays_none():
    assert with_renditions(None) is None
