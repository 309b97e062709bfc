"""The fields of the forms of offers, each with a message in plain words for every mistake."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from core.forms import plain_messages
from core.models import ConsentText
from core.plain_text import has_letters, on_one_line
from offers.consents import Words
from offers.validators import validate_plain_line

# So much of what somebody sent is repeated in a message.
REPEATED = 60


class LineField(forms.CharField):
    """One line of plain text, without links, HTML or signs that nobody sees.

    Arguments:
        what: what it asks for, as in “Please add your postcode”.
        longest: how many characters fit.
        why: a sentence that says what it is needed for.
        in_letters: whether it takes a letter or a digit, so that somebody can read it out.
    """

    def __init__(
        self, *, what: str, longest: int, why: str = "", autocomplete: str = "", in_letters: bool = False, **kwargs
    ):
        widget = forms.TextInput(attrs={"autocomplete": autocomplete} if autocomplete else {})
        messages = plain_messages(what, why=why, longest=longest) | kwargs.pop("error_messages", {})
        super().__init__(max_length=longest, widget=widget, error_messages=messages, **kwargs)
        self.what = what
        # Ours says the same of the sign NUL as of other signs that are no letters.
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        self.validators.append(validate_plain_line)
        if in_letters:
            self.validators.append(self._validate_letters)

    def to_python(self, value):
        """Return the text on one line, as a person sees it."""
        return on_one_line(super().to_python(value) or "")

    def _validate_letters(self, value: str) -> None:
        if not has_letters(value):
            raise ValidationError(f"Please write {self.what} in letters or digits. Somebody has to read it.")


class CountryField(forms.ChoiceField):
    """One of the countries that the sample is posted to."""

    def __init__(self, countries: list[str], **kwargs):
        messages = {"required": "Please choose your country. The parcel cannot reach you without it."}
        super().__init__(
            choices=[("", "Choose your country"), *((country, country) for country in countries)],
            error_messages=messages,
            widget=forms.Select(attrs={"autocomplete": "country-name"}),
            **kwargs,
        )

    def validate(self, value):
        """Refuse a country that is not on the list, and name it."""
        super(forms.ChoiceField, self).validate(value)
        if value and not self.valid_value(value):
            name = value if len(value) <= REPEATED else f"{value[:REPEATED]}…"
            raise ValidationError(f"The sample does not go to “{name}”. Please choose a country from the list.")


class ConsentBox(forms.CheckboxInput):
    """A box that sends a mark of the words next to it, so that a tick counts for these words alone."""

    mark = ""

    def format_value(self, value):
        """Return what the box sends when it is ticked."""
        return self.mark

    def value_from_datadict(self, data, files, name):
        """Return the mark that was sent; an empty text for a box that was not ticked."""
        return data.get(name, "")

    def get_context(self, name, value, attrs):
        """Tick the box only if it was ticked next to the same words."""
        return super().get_context(name, value == self.mark, attrs)


class ConsentField(forms.BooleanField):
    """A box of its own, never ticked beforehand, with the exact words of one consent as its hint."""

    widget = ConsentBox

    def __init__(self, *, label: str, refused: str = "", **kwargs):
        super().__init__(label=label, required=bool(refused), error_messages={"required": refused}, **kwargs)
        self.words = Words(ConsentText(), label)

    def show(self, text: ConsentText, partner: str) -> None:
        """Show the words of ``text`` under the box, unless they are those beside it."""
        self.words = Words(text, str(self.label), partner)
        self.help_text = f"“{self.words.hint}”" if self.words.hint else ""
        cast(ConsentBox, self.widget).mark = self.words.mark

    def clean(self, value):
        """Return whether the box was ticked; refuse a tick next to words that have changed since."""
        if value and value != self.words.mark:
            raise ValidationError(
                "These words have changed since you opened the page. Please read them again, and tick the box if you "
                "agree."
            )
        return super().clean(value)
