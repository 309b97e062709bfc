"""The forms that ask for the guide and for the sample."""

from typing import cast

from django import forms
from django.forms import BoundField

from core.forms import PlainEmailField, PublicForm, plain_messages
from core.models import ConsentText
from offers.consents import Purpose, stored, texts_for
from offers.models import TrialPage, TrialRequest
from offers.validators import validate_plain_line


class LineField(forms.CharField):
    """One line of plain text, without links or HTML, with a message in plain words for each mistake."""

    def __init__(self, *, what: str, longest: int, why: str = "", autocomplete: str = "", **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": autocomplete} if autocomplete else {})
        messages = plain_messages(what, why=why, longest=longest)
        super().__init__(max_length=longest, widget=widget, error_messages=messages, **kwargs)
        self.validators.append(validate_plain_line)


class ConsentField(forms.BooleanField):
    """A box of its own, never ticked beforehand, with the exact words of one consent as its hint."""

    def __init__(self, *, label: str, refused: str = "", **kwargs):
        super().__init__(label=label, required=bool(refused), error_messages={"required": refused}, **kwargs)
        self.text = ConsentText()

    def show(self, text: ConsentText) -> None:
        """Show the words of ``text`` under the box, unless they are those beside it."""
        self.text = text
        if text.wording.rstrip(".") != self.label:
            self.help_text = f"“{text.wording}”"


class ConsentingForm(PublicForm):
    """A form whose boxes record consents word for word. ``consents`` names the purpose of each box."""

    consents: dict[str, Purpose] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts = texts_for(self.consents.values())
        for name, purpose in self.consents.items():
            self._box(name).show(texts[purpose])

    def _box(self, name: str) -> ConsentField:
        return cast(ConsentField, self.fields[name])

    def consents_given(self) -> list[ConsentText]:
        """Return the wording of each box that the sender of this valid form has ticked."""
        return [stored(self._box(name).text) for name in self.consents if self.cleaned_data[name]]


class GuideForm(ConsentingForm):
    """Asks where to send the guide. News is a box of its own: the guide comes with or without it."""

    email = PlainEmailField(
        help_text="We use it to send the guide, and delete it if you do not confirm within a week.",
        error_messages=plain_messages("your email address", why="We send the guide there.", longest=254),
    )
    first_name = LineField(
        label="First name", required=False, what="your first name", longest=80, autocomplete="given-name"
    )
    site_news = ConsentField(label="Send me the newsletter")

    consents = {"site_news": Purpose.SITE_NEWS}


class TrialForm(ConsentingForm):
    """Asks where to post the sample. No phone, no birth date, no card, nothing about health."""

    full_name = LineField(
        label="Full name", what="your name", why="The parcel needs it.", longest=120, autocomplete="name"
    )
    email = PlainEmailField(
        help_text="For the confirmation and news of the parcel.",
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
