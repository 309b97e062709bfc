"""People are searched for in the admin, and no address, title or form names them."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from core.private_search import WORKS_FOR
from tests.blog.moderation import listed, moderator
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home
from tests.helpers.private_search import sealed

QUEUE = "/admin/comments/list/all/"
# Every list in which readers can be searched for by name or address.
LISTS = ("comments:index", "trial_requests:index", "guide_requests:index", "outbox:index")


@pytest.fixture
def comments(db):
    article = ArticlePageFactory(parent=ArticleListPageFactory(parent=site_with_home()))
    for name, risk in (("Maya Hill", ["suicid*"]), ("Maya Hill", []), ("Tom", ["suicid*"])):
        CommentFactory(article=article, name=name, text=f"I am {name}", risk_words=risk)


@pytest.mark.parametrize("name", LISTS)
def test_what_is_typed_in_a_list_of_people_is_sent_by_post(client, db, name):
    client.force_login(UserFactory(is_superuser=True))
    path = reverse(name)
    page = BeautifulSoup(client.get(path).content, "html.parser")
    (form,) = page.select("form.private-search")
    assert form["method"] == "post" and not form.get("action") and not page.select('input[name="q"]')
    answer = client.post(path, {"words": " Maya Hill "})
    assert answer.status_code == 302 and answer["Location"].startswith(f"{path.split('list/')[0]}")
    assert "maya" not in answer["Location"].lower() and "hill" not in answer["Location"].lower()
    page = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    assert page.select_one(".private-search input[name=words]")["value"] == "Maya Hill"
    assert not [link["href"] for link in page.select("main a[href]") if "maya" in link["href"].lower()]
    # Who narrows the list keeps the search, and who wants all of it again empties the field.
    assert page.select_one('[data-search-form] input[name="q"]') or not page.select_one("[data-search-form]")
    assert "q=" not in client.post(answer["Location"], {"words": "  "})["Location"]


def test_a_search_finds_within_what_is_narrowed_and_begins_on_the_first_page(client, comments):
    moderator(client)
    answer = client.post(f"{QUEUE}?risk=yes&p=2", {"words": "maya"})
    assert re.fullmatch(rf"{QUEUE}\?risk=yes&q=[\w=%-]+", answer["Location"])
    assert listed(client, answer["Location"]) == ["I am Maya Hill"]
    assert len(listed(client, f"{QUEUE}results/?{sealed('q=maya')}")) == 2


def test_an_old_address_a_forged_one_and_plain_words_search_for_nothing(client, comments):
    moderator(client)
    old = sealed("q=maya")
    for query in ("q=maya", "q=%00", f"{old[:-4]}AAAA", "q=é", "q=" + "x" * 5000):
        assert len(listed(client, f"{QUEUE}?{query}")) == 3
    with time_machine.travel(timezone.now() + WORKS_FOR * 1.01, tick=False):
        assert len(listed(client, f"{QUEUE}?{old}")) == 3


@pytest.mark.parametrize("words", ["\0", "%", "“", "😀", "x" * 5000, "' OR 1=1 --", "\u202e"])
def test_odd_words_get_an_answer(client, comments, words):
    moderator(client)
    assert client.post(QUEUE, {"words": words}, follow=True).status_code == 200


def test_who_may_not_see_a_list_cannot_search_it(client, comments):
    client.force_login(UserFactory())
    assert "q=" not in client.post(QUEUE, {"words": "maya"}, headers={"sec-fetch-site": "same-origin"}).url
