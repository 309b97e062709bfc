import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.html import escape
from post_office.models import Email
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.models import ConsentEvent, ConsentText
from core.publishing import PublishRefused
from offers.models import TrialPage, TrialRequest, TrialSupply
from tests.factories.core import UserFactory
from tests.factories.offers import (
    ConsentTextFactory,
    PartnerFactory,
    ProductPageFactory,
    TrialPageFactory,
    TrialRequestFactory,
)
from tests.helpers.queries import assert_max_queries

PENDING = '<span class="pending">To be supplied by the partner</span>'


def html_of(response):
    return response.content.decode()


def test_all_conditions_stand_above_the_form(client, trial):
    trial.what_you_get, trial.postage = "Three packs, once", "The partner pays"
    trial.household_rule = "One for each household"
    TrialSupply.objects.update(opens=datetime.date(2026, 11, 1), closes=datetime.date(2099, 12, 31), stock=50)
    trial.address_use, trial.address_retention = "To post the sample", "Deleted after 90 days"
    trial.save()
    html = html_of(client.get(trial.url))
    conditions = [
        "Three packs, once",
        "Free",
        "The partner pays",
        "We never ask for one",
        "Ireland, United Kingdom",
        "One for each household",
        "1 November 2026 to 31 December 2099, while stock lasts",
        f"{trial.partner}. To post the sample",
        "Deleted after 90 days",
    ]
    places = [html.index(f"<dd>{text}") if text != "We never ask for one" else html.index(text) for text in conditions]
    assert places == sorted(places)
    assert places[-1] < html.index("Is a live product safe for you?") < html.index('<form class="form"')
    assert PENDING not in html


def test_a_condition_that_is_not_known_says_so(client, home):
    html = html_of(client.get(TrialPageFactory(parent=home, supply__countries="").url))
    assert html.count(PENDING) == 6
    assert "6 of them are still to be supplied by the partner. Nothing is posted before that." in html


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, datetime.date(2099, 1, 2), "Until 2 January 2099"),
        (datetime.date(2020, 1, 2), None, "From 2 January 2020"),
    ],
)
def test_one_date_alone_is_said_in_words(opens, closes, words):
    assert TrialSupply(opens=opens, closes=closes).period == words


def test_who_pays_stands_at_the_top_and_above_the_button(client, trial):
    html = html_of(client.get(trial.url))
    top, button = html.index(escape(trial.partner.disclosure)), html.index("Ask for my sample")
    assert top < html.index("Conditions") < html.index(escape(trial.partner.short_disclosure)) < button
    assert "Partner offer" in html


def test_the_form_asks_for_no_phone_birth_date_card_or_health(client, trial):
    form = trial.get_form()
    assert [field.name for field in form.asked_fields] == [
        "full_name",
        "email",
        "address_line_1",
        "address_line_2",
        "town",
        "region",
        "postcode",
        "country",
        "adult",
        "household",
        "partner_address",
        "site_news",
        "partner_news",
    ]


def test_every_box_is_its_own_and_starts_empty(client, trial):
    html = html_of(client.get(trial.url))
    assert html.count('type="checkbox"') == 5
    assert " checked" not in html
    assert f"Send my name and address to {trial.partner}" in html
    assert f"News from {trial.partner}" in html


def test_a_request_is_stored_with_its_mail_and_leads_to_the_thank_you_page(client, trial, trial_data):
    response = client.post(trial.url, trial_data)
    assert response.status_code == 302
    assert response["Location"] == f"{trial.url}thank-you/#main"
    request = TrialRequest.objects.get()
    assert request.trial == trial
    assert request.state == "submitted"
    assert request.address == ["Rosa Lindqvist", "4 Mill Lane", "Ashby", "LE65 1AA", "United Kingdom"]
    assert Email.objects.get().to == ["rosa@example.org"]


def test_the_thank_you_page_holds_nothing_about_anybody(client, trial, trial_data):
    response = client.post(trial.url, trial_data, follow=True)
    assert response["X-Robots-Tag"] == "noindex"
    assert escape(trial.partner.disclosure) in html_of(response)
    assert not {"rosa", "mill lane"} & set(html_of(response).lower().split())
    assert html_of(response) == html_of(client.get(f"{trial.url}thank-you/"))


NEEDED = {"adult", "household", "partner_address"}


def confirm_last(client, link_in_last_mail):
    client.post(link_in_last_mail())
    return ConsentEvent.objects.select_related("text")


def test_what_was_agreed_to_is_stored_word_for_word(client, trial, trial_data, ticked, link_in_last_mail):
    text = ConsentTextFactory(purpose="partner_address", wording="{partner} may have my address.")
    words = f"Send my name and address to {trial.partner}. {trial.partner} may have my address."
    assert f"“{trial.partner} may have my address.”" in html_of(client.get(trial.url))
    client.post(trial.url, trial_data | ticked(trial, "partner_address"))
    assert not ConsentEvent.objects.exists()
    events = confirm_last(client, link_in_last_mail)
    assert {event.text.purpose for event in events} == NEEDED
    assert {(event.email, event.form, event.kind) for event in events} == {("rosa@example.org", "trial", "given")}
    event = events.get(text=text)
    assert (event.wording, event.partner) == (words, trial.partner.name)
    assert events.get(text__purpose="adult").wording == "I am 18 or over."


@pytest.mark.parametrize("news", ["site_news", "partner_news"])
def test_each_kind_of_news_is_agreed_to_by_itself(client, trial, trial_data, ticked, link_in_last_mail, news):
    client.post(trial.url, trial_data | ticked(trial, news))
    assert {event.text.purpose for event in confirm_last(client, link_in_last_mail)} == NEEDED | {news}


def test_a_consent_names_the_partner_that_was_shown(client, trial, trial_data, ticked, link_in_last_mail):
    shown = trial.partner.name
    client.post(trial.url, trial_data | ticked(trial, "site_news", "partner_news"))
    trial.partner.name = "Another name"
    trial.partner.save()
    events = confirm_last(client, link_in_last_mail)
    about_partner = events.get(text__purpose="partner_news")
    assert about_partner.partner == shown
    assert about_partner.wording.startswith(f"News from {shown}. You may pass on my email address to {shown},")
    assert events.get(text__purpose="site_news").partner == ""


@pytest.mark.parametrize("change", ["words", "partner"])
def test_words_that_changed_meanwhile_are_shown_and_asked_again(client, trial, trial_data, ticked, change):
    if change == "words":
        ConsentTextFactory(purpose="partner_address", wording="Greens may have my address for ever.")
    else:
        trial.partner.name = "Greens for ever"
        trial.partner.save()
    response = client.post(trial.url, trial_data)
    assert response.status_code == 422
    html = html_of(response)
    assert "These words have changed since you opened the page." in html
    assert "for ever" in html
    assert html.count(" checked") == 2
    assert 'value="Rosa Lindqvist"' in html
    assert not TrialRequest.objects.exists()
    trial.refresh_from_db()
    assert client.post(trial.url, trial_data | ticked(trial, "partner_address")).status_code == 302


def test_a_tick_that_names_no_words_counts_for_none(client, trial, trial_data):
    assert client.post(trial.url, trial_data | {"partner_news": "on"}).status_code == 422
    assert not TrialRequest.objects.exists()


def test_the_newest_words_count(client, trial, trial_data, ticked, link_in_last_mail):
    ConsentTextFactory(purpose="adult", wording="Old words", version=1)
    new = ConsentTextFactory(purpose="adult", wording="New words", version=2)
    assert "Old words" not in html_of(client.get(trial.url))
    client.post(trial.url, trial_data | ticked(trial, "adult"))
    assert confirm_last(client, link_in_last_mail).get(text__purpose="adult").text == new
    assert ConsentText.objects.filter(purpose="adult").count() == 2


WRONG = {
    "no name": ({"full_name": ""}, "Please add your name. The parcel needs it."),
    "spaces for a name": ({"full_name": "   "}, "Please add your name."),
    "a long name": ({"full_name": "R" * 300}, "Please shorten your name: at most 120 characters"),
    "HTML in the name": ({"full_name": "<script>alert(1)</script>"}, "Please leave out the signs"),
    "a link in the address": ({"address_line_2": "www.spam.example"}, "Please leave out web addresses."),
    "no street": ({"address_line_1": ""}, "Please add your street and number."),
    "no town": ({"town": ""}, "Please add your town."),
    "no postcode": ({"postcode": ""}, "Please add your postcode. The parcel cannot reach you without it."),
    "a long postcode": ({"postcode": "1" * 17}, "Please shorten your postcode: at most 16 characters"),
    "a country not on the list": ({"country": "Atlantis"}, "The sample does not go to “Atlantis”."),
    "no country": ({"country": ""}, "Please choose your country."),
    "a child": ({"adult": ""}, "Please tick this if it is true."),
    "conditions not read": ({"household": ""}, "Please read the conditions above"),
    "no consent": ({"partner_address": ""}, "Without your address nobody can post the sample."),
    "no address of mail": ({"email": "rosa"}, "There is no @ in “rosa”."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_form_comes_back_with_a_reason_and_stores_nothing(client, trial, trial_data, name):
    changes, reason = WRONG[name]
    data = {key: value for key, value in (trial_data | changes).items() if value or key not in NEEDED}
    response = client.post(trial.url, data)
    assert response.status_code == 422
    assert escape(reason) in html_of(response)
    assert not TrialRequest.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert not Email.objects.exists()


def test_everything_typed_is_kept(client, trial, trial_data, ticked):
    html = html_of(client.post(trial.url, trial_data | {"postcode": ""} | ticked(trial, "site_news")))
    for value in ("Rosa Lindqvist", "4 Mill Lane", "Ashby"):
        assert f'value="{value}"' in html
    assert '<option value="United Kingdom" selected>' in html
    assert html.count(" checked") == 4


def test_an_empty_form_names_every_field_that_is_missing(client, trial):
    response = client.post(trial.url, {})
    assert response.status_code == 422
    names = {field.name for field, _ in response.context["form"].problems if field}
    assert names >= {"full_name", "email", "address_line_1", "town", "postcode", "country", *NEEDED}


def test_while_no_country_is_known_a_demo_takes_any(client, trial, trial_data, settings):
    TrialSupply.objects.update(countries="")
    assert 'autocomplete="country-name"' in html_of(client.get(trial.url))
    assert client.post(trial.url, trial_data | {"country": "Norway"}).status_code == 302
    settings.DEMO_MODE = False
    response = client.get(trial.url)
    assert "has not told us yet where the sample can be posted to" in html_of(response)
    assert '<form class="form"' not in html_of(response)


@pytest.mark.parametrize(
    ("today", "reason"),
    [
        ("2026-10-31", "The offer starts on 1 November 2026."),
        ("2027-01-01", "The offer ended on 31 December 2026."),
    ],
)
def test_outside_its_dates_the_form_gives_way_to_the_reason(client, trial, trial_data, today, reason):
    TrialSupply.objects.update(opens=datetime.date(2026, 11, 1), closes=datetime.date(2026, 12, 31))
    with time_machine.travel(f"{today} 12:00:00Z"):
        assert reason in html_of(client.get(trial.url))
        assert reason in html_of(client.post(trial.url, trial_data))
    assert not TrialRequest.objects.exists()


@pytest.mark.parametrize("today", ["2026-11-01", "2026-12-31"])
def test_the_first_and_the_last_day_are_part_of_the_offer(today):
    supply = TrialSupply(opens=datetime.date(2026, 11, 1), closes=datetime.date(2026, 12, 31))
    with time_machine.travel(f"{today} 12:00:00Z"):
        assert supply.closed_reason() == ""


def test_an_offer_cannot_end_before_it_starts(trial):
    supply = trial.supply
    supply.opens, supply.closes = datetime.date(2026, 12, 1), datetime.date(2026, 11, 1)
    with pytest.raises(ValidationError, match="before the first day"):
        supply.full_clean()


def test_while_colleagues_pause_the_offer_readers_are_told_why(client, trial, trial_data):
    TrialSupply.objects.update(takes_requests=False, pause_reason="The partner has no samples until March.")
    assert "The partner has no samples until March." in html_of(client.get(trial.url))
    client.post(trial.url, trial_data)
    assert not TrialRequest.objects.exists()


def test_the_product_belongs_to_the_partner(trial):
    trial.partner = PartnerFactory()
    with pytest.raises(ValidationError, match="not one of"):
        trial.full_clean()


def test_a_trial_page_without_partner_and_product_does_not_go_live(home):
    with pytest.raises(PublishRefused) as refused:
        home.add_child(instance=TrialPage(title="A sample", slug="a-sample"))
    assert {"partner", "product"} <= {finding.place.field for finding in refused.value.findings}


def test_no_model_of_a_request_has_a_place_for_where_it_came_from():
    names = {field.name for field in TrialRequest._meta.get_fields()}
    assert names == {
        "id",
        "trial",
        *TrialRequest.DETAILS,
        *("reference", "answers", "submission", "state", "state_since", "created_at", "confirmed_at", "mail_problem"),
        *("near_match", "decline_reason", "decline_words", "waiting_number", "held_until", "dispatched_on", "tracking"),
        *("household_key", "email_key", "near_key"),
        *("events", "confirmations", "batch_row"),
    }


def test_the_page_keeps_the_query_budget(client, trial):
    client.get(trial.url)
    with assert_max_queries(12):
        client.get(trial.url)


def test_deleting_the_page_keeps_the_requests(trial):
    request = TrialRequestFactory(trial=trial)
    trial.delete()
    request.refresh_from_db()
    assert request.trial is None


def test_an_editor_makes_a_trial_page_in_the_admin(client, home):
    client.force_login(UserFactory(is_superuser=True))
    product = ProductPageFactory(parent=home)
    data = {
        "title": "A sample",
        "slug": "a-sample",
        "partner": product.partner.pk,
        "product": product.pk,
        "household_rule": "One per household",
        "body": streamfield([("pending", "")]),
        **{name: streamfield([]) for name in ("introduction", "benefits", "faq", "thank_you")},
        **{name: inline_formset([]) for name in ("field_words", "questions")},
        "action-publish": "publish",
    }
    client.post(f"/admin/pages/add/offers/trialpage/{home.pk}/", nested_form_data(data))
    page = TrialPage.objects.get()
    assert page.live
    assert page.product == product


def test_both_pages_can_be_previewed(home):
    trial = TrialPageFactory(parent=home)
    for mode in ("", "thank-you"):
        assert trial.make_preview_request(preview_mode=mode).status_code == 200
