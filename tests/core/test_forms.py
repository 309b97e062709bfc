import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError

from core.forms import PlainEmailField, PublicForm, opened_token, plain_messages


class PostcardForm(PublicForm):
    email = PlainEmailField(error_messages=plain_messages("your email address"))
    text = forms.CharField(max_length=10, error_messages=plain_messages("your text", longest=10))


def sent(**changes):
    return {"email": "rosa@example.org", "text": "hello", "homepage": "", "opened": opened_token()} | changes


def test_a_filled_in_form_is_valid():
    assert PostcardForm(sent()).is_valid()


@pytest.mark.parametrize("token", ["", "nonsense", "1:2:3", "\0", "x" * 300], ids=repr)
def test_a_form_with_a_missing_or_wrong_token_says_so_and_offers_a_fresh_one(token):
    form = PostcardForm(sent(opened=token))
    assert not form.is_valid()
    assert "send it again" in str(form.non_field_errors()) or form.errors["opened"]
    assert form["text"].value() == "hello"
    assert PostcardForm(sent(opened=form["opened"].value())).is_valid()


def test_a_form_sent_faster_than_anybody_types_is_held_back(settings):
    settings.FORM_MINIMUM_SECONDS = 2
    with time_machine.travel("2026-11-20 10:00:00", tick=False) as clock:
        data = sent()
        clock.shift(1)
        assert "faster" in str(PostcardForm(data).non_field_errors())
        # Who has something to mend anyway is told that alone.
        assert not PostcardForm(data | {"text": ""}).non_field_errors()
        clock.shift(2)
        assert PostcardForm(data).is_valid()


def test_a_program_that_fills_in_the_hidden_field_is_stopped():
    assert not PostcardForm(sent(homepage="https://spam.example")).is_valid()


def test_the_summary_names_each_field_with_its_own_message():
    form = PostcardForm(sent(email="rosa.example.org", text=""))
    assert [(field.name, message) for field, message in form.problems] == [
        ("email", "There is no @ in “rosa.example.org”. An address looks like name@example.org."),
        ("text", "Please add your text."),
    ]


def test_too_long_a_text_says_how_much_fits():
    form = PostcardForm(sent(text="x" * 11))
    assert form.errors["text"] == ["Please shorten your text: at most 10 characters fit here, and it has 11."]


MALFORMED = ["a@", "@b.org", "a b@c.org", "a@b", "a@b..org", "😀@", "a@b.org\nBcc: c@d.org", "rosä@example.org"]


@pytest.mark.parametrize("address", [*MALFORMED, "a@b.test"])
def test_a_malformed_address_is_refused_in_plain_words(address):
    with pytest.raises(ValidationError, match="An address looks like"):
        PlainEmailField().clean(address)


def test_an_address_outside_ascii_is_welcome():
    assert PlainEmailField().clean("rosa@bücher.example") == "rosa@bücher.example"
