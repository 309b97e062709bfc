"""A redirect of ours never leads to a partner, whichever of the two is there first."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from tests.factories.core import UserFactory
from tests.factories.offers import OutboundLinkFactory, PartnerFactory


@pytest.fixture
def partner(db):
    partner = PartnerFactory(name="Greens", domains="partner.example")
    OutboundLinkFactory(partner=partner, slug="shop")
    return partner


@pytest.fixture
def admin(client, partner):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize(
    "address",
    ["https://partner.example/", "http://SHOP.partner.example:8080/x", "https://gut.example/out/shop/"],
)
def test_the_form_refuses_it_at_its_field_and_says_what_to_do_instead(admin, address):
    data = {"old_path": "/juice", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": address}
    response = admin.post(reverse("wagtailredirects:add"), data)
    (message,) = response.context["form"].errors["redirect_link"]
    assert "leads to Greens" in message
    assert "Partners" in message
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/out/not-yet/",
        "https://LOCALHOST:8000/articles/../out/not-yet/",
        "http://localhost/%2e%2e/out/not-yet",
        "https://www.gut.example/out/",
    ],
)
def test_nothing_leads_under_out_on_our_own_hosts(admin, settings, address):
    settings.ALLOWED_HOSTS = ["testserver", "www.gut.example"]
    response = admin.post(reverse("wagtailredirects:add"), {"old_path": "/juice", "redirect_link": address})
    (message,) = response.context["form"].errors["redirect_link"]
    assert "Addresses under /out/ lead to partners" in message
    assert not Redirect.objects.exists()


def test_any_other_redirect_is_accepted(admin):
    others = (
        "https://notpartner.example/",
        "https://partner.example.evil.example/",
        "https://news.example/out/and-about/",
        "https://localhost/out/../about/",
    )
    for number, address in enumerate(others):
        data = {"old_path": f"/old-{number}", "redirect_link": address}
        assert admin.post(reverse("wagtailredirects:add"), data).status_code == 302
    assert Redirect.objects.count() == len(others)


def test_the_import_refuses_the_row_and_takes_the_others(admin):
    file = SimpleUploadedFile(
        "redirects.csv", b"from,to\n/juice,https://partner.example/\n/other,https://other.example/\n"
    )
    page = admin.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    data = page.context["form"].initial | {"from_index": 0, "to_index": 1, "permanent": "on"}
    page = admin.post(reverse("wagtailredirects:process_import"), data)
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/other"]
    assert "leads to Greens" in page.content.decode()


def test_a_partner_does_not_get_a_website_that_a_redirect_leads_to(partner):
    Redirect.add_redirect("/oats", "https://www.oats.example/")
    partner.domains = "partner.example\noats.example"
    with pytest.raises(ValidationError, match="/oats") as caught:
        partner.full_clean()
    assert set(caught.value.message_dict) == {"domains"}
    Redirect.objects.all().delete()
    partner.full_clean()


def test_a_website_belongs_to_one_partner(partner):
    other = PartnerFactory.build(name="Oats", domains="oats.example\nPartner.example")
    with pytest.raises(ValidationError, match="belongs to Greens"):
        other.full_clean()
