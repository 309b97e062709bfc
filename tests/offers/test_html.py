"""Every page and mail of the offers, in every state, before the W3C's HTML checker."""

import re

from django.utils import timezone
from post_office.models import Email

from offers.models import GuideConfirmation, GuideDownload, TrialConfirmation
from tests.factories.core import SiteImageFactory
from tests.factories.offers import OutboundLinkFactory
from tests.helpers.html_checker import assert_valid_html


def fill(page, **blocks):
    """Give ``page`` a picture and a body with ``blocks``, and publish it."""
    page.image = SiteImageFactory(file__width=900, file__height=1000)
    page.body = [{"type": "heading", "value": "What it is"}, *blocks.pop("body", [])]
    for name, value in blocks.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def band(kind, page):
    return {"type": kind, "value": {"page": page.pk, "title": "", "text": "<p>Some words</p>"}}


def test_every_page_and_mail_is_valid(client, home, guide, trial, guide_data, trial_data, ticked, link_in_last_mail):
    product = trial.product
    bands = [band("guide_band", guide), band("trial_band", trial), band("product_band", product)]
    fact = {"type": "fact", "value": {"label": "Serving", "value": ""}}
    link = OutboundLinkFactory(partner=product.partner)
    quote = {"type": "partner_quote", "value": {"quote": "Delicious"}}
    fill(product, facts=[fact], outbound_link=link, body=[quote, {"type": "pending", "value": None}, *bands])
    fill(guide, contents=[{"type": "entry", "value": {"title": "Plants", "page": 2}}], body=bands)
    fill(trial, body=bands)

    pages = {}

    def look(name, response):
        pages[name] = response.content.decode()

    look("product", client.get(product.url))
    for name, page, data in (("guide", guide, guide_data), ("trial", trial, trial_data)):
        look(name, client.get(page.url))
        look(f"{name} with errors", client.post(page.url, {"email": "rosa", "full_name": "<b>"}))
        look(f"{name} with a filled trap", client.post(page.url, data | {"homepage": "x"}))
        look(f"{name} thank you", client.post(page.url, data | ticked(page, "site_news"), follow=True))
        confirm = link_in_last_mail()
        look(f"{name} confirm", client.get(confirm))
        (GuideConfirmation if name == "guide" else TrialConfirmation).objects.update(expires_at=timezone.now())
        look(f"{name} expired", client.get(confirm))
        # The very same form again would change nothing.
        other = "first_name" if name == "guide" else "address_line_2"
        client.post(page.url, data | ticked(page, "site_news") | {other: "Again"})
        confirm = link_in_last_mail()
        look(f"{name} confirmed", client.post(confirm, follow=True))
        look(f"{name} confirmed already", client.get(confirm))
        client.post(page.url, data | ticked(page, "site_news") | {other: "And again"})
        agree = link_in_last_mail()
        look(f"{name} agree to news", client.get(agree))
        look(f"{name} agreed to news", client.post(agree, follow=True))
    link_to_guide = re.findall(r"/requests/guide/\S+/", Email.objects.get(subject="Your guide is here").message)[0]
    GuideDownload.objects.update(expires_at=timezone.now())
    look("download expired", client.get(link_to_guide))
    look("new link sent", client.post(link_to_guide, follow=True))
    look("unknown link", client.get("/requests/confirm/unknown/"))
    subscribed = Email.objects.filter(subject="You are subscribed").first()
    leave = re.findall(r"/requests/unsubscribe/\S+/", subscribed.message)[0]
    look("unsubscribe", client.get(leave))
    look("unsubscribed", client.post(leave))
    for mail in Email.objects.all():
        pages[f"mail: {mail.subject}"] = mail.html_message
    assert len(pages) >= 25
    assert_valid_html(pages)
