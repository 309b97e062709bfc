"""What every page type owes an editor, whoever adds it."""

import pytest
from django.urls import reverse
from wagtail.admin.viewsets.pages import base_page_viewset, page_viewset_registry
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from core.models import BasePage

PAGE_TYPES = [model for model in get_page_models() if model is not Page]


@pytest.fixture(params=PAGE_TYPES, ids=lambda model: model.__name__)
def page_type(request):
    return request.param


def test_it_is_one_of_ours_and_has_a_body_of_blocks(page_type):
    assert issubclass(page_type, BasePage)
    assert isinstance(page_type._meta.get_field("body"), StreamField)


def test_it_says_where_it_belongs(page_type):
    assert page_type.parent_page_types and "parent_page_types" in page_type.__dict__
    assert "subpage_types" in page_type.__dict__ or page_type._meta.model_name == "homepage"


def test_it_says_what_it_is_for_and_has_an_icon(page_type):
    assert len(page_type.page_description) > 30
    # The admin registers its viewsets when its addresses are first asked for.
    reverse("wagtailadmin_home")
    viewset = page_viewset_registry.get_by_type(page_type)
    assert viewset is not base_page_viewset and viewset.icon != base_page_viewset.icon


def test_every_field_that_needs_it_has_help(page_type):
    plain = {"title", "slug", "seo_title", "search_description"}
    inherited = {field.name for field in Page._meta.get_fields()}
    for field in page_type._meta.get_fields():
        if not field.concrete or not field.editable or field.name in inherited | plain:
            continue
        assert field.help_text or len(field.verbose_name.split()) > 1, f"{page_type.__name__}.{field.name}"


def test_it_has_promote_fields(page_type):
    fields = page_type.get_edit_handler().get_form_class().base_fields
    assert {"slug", "seo_title", "search_description", "share_image"} <= set(fields)
