"""What an editor sees of a block before choosing it, on a site that has content."""

import pytest
from bs4 import BeautifulSoup

from core.models import SiteSettings
from tests.blog.test_blocks import BLOCKS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("demo")]


def test_no_block_has_an_empty_preview():
    context = {"level": 3, "anchor": "preview", "site_settings": SiteSettings.for_default_site()}
    words = {}
    for name, block in BLOCKS.items():
        html = block.render(block.get_preview_value(), dict(context))
        words[name] = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
    assert {name for name, text in words.items() if len(text) <= 10} == set()
