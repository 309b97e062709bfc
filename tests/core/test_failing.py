"""What a reader sees when the site itself is broken."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client


@pytest.mark.parametrize("address", ["/", "/articles/fibre/", "/search/?q=fibre", "/sitemap.xml"])
def test_without_a_database_a_reader_still_gets_a_page_that_helps_and_looks_like_ours(address):
    # This test has no database: whatever asks one fails, as it does for a server that has lost its own.
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == 500
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1.get_text() == "Something broke on our side"
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    files = [tag.get("href") or tag.get("src") for tag in page.select("link, script, img")]
    assert files and all(finders.find(file.removeprefix("/static/")) for file in files)
    assert [link["href"] for link in page.select("main a")] == ["", "/"]
