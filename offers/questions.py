"""The questions that editors add to a form, as fields, and their answers in words."""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator, URLValidator
from django.utils.formats import date_format
from wagtail.contrib.forms.forms import FormBuilder

from core.forms import PlainEmailField, plain_messages
from core.plain_text import without_invisible
from offers.form_fields import LineField
from offers.validators import validate_plain_text

WHAT = "your answer"
REQUIRED = "Please answer this question."
CHOOSE = {
    "required": "Please choose an answer.",
    "invalid_choice": "Please choose one of the answers that stand here.",
    "invalid_list": "Please choose among the answers that stand here.",
}
TICK = {"required": "Please tick this box. We cannot go on without it."}

DATE_FORMATS = ("%d %m %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y %m %d")
DATE_HINT = "For example, 27 March 2026 or 27 3 2026."
TIME = re.compile(r"[\s,T]+(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\.?)?$", re.IGNORECASE)
MOMENT_HINT = "For example, 27 March 2026, 14:30."
YEARS = range(1900, 2201)
NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,6})?")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
LONGEST_LINE, LONGEST_TEXT, LONGEST_URL = 255, 2000, 500


class TextField(forms.CharField):
    """Several lines of plain text, without links or HTML."""

    def __init__(self, **kwargs):
        messages = plain_messages(WHAT, longest=LONGEST_TEXT) | {"required": REQUIRED}
        super().__init__(
            max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}), error_messages=messages, **kwargs
        )
        # Ours says the same of the sign NUL as of other signs that are no letters.
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        self.validators.append(validate_plain_text)

    def to_python(self, value):
        """Return the text as a person sees it, with one kind of line end."""
        return without_invisible((super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n"))


class ShortField(LineField):
    """One line that has to be read as something: a number, a date, a web address. ``read`` says how."""

    def __init__(self, *, longest: int = 80, attrs: Mapping[str, str] | None = None, **kwargs):
        super().__init__(what=WHAT, longest=longest, error_messages={"required": REQUIRED}, **kwargs)
        self.widget.attrs.update(attrs or {})

    def clean(self, value):
        """Return what the text says; None for an empty one."""
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> Any:
        """Return what ``text`` says; raise a ValidationError in plain words when it says nothing."""
        raise NotImplementedError


class NumberField(ShortField):
    """A number in digits, with a point or a comma."""

    def read(self, text: str) -> Decimal:
        """Return the number: “1,500” is 1500, and “3,5” is 3.5."""
        digits = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-")
        digits = digits.replace(",", "") if THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
        if not NUMBER.fullmatch(digits):
            raise ValidationError(f"“{text}” is no number. Please write it in digits, such as 12 or 3.5.")
        return Decimal(digits)


class DateField(ShortField):
    """A day, in the ways in which people write one."""

    def read(self, text: str) -> datetime.date:
        """Return the day: “27 March 2026”, “27/3/2026”, “2026-03-27”."""
        plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", unicodedata.normalize("NFKC", text).lower())
        plain = " ".join(re.sub(r"[.,/\-]", " ", plain.replace("sept ", "sep ")).split())
        for form in DATE_FORMATS:
            try:
                day = datetime.datetime.strptime(plain, form).date()
            except ValueError:
                continue
            if day.year in YEARS:
                return day
        raise ValidationError(f"We cannot read “{text}” as a date. Please write day, month and year. {DATE_HINT}")


class MomentField(DateField):
    """A day and a time."""

    def read(self, text: str) -> datetime.datetime:
        """Return the moment: “27 March 2026, 14:30”, “27/3/2026 2.30 pm”."""
        found = TIME.search(text)
        if not found:
            raise ValidationError(f"Please write the time behind the date. {MOMENT_HINT}")
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            time = datetime.time(hour, minute)
        except ValueError:
            raise ValidationError(f"There is no time “{found[0].strip(' ,')}”. {MOMENT_HINT}") from None
        return datetime.datetime.combine(super().read(text[: found.start()]), time)


class WebAddressField(forms.CharField):
    """The address of a web page, with or without https://."""

    def __init__(self, **kwargs):
        messages = plain_messages(WHAT, longest=LONGEST_URL) | {"required": REQUIRED}
        widget = forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"})
        super().__init__(max_length=LONGEST_URL, widget=widget, error_messages=messages, **kwargs)

    def clean(self, value):
        """Return the whole address."""
        text = without_invisible(super().clean(value)).strip()
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            raise ValidationError(
                f"“{text}” does not look like a web address. One looks like www.example.org."
            ) from None
        return address


class QuestionBuilder(FormBuilder):
    """Makes the field of each question. Nothing is filled in, chosen or ticked beforehand."""

    def get_field_options(self, field):
        """Return what every kind of field is told."""
        return {"label": field.label, "help_text": field.help_text, "required": field.required}

    def get_formatted_field_choices(self, field):
        """Return the answers to choose from, each once."""
        choices = dict.fromkeys(choice for choice, _ in super().get_formatted_field_choices(field) if choice)
        return [(choice, choice) for choice in choices]

    def create_singleline_field(self, field, options):
        """Return a field for one line."""
        return LineField(what=WHAT, longest=LONGEST_LINE, error_messages={"required": REQUIRED}, **options)

    def create_multiline_field(self, field, options):
        """Return a field for several lines."""
        return TextField(**options)

    def create_email_field(self, field, options):
        """Return a field for an email address."""
        messages = plain_messages("an email address", longest=254) | {"required": REQUIRED}
        return PlainEmailField(error_messages=messages, **options)

    def create_number_field(self, field, options):
        """Return a field for a number."""
        return NumberField(attrs={"inputmode": "decimal"}, **options)

    def create_url_field(self, field, options):
        """Return a field for a web address."""
        return WebAddressField(**options)

    def create_date_field(self, field, options):
        """Return a field for a day: one line, because a browser's calendar is slow and loses what it cannot read."""
        return DateField(**_with_hint(options, DATE_HINT))

    def create_datetime_field(self, field, options):
        """Return a field for a day and a time."""
        return MomentField(**_with_hint(options, MOMENT_HINT))

    def create_dropdown_field(self, field, options):
        """Return a menu that starts with no answer."""
        choices = [("", "Choose an answer"), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(choices=choices, error_messages=CHOOSE, **options)

    def create_radio_field(self, field, options):
        """Return buttons of which one can be chosen."""
        choices = self.get_formatted_field_choices(field)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **options)

    def create_checkboxes_field(self, field, options):
        """Return boxes of which any can be ticked."""
        choices = self.get_formatted_field_choices(field)
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE, **options
        )

    def create_multiselect_field(self, field, options):
        """Return a list of which any answers can be chosen."""
        choices = self.get_formatted_field_choices(field)
        options = _with_hint(options, "To choose several, hold Ctrl (on a Mac, Command) and click.")
        widget = forms.SelectMultiple(attrs={"size": min(8, max(3, len(choices)))})
        return forms.MultipleChoiceField(choices=choices, widget=widget, error_messages=CHOOSE, **options)

    def create_checkbox_field(self, field, options):
        """Return one box."""
        return forms.BooleanField(error_messages=TICK, **options)

    def create_hidden_field(self, field, options):
        """Return the note for colleagues. What is sent for it does not count."""
        options |= {"required": False, "initial": field.default_value}
        return forms.CharField(widget=forms.HiddenInput, disabled=True, **options)


def _with_hint(options: dict[str, Any], hint: str) -> dict[str, Any]:
    own = options["help_text"].strip()
    if own and own[-1] not in ".!?…":
        own += "."
    return options | {"help_text": f"{own} {hint}".strip()}


def in_words(value: Any) -> str:
    """Return the answer ``value`` as it is stored for people to read; empty when there is none."""
    match value:
        case bool():
            return "Yes" if value else ""
        case datetime.datetime():
            return date_format(value, "j F Y, H:i")
        case datetime.date():
            return date_format(value, "j F Y")
        case Decimal():
            return f"{value:f}"
        case list():
            return "; ".join(value)
    return str(value or "")
