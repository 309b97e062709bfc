"""The first steps of an empty site, as docs/deploying.md has them, done in the admin the way a person would."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page, Site, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import ArticleListPage, PeoplePage
from core.models import SiteSettings
from home.models import HomePage
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db


def fields_of(form):
    """Return what a form sends when nobody has changed anything."""
    sent = {}
    for field in form:
        if field.name in form.fields and (value := field.value()) is not None and isinstance(value, str | int):
            sent[field.name] = value
    return sent


def create(client, model, parent, title):
    """Add a page in the admin and publish it; return it."""
    address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    form = client.get(address).context["form"]
    data = fields_of(form) | {"title": title, "slug": slugify(title), "action-publish": "1"}
    for name, field in form.fields.items():
        if hasattr(field, "block"):
            data[name] = streamfield([])
        elif field.required and not data.get(name):
            data[name] = "The first words."
    data |= {prefix: inline_formset([]) for prefix in form.formsets}
    response = client.post(address, nested_form_data(data))
    assert response.status_code == 302, response.context["form"].errors
    return model.objects.live().get(title=title)


def test_the_first_steps_lead_to_a_site(client):
    call_command("setup_roles", verbosity=0)
    client.force_login(UserFactory(is_superuser=True))
    root = Page.get_first_root_node()
    welcome = root.get_children().get()

    # 1. The home page, under Root. Wagtail's own has the address "home", so ours is called something else.
    home = create(client, HomePage, root, "The front page")

    # 2. The site that leads to it.
    site = Site.objects.get()
    edit = reverse("wagtailsites:edit", args=[site.pk])
    data = {
        "hostname": "www.example.org",
        "port": "443",
        "site_name": "",
        "root_page": home.pk,
        "is_default_site": "on",
    }
    assert client.post(edit, data).status_code == 302

    # 3. Without Wagtail's welcome page.
    response = client.post(reverse("wagtailadmin_pages:delete", args=[welcome.pk]), {"next": ""})
    assert response.status_code == 302
    assert [page.specific for page in root.get_children()] == [home]

    # 4. The list of articles and that of people.
    create(client, ArticleListPage, home, "Articles")
    create(client, PeoplePage, home, "People")

    # 5. The settings of the site.
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", site.pk])
    form = client.get(address).context["form"]
    data = fields_of(form) | {name: streamfield([]) for name, field in form.fields.items() if hasattr(field, "block")}
    data |= {"organisation": "Our name", "contact_email": "hello@example.org"}
    response = client.post(address, nested_form_data(data))
    assert response.status_code == 302, response.context["form"].errors
    assert SiteSettings.for_site(site).organisation == "Our name"

    # 6. The roles again: now there are pages to have rights on.
    call_command("setup_roles", verbosity=0)
    writer = GroupPagePermission.objects.filter(group=Group.objects.get(name="Writer"))
    assert {permission.page.specific for permission in writer} == {ArticleListPage.objects.get()}
    assert Workflow.objects.filter(active=True, workflow_pages__page=ArticleListPage.objects.get()).exists()

    client.logout()
    for path in ("/", "/articles/", "/people/"):
        response = client.get(path, headers={"host": "www.example.org"})
        assert response.status_code == 200
