import re

import pytest

pytestmark = pytest.mark.django_db

HEADINGS = ["Main", "Form", "Inside", "Conditions", "Problems", "Problems title", "Safety", "Safety note title"]


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_no_heading_takes_an_id_of_the_page_or_its_form(client, request, kind):
    page = request.getfixturevalue(kind)
    page.body = [{"type": "heading", "value": heading} for heading in HEADINGS]
    page.save()
    for response in (client.get(page.url), client.post(page.url, {"email": "rosa"})):
        ids = re.findall(r'\sid="([^"]+)"', response.content.decode())
        assert len(ids) == len(set(ids))
