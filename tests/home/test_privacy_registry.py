"""Nothing about the public is held that the privacy desk does not know, and nothing is kept without an end."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from post_office.fields import CommaSeparatedEmailField

from core.housekeeping import every_step
from core.privacy.registry import every_holding
from core.privacy.retention import every_promise

DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"
NAMES = {"email", "full_name", "first_name", "last_name", "name", "postcode", "recipient", "recipients", "answers"}
BEGINNINGS = ("address", "email_", "recipient")
# Models that have such a field and say nothing about the public, and why.
NOT_THE_PUBLIC = {
    "auth.Group": "the name of a role",
    "auth.Permission": "the name of a right",
    "blog.Topic": "the name of a topic",
    "core.MailWording": "the name of a mail",
    "core.SiteSettings": "our own address",
    "core.User": "colleagues",
    "offers.Partner": "the name of a company",
    "offers.TrialPage": "what an offer says about addresses",
    "post_office.Attachment": "the name of a file",
    "post_office.Attachment_emails": "says which mail a file belongs to; our mails have none",
    "post_office.EmailTemplate": "the name of a template; ours are files",
    "taggit.Tag": "a word",
    "wagtailcore.Collection": "the name of a folder",
    "wagtailcore.Task": "the name of a step of a workflow",
    "wagtailcore.Workflow": "the name of a workflow",
}


def looks_personal(field: models.Field) -> bool:
    """Whether a field may hold an email, a name or an address."""
    return (
        isinstance(field, (models.EmailField, CommaSeparatedEmailField))
        or field.name in NAMES
        or field.name.startswith(BEGINNINGS)
    )


def test_every_model_about_the_public_is_registered():
    registered = {model._meta.label for holding in every_holding() for model in holding.models}
    found = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.model is model and looks_personal(field)
    }
    unknown = found - registered - set(NOT_THE_PUBLIC)
    assert not unknown, f"Register these as a core.privacy Holding, or say here why not: {', '.join(sorted(unknown))}"
    assert set(NOT_THE_PUBLIC) <= found, "These have no such field any more: take them off the list."
    assert not registered & set(NOT_THE_PUBLIC)


@pytest.mark.parametrize("holding", every_holding(), ids=lambda holding: holding.name)
def test_every_holding_says_what_why_and_how_long(holding):
    for words in (holding.title, holding.what, holding.why, holding.ground):
        assert words and words[0].isupper()
    assert holding.periods


def test_every_step_that_deletes_has_its_period_and_every_period_its_step():
    deleting = {step.name for step in every_step() if step.deletes}
    every = {step.name for step in every_step()}
    named = {promise.period.step for promise in every_promise() if promise.period.step}
    assert deleting <= named
    assert named <= every


def test_the_table_in_the_docs_says_what_the_code_does():
    built = [f"| {line.about} | {line.period.what} | {line.period} | {line.step} |" for line in every_promise()]
    section = DOCUMENT.read_text(encoding="utf-8").split("## How long everything is kept\n")[1].split("\n## ")[0]
    documented = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| What |")]
    assert documented == built, "docs/privacy.md should have:\n" + "\n".join(built)
