"""The forms that ask for the guide and for the sample."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from core.consent import Agreement
from core.forms import PlainEmailField, PublicForm, plain_messages
from core.models import ConsentText
from offers.consents import PARTNERS, Purpose, Words, texts_for
from offers.models import TrialPage, TrialRequest
from offers.validators import validate_plain_line


class LineField(forms.CharField):
    """One line of plain text, without links or HTML, with a message in plain words for each mistake."""

    def __init__(self, *, what: str, longest: int, why: str = "", autocomplete: str = "", **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": autocomplete} if autocomplete else {})
        messages = plain_messages(what, why=why, longest=longest)
        super().__init__(max_length=longest, widget=widget, error_messages=messages, **kwargs)
        self.validators.append(validate_plain_line)


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


class ConsentingForm(PublicForm):
    """A form whose boxes ask for consents word for word. ``consents`` names the purpose of each box."""

    consents: dict[str, Purpose] = {}

    def show_words(self, partner: str = "") -> None:
        """Put the newest words next to each box. Call it once the labels are as readers see them."""
        texts = texts_for(self.consents.values())
        for name, purpose in self.consents.items():
            # Words that are only about us name no partner.
            self._box(name).show(texts[purpose], partner if purpose in PARTNERS else "")

    def _box(self, name: str) -> ConsentField:
        return cast(ConsentField, self.fields[name])

    def consents_given(self) -> list[Agreement]:
        """Return what the sender of this valid form has agreed to."""
        return [self._box(name).words.agreed() for name in self.consents if self.cleaned_data[name]]


class GuideForm(ConsentingForm):
    """Asks where to send the guide. News is a box of its own: the guide comes with or without it."""

    email = PlainEmailField(
        help_text="We send the guide there. If you do not confirm within a week, we delete it.",
        error_messages=plain_messages("your email address", why="We send the guide there.", longest=254),
    )
    first_name = LineField(
        label="First name", required=False, what="your first name", longest=80, autocomplete="given-name"
    )
    site_news = ConsentField(label="Send me the newsletter")

    consents = {"site_news": Purpose.SITE_NEWS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.show_words()


class TrialForm(ConsentingForm):
    """Asks where to post the sample. No phone, no birth date, no card, nothing about health."""

    full_name = LineField(
        label="Full name", what="your name", why="The parcel needs it.", longest=120, autocomplete="name"
    )
    email = PlainEmailField(
        help_text="For the mail with which you confirm that it is you.",
        error_messages=plain_messages("your email address", why="We send the confirmation there.", longest=254),
    )
    address_line_1 = LineField(
        label="Address line 1",
        what="your street and number",
        why="The parcel cannot reach you without it.",
        longest=120,
        autocomplete="address-line1",
    )
    address_line_2 = LineField(
        label="Address line 2", required=False, what="this line", longest=120, autocomplete="address-line2"
    )
    town = LineField(
        label="Town or city",
        what="your town",
        why="The parcel cannot reach you without it.",
        longest=80,
        autocomplete="address-level2",
    )
    region = LineField(
        label="Region or state", required=False, what="your region", longest=80, autocomplete="address-level1"
    )
    postcode = LineField(
        label="Postcode",
        what="your postcode",
        why="The parcel cannot reach you without it.",
        longest=16,
        autocomplete="postal-code",
    )
    country = LineField(
        label="Country",
        what="your country",
        why="The parcel cannot reach you without it.",
        longest=60,
        autocomplete="country-name",
    )
    adult = ConsentField(
        label="I am 18 or over",
        refused="Please tick this if it is true. We cannot send the sample to anyone younger.",
    )
    household = ConsentField(
        label="I have read the conditions",
        refused="Please read the conditions above, and tick this if you agree. Each household can have one.",
    )
    partner_address = ConsentField(
        label="Send my name and address to the partner",
        refused="Please tick this if you agree. Without your address nobody can post the sample.",
    )
    site_news = ConsentField(label="News from us")
    partner_news = ConsentField(label="News from the partner")

    consents = {
        "adult": Purpose.ADULT,
        "household": Purpose.HOUSEHOLD,
        "partner_address": Purpose.PARTNER_ADDRESS,
        "site_news": Purpose.SITE_NEWS,
        "partner_news": Purpose.PARTNER_NEWS,
    }

    def __init__(self, *args, trial: TrialPage, **kwargs):
        super().__init__(*args, **kwargs)
        if trial.partner:
            self.fields["partner_address"].label = f"Send my name and address to {trial.partner}"
            self.fields["partner_news"].label = f"News from {trial.partner}"
        self.show_words(trial.partner.name if trial.partner else "")
        if trial.country_list:
            self._offer_countries(trial.country_list)

    def _offer_countries(self, countries: list[str]) -> None:
        choices = [("", "Choose your country"), *((country, country) for country in countries)]
        messages = {
            "required": "Please choose your country. The parcel cannot reach you without it.",
            "invalid_choice": "The sample does not go to “%(value)s”. Please choose a country from the list.",
        }
        self.fields["country"] = forms.ChoiceField(
            label="Country",
            choices=choices,
            error_messages=messages,
            widget=forms.Select(attrs={"autocomplete": "country-name"}),
        )

    def _bound(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def address_fields(self) -> list[BoundField]:
        """Where to post it."""
        return self._bound(*TrialRequest.DETAILS)

    @property
    def needed_fields(self) -> list[BoundField]:
        """What the sample cannot do without."""
        return self._bound("adult", "household", "partner_address")

    @property
    def optional_fields(self) -> list[BoundField]:
        """What is up to the reader."""
        return self._bound("site_news", "partner_news")

    def details(self) -> dict[str, str]:
        """Return name, address and email of this valid form."""
        return {bound.name: self.cleaned_data[bound.name] for bound in self.address_fields}
