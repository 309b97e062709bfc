"""Guides are given out by our mails alone; other documents are public."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.factories.core import UserFactory
from tests.factories.offers import GuideDocumentFactory, GuideDownloadFactory, GuidePageFactory, GuideRequestFactory


@pytest.fixture
def document(home):
    return GuideDocumentFactory(title="Another edition")


def test_a_document_that_is_no_guide_is_public(client, guide, document):
    response = client.get(document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)


def test_a_guide_that_is_chosen_in_a_draft_is_not_public(client, guide, document):
    guide.document = document
    guide.save_revision()
    assert client.get(document.url).status_code == 404


def test_a_guide_of_a_page_that_was_never_published_is_not_public(client, home, document):
    GuidePageFactory(parent=home, document=document, live=False)
    assert client.get(document.url).status_code == 404


def test_a_former_edition_is_not_public(client, guide, document):
    former = guide.document
    guide.save_revision().publish()
    guide.document = document
    guide.save_revision().publish()
    assert client.get(former.url).status_code == 404


def test_a_guide_that_links_were_sent_for_is_not_public(client, guide, document):
    request = GuideRequestFactory(guide=guide, state="confirmed", confirmed_at=timezone.now())
    GuideDownloadFactory(request=request, document=document)
    assert client.get(document.url).status_code == 404


def test_staff_may_look_at_it(client, guide):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    response = client.get(guide.document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
