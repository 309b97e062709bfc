"""The forms that ask for the guide and for the sample."""

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import cast

from django.forms import BoundField

from core.consent import Agreement
from core.forms import PlainEmailField, PublicForm, plain_messages
from core.models import ConsentText
from core.models.consent import Purpose
from core.tokens import fingerprint
from offers.consents import PARTNERS, texts_for
from offers.form_fields import ConsentField, CountryField, LineField
from offers.models import GuidePage, TrialPage, TrialRequest
from offers.questions import QuestionBuilder, in_words


class OfferForm(PublicForm):
    """A form of an offer: fields of its own, questions of an editor, and boxes that ask for consents word for word.

    Attributes:
        core_fields: the names of its own fields; an editor may give them other words.
        consents: the purpose of each box, by its name.
    """

    core_fields: Iterable[str] = ()
    consents: dict[str, Purpose] = {}

    def __init__(self, *args, page: GuidePage | TrialPage, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        self.questions = QuestionBuilder(page.questions.all()).formfields
        self.fields |= self.questions
        # As they stand on the page, so that the summary of what is wrong goes down it.
        self.order_fields([*self.core_fields, *self.questions, *self.consents])

    def use_words_of_the_page(self, partner: str = "") -> None:
        """Give fields the words of the page, and put those of the consents next to each box.

        Call it once the fields and labels are as readers see them without.
        """
        for words in self.page.field_words.all():
            if words.field in self.core_fields:
                field = self.fields[words.field]
                field.label, field.help_text = words.label or field.label, words.help_text or field.help_text
        chosen = {str(purpose): getattr(self.page, f"{name}_text_id") for name, purpose in self.consents.items()}
        texts = texts_for(self.consents.values(), chosen)
        for name, purpose in self.consents.items():
            # Words that are only about us name no partner.
            self._box(name).show(texts[purpose], partner if purpose in PARTNERS else "")

    def _box(self, name: str) -> ConsentField:
        return cast(ConsentField, self.fields[name])

    def _bound(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def own_fields(self) -> list[BoundField]:
        """The fields that the form always has, before its boxes."""
        return self._bound(*self.core_fields)

    @property
    def question_fields(self) -> list[BoundField]:
        """The questions of the editor that readers see."""
        return [bound for bound in self._bound(*self.questions) if not bound.is_hidden]

    def answers(self) -> list[dict[str, str]]:
        """Return each question of this valid form that has an answer, with the answer, both in words."""
        answered = {name: in_words(self.cleaned_data[name]) for name in self.questions}
        return [
            {"question": str(self.questions[name].label), "answer": words} for name, words in answered.items() if words
        ]

    @property
    def submission(self) -> str:
        """The fingerprint of this valid form: the same for the same words from the same opening of the page.

        The page is the same for everybody, so it can carry no key of its own: what was typed makes the difference.
        """
        typed = {name: self.cleaned_data[name] for name in sorted(self.fields) if name != "homepage"}
        return fingerprint(json.dumps(typed, default=str), purpose="submission")

    def consents_given(self) -> list[Agreement]:
        """Return what the sender of this valid form has agreed to."""
        return [self._box(name).words.agreed() for name in self.consents if self.cleaned_data[name]]


class GuideForm(OfferForm):
    """Asks where to send the guide. News is a box of its own: the guide comes with or without it."""

    email = PlainEmailField(
        help_text="We send the guide there. If you do not confirm within a week, we delete it.",
        error_messages=plain_messages("your email address", why="We send the guide there.", longest=254),
    )
    first_name = LineField(
        label="First name", required=False, what="your first name", longest=80, autocomplete="given-name"
    )
    site_news = ConsentField(label="Send me the newsletter")

    core_fields = ("email", "first_name")
    consents = {"site_news": Purpose.SITE_NEWS}

    def __init__(self, *args, page: GuidePage, **kwargs):
        super().__init__(*args, page=page, **kwargs)
        self.use_words_of_the_page()


class TrialForm(OfferForm):
    """Asks where to post the sample. No phone, no birth date, no card, nothing about health."""

    full_name = LineField(
        label="Full name",
        what="your name",
        why="The parcel needs it.",
        longest=120,
        autocomplete="name",
        in_letters=True,
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
        in_letters=True,
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
        in_letters=True,
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
        in_letters=True,
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

    core_fields = TrialRequest.DETAILS
    consents = {
        "adult": Purpose.ADULT,
        "household": Purpose.HOUSEHOLD,
        "partner_address": Purpose.PARTNER_ADDRESS,
        "site_news": Purpose.SITE_NEWS,
        "partner_news": Purpose.PARTNER_NEWS,
    }

    def __init__(self, *args, page: TrialPage, **kwargs):
        super().__init__(*args, page=page, **kwargs)
        if page.partner:
            self.fields["partner_address"].label = f"Send my name and address to {page.partner}"
            self.fields["partner_news"].label = f"News from {page.partner}"
        if countries := page.supply.country_list:
            self.fields["country"] = CountryField(countries, label="Country")
        self.use_words_of_the_page(page.partner.name if page.partner else "")

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
        return {name: self.cleaned_data[name] for name in TrialRequest.DETAILS}


def box_for(text: ConsentText) -> BoundField:
    """Return the box that asks for ``text``, as the form with all consents has it, for a look at it."""
    names = [name for name, purpose in TrialForm.consents.items() if purpose == text.purpose]
    name = names[0] if names else "site_news"
    field = deepcopy(cast(ConsentField, TrialForm.base_fields[name]))
    field.show(text, "")
    form = PublicForm()
    form.fields[name] = field
    return form[name]
