"""What keeps the form of an offer from going live: its consents and its questions; and the consents in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from core.consent_words import faults
from core.models import ConsentText, SiteSettings
from core.publishing import findings
from home.demo import files
from home.roles import set_up_roles
from offers.consents import FIRST_WORDINGS
from offers.models import GuidePage, TrialFieldWords, TrialPage
from tests.factories.core import UserFactory
from tests.factories.offers import (
    ConsentTextFactory,
    GuidePageFactory,
    GuideQuestionFactory,
    TrialPageFactory,
    TrialQuestionFactory,
)
from tests.helpers.publishing import (
    approve_on_the_dashboard,
    publish_as_scheduled,
    publish_in_bulk,
    publish_in_the_editor,
)

Purpose = ConsentText.Purpose


def found(page, code):
    return [finding for finding in findings(page) if finding.code == code]


FAULTY = {
    (Purpose.SITE_NEWS, "The site and {partner} may email me."): "more than one thing",
    (Purpose.SITE_NEWS, "You may email me news, and pass my address to our partners."): "more than one thing",
    (Purpose.PARTNER_ADDRESS, "{partner} may have my postal address and email me news."): "more than one thing",
    (Purpose.ADULT, "I am 18 or over and have read the conditions."): "more than one thing",
    (Purpose.PARTNER_NEWS, "You may share my email address, so that others can email me."): "do not name the partner",
    (Purpose.PARTNER_ADDRESS, "You may share my postal address to post my sample."): "do not name the partner",
    (Purpose.SITE_NEWS, "You may email me unless I untick this."): "a box that is left alone for a yes",
    (Purpose.SITE_NEWS, "News by email"): "do not say who will do what",
    (Purpose.ADULT, "18 or over"): "do not say who will do what",
}


@pytest.mark.parametrize(("purpose", "wording"), FAULTY)
def test_words_that_no_consent_may_have_are_told_with_the_way_out(purpose, wording):
    told = [str(fault) for fault in faults(purpose, wording)]
    assert any(FAULTY[purpose, wording] in words for words in told), told


def test_our_own_words_and_those_of_the_demo_are_in_order():
    demo = [(text["purpose"], text["wording"]) for text in files.read("offers.yaml")["consents"]]
    for purpose, wording in (*FIRST_WORDINGS.items(), *demo):
        assert [str(fault) for fault in faults(purpose, wording)] == [], wording


def merged_consent(trial):
    ConsentTextFactory(purpose="site_news", wording="The site and {partner} may email me.", version=2)


def consent_that_a_page_has_chosen(trial):
    trial.site_news_text = ConsentTextFactory(purpose="site_news", wording="News by email", version=2)
    ConsentTextFactory(purpose="site_news", wording="The site may email me news.", version=3)


def ticked_beforehand(trial):
    trial.questions = [TrialQuestionFactory.build(field_type="checkbox", default_value="yes")]


def unanswered_condition(trial):
    trial.what_you_get = ""


def question_about_health(trial):
    trial.questions = [TrialQuestionFactory.build(label="Do you have an allergy?")]


BREACHES = {
    merged_consent: "These words ask for more than one thing",
    consent_that_a_page_has_chosen: "These words do not say who will do what",
    ticked_beforehand: "ticked beforehand",
    unanswered_condition: "“What you get” is still to be supplied",
    question_about_health: "It seems to ask about health (“allergy”)",
}


@pytest.fixture
def complete_trial(home, settings):
    """A draft with every condition, on a site that is no demo."""
    SiteSettings.objects.update_or_create(site=home.get_site(), defaults={"postal_address": "4 Mill Lane, Ashby"})
    trial = TrialPageFactory(parent=home, live=False)
    for name in ("what_you_get", "postage", "address_use", "address_retention"):
        setattr(trial, name, "As told by the partner")
    trial.stored_supply.closes = "2099-01-01"
    trial.stored_supply.save()
    trial.partner.legal_name, trial.partner.category = "Greens Ltd", "food"
    trial.partner.save()
    trial.save()
    settings.DEMO_MODE = False
    return TrialPage.objects.get()


@pytest.mark.parametrize(
    ("path", "breach"),
    [
        (publish_in_the_editor, merged_consent),
        (publish_as_scheduled, consent_that_a_page_has_chosen),
        (approve_on_the_dashboard, ticked_beforehand),
        (publish_in_bulk, unanswered_condition),
        (publish_in_the_editor, question_about_health),
    ],
)
def test_a_trial_that_breaks_a_rule_does_not_go_live(admin_client, complete_trial, path, breach):
    breach(complete_trial)
    told = path(admin_client, complete_trial)
    assert not TrialPage.objects.get().live
    assert BREACHES[breach] in told.text


def test_a_trial_with_everything_goes_live(admin_client, complete_trial):
    complete_trial.questions = [TrialQuestionFactory.build(label="Where did you hear of it?")]
    publish_in_the_editor(admin_client, complete_trial)
    assert TrialPage.objects.get().live


def test_a_trial_without_supply_lacks_conditions(complete_trial):
    complete_trial.stored_supply.delete()
    trial = TrialPage.objects.get()
    assert [finding.message for finding in found(trial, "facts")] == [
        "“Where” is still to be supplied by the partner.",
        "“When” is still to be supplied by the partner.",
    ]


PRIVATE = {
    "What is your phone number?": "a telephone number",
    "When were you born?": "a date of birth",
    "How old are you?": "a date of birth",
    "Which card do you have?": "a card",
    "Do you take any medicines?": "health",
    "Are you pregnant?": "health",
}


@pytest.mark.parametrize("label", PRIVATE)
def test_nobody_is_asked_for_a_sample_about_health_telephone_birth_or_card(home, label):
    trial = TrialPageFactory.build(title="A sample", slug="a-sample")
    trial.questions = [TrialQuestionFactory.build(label=label)]
    (finding,) = found(trial, "private-question")
    assert PRIVATE[label] in finding.message and finding.blocks
    assert finding.place.label == f"Question “{label}”"
    guide = GuidePageFactory(parent=home)
    guide.questions = [GuideQuestionFactory.build(label=label)]
    (finding,) = found(guide, "private-question")
    assert not finding.blocks


def test_neither_help_nor_answers_nor_words_on_a_field_ask_for_it(trial):
    trial.questions = [
        TrialQuestionFactory.build(help_text="Or your phone number"),
        TrialQuestionFactory.build(choices="Crohn’s\nNone"),
    ]
    trial.field_words = [TrialFieldWords(field="region", label="Date of birth")]
    assert len(found(trial, "private-question")) == 3


@pytest.mark.parametrize(
    "label", ["I agree to the rules", "Send me your newsletter", "Keep me informed", "I have read the privacy notice"]
)
def test_a_question_that_reads_like_a_consent_is_refused(guide, label):
    guide.questions = [GuideQuestionFactory.build(label=label, field_type="checkbox")]
    (finding,) = found(guide, "typed-consent")
    assert finding.blocks and "Consents are chosen" in finding.fix


def test_a_question_needs_answers_once_and_no_free_text_for_a_sample(trial):
    trial.questions = [
        TrialQuestionFactory.build(label="Which?", choices="One"),
        TrialQuestionFactory.build(label="which? "),
        TrialQuestionFactory.build(label="Why?", field_type="multiline"),
    ]
    trial.field_words = [TrialFieldWords(field="town", label=words) for words in ("City", "Village")]
    assert [finding.message for finding in found(trial, "question")] == [
        "There is nothing to choose from.",
        "Readers could write what they like.",
        "“which? ” is there twice.",
        "“Town or city” is there twice.",
    ]


def test_questions_and_words_on_the_form_promise_nothing_either(trial):
    trial.questions = [TrialQuestionFactory.build(label="Would you like a remedy?")]
    trial.field_words = [TrialFieldWords(field="town", help_text="It cures.")]
    assert [finding.place.field for finding in found(trial, "promises")] == ["field_words", "questions"]


def test_news_need_a_postal_address_outside_a_demo(guide, settings):
    SiteSettings.objects.update(postal_address="")
    assert [finding.blocks for finding in found(guide, "postal-address")] == [False]
    settings.DEMO_MODE = False
    assert [finding.blocks for finding in found(guide, "postal-address")] == [True]


def test_the_page_shows_the_version_that_it_has_chosen(client, guide):
    old = ConsentTextFactory(wording="The site may email me, as of old.", version=1)
    ConsentTextFactory(wording="The site may email me, as of late.", version=2)
    assert "as of late" in client.get(guide.url).content.decode()
    GuidePage.objects.update(site_news_text=old)
    assert "as of old" in client.get(guide.url).content.decode()
    GuidePage.objects.update(site_news_text=ConsentTextFactory(purpose="adult", wording="I am 18."))
    assert "as of late" in client.get(guide.url).content.decode()


@pytest.fixture
def editor(client, home):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    return client


def test_an_editor_makes_a_version_that_nobody_changes_once_it_was_agreed_to(editor, guide, guide_data, ticked):
    address = ConsentText.snippet_viewset.get_url_name
    first = {"purpose": "site_news", "wording": "The site may email me about once a month."}
    editor.post(reverse(address("add")), first)
    text = ConsentText.objects.get()
    edit = reverse(address("edit"), args=[text.pk])
    editor.post(edit, first | {"wording": "The site may email me now and then."})
    text.refresh_from_db()
    assert (text.version, text.wording) == (1, "The site may email me now and then.")

    Client().post(guide.url, guide_data | ticked(guide, "site_news"))
    html = BeautifulSoup(editor.get(edit).content, "html.parser")
    assert html.find("textarea", attrs={"name": "wording"}).has_attr("disabled")
    assert "People have agreed to these words" in html.get_text()
    editor.post(edit, first | {"wording": "The site may do what it likes with me."})
    text.refresh_from_db()
    assert text.wording == "The site may email me now and then."

    copy = reverse(address("copy"), args=[text.pk])
    assert "New version" in html.get_text() and html.find("a", href=copy)
    assert "The site may email me now and then." in editor.get(copy).content.decode()
    editor.post(copy, first | {"wording": "The site may email me news."})
    assert list(ConsentText.objects.values_list("version", "wording")) == [
        (2, "The site may email me news."),
        (1, "The site may email me now and then."),
    ]
    listed = BeautifulSoup(editor.get(reverse(address("list"))).content, "html.parser").get_text(" ", strip=True)
    assert "News from us by email, version 2" in listed
    assert "Newest: wherever no version is chosen" in listed


def test_a_merged_consent_is_not_even_stored(editor):
    response = editor.post(
        reverse(ConsentText.snippet_viewset.get_url_name("add")),
        {"purpose": "site_news", "wording": "The site and {partner} may email me."},
    )
    assert "These words ask for more than one thing" in response.content.decode()
    assert not ConsentText.objects.exists()


def test_a_consent_that_was_given_keeps_its_words_against_programs_too(guide):
    text = ConsentTextFactory()
    text.mark_used()
    text.wording = "Other words, which I may."
    with pytest.raises(ValueError):
        text.save()
    with pytest.raises(ValidationError, match="People have agreed"):
        text.full_clean()
    with pytest.raises(ProtectedError):
        ConsentText.objects.all().delete()


def test_the_preview_shows_the_box_as_readers_see_it(guide):
    text = ConsentTextFactory.build(purpose="partner_news", wording="You may tell {partner} of me.")
    html = BeautifulSoup(text.make_preview_request().content, "html.parser")
    assert html.find("input", type="checkbox")
    assert "“You may tell the partner of me.”" in html.get_text()
    assert not html.find("input", checked=True)
