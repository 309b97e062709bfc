"""What editors may add to the forms of offers: words of their own for a field, and more questions."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.models import Orderable

from core.tokens import digest

CHOICE_TYPES = [
    ("radio", "One answer, all shown"),
    ("dropdown", "One answer, from a menu"),
    ("checkboxes", "Several answers, all shown"),
    ("multiselect", "Several answers, from a list"),
    ("checkbox", "One box to tick"),
]
TYPES = [
    *CHOICE_TYPES,
    ("singleline", "One line of text"),
    ("multiline", "Several lines of text"),
    ("email", "Email address"),
    ("number", "Number"),
    ("url", "Web address"),
    ("date", "Date"),
    ("datetime", "Date and time"),
    ("hidden", "A note for colleagues, not shown"),
]
KIND_HELP = "Answers to choose from are quicker to give, and easier to count."
# Those for which an editor writes down the answers.
WITH_ANSWERS = ("radio", "dropdown", "checkboxes", "multiselect")


class FieldWords(Orderable):
    """Words of an editor's own for one of the fields that the form always has. The field itself stays."""

    # No constraint in the database: two rows that exchange their fields are saved one after the other.
    field = models.CharField(max_length=40)
    label = models.CharField(
        max_length=80, blank=True, help_text="What stands above the field. Left empty, ours stays."
    )
    help_text = models.CharField(
        "help", max_length=200, blank=True, help_text="What it is for, in a sentence. Left empty, ours stays."
    )

    panels = [FieldPanel("field"), FieldPanel("label"), FieldPanel("help_text")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = "words on the form"

    def __str__(self) -> str:
        return self.get_field_display()


class GuideFieldWords(FieldWords):
    """Words for a field of the form for a guide."""

    page = ParentalKey("offers.GuidePage", on_delete=models.CASCADE, related_name="field_words")
    field = models.CharField(max_length=40, choices=[("email", "Email"), ("first_name", "First name")])


class TrialFieldWords(FieldWords):
    """Words for a field of the form for a sample."""

    page = ParentalKey("offers.TrialPage", on_delete=models.CASCADE, related_name="field_words")
    field = models.CharField(
        max_length=40,
        choices=[
            ("full_name", "Full name"),
            ("email", "Email"),
            ("address_line_1", "Address line 1"),
            ("address_line_2", "Address line 2"),
            ("town", "Town or city"),
            ("region", "Region or state"),
            ("postcode", "Postcode"),
            ("country", "Country"),
        ],
    )


class Question(AbstractFormField):
    """A question that an editor added to a form."""

    label = models.CharField("question", max_length=200, help_text="As you would ask it, in one short sentence.")
    help_text = models.CharField(
        "help", max_length=255, blank=True, help_text="Why we ask, or what a good answer looks like."
    )
    required = models.BooleanField(
        "must be answered", default=False, help_text="Only if the request makes no sense without it."
    )
    field_type = models.CharField("kind of answer", max_length=16, choices=TYPES, default="radio", help_text=KIND_HELP)
    field_type.required_on_save = True  # type: ignore[attr-defined]
    choices = models.TextField(
        "answers to choose from", blank=True, help_text="One a line. Nothing is chosen beforehand."
    )
    default_value = models.TextField(
        "the note", blank=True, help_text="For a note for colleagues only. Every answer of a reader starts empty."
    )

    panels = [
        FieldPanel("label"),
        FieldPanel("help_text"),
        FieldPanel("field_type"),
        FieldPanel("choices"),
        FieldPanel("required"),
        FieldPanel("default_value"),
    ]

    class Meta(AbstractFormField.Meta):
        abstract = True
        verbose_name = "more questions"

    def __str__(self) -> str:
        return self.label

    def get_field_clean_name(self) -> str:
        """Return the name of the field: an answer counts for the question in the words in which it was asked.

        It begins like no field of ours, and is as long for a question without one letter.
        """
        return f"question_{digest(' '.join(self.label.split()))[:12]}"

    def save(self, *args, **kwargs):
        # Wagtail keeps the first name for ever: its answers are stored under it. Ours are stored with the question.
        self.clean_name = self.get_field_clean_name()
        super().save(*args, **kwargs)


class GuideQuestion(Question):
    """A question on the form for a guide."""

    page = ParentalKey("offers.GuidePage", on_delete=models.CASCADE, related_name="questions")


class TrialQuestion(Question):
    """A question on the form for a sample: its answers are chosen, so that nobody writes about their health."""

    page = ParentalKey("offers.TrialPage", on_delete=models.CASCADE, related_name="questions")
    field_type = models.CharField(
        "kind of answer", max_length=16, choices=CHOICE_TYPES, default="radio", help_text=KIND_HELP
    )
    field_type.required_on_save = True  # type: ignore[attr-defined]

    # A note for colleagues is an answer that nobody gives: the partner's sample needs none.
    panels = [panel for panel in Question.panels if panel.field_name != "default_value"]
