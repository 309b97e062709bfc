"""Blocks that tell a reader what to do, and when to get help."""

from django.db.models import TextChoices
from wagtail import blocks

from core.blocks.lists import CountedListBlock
from core.blocks.text import TEXT_FEATURES


class Tone(TextChoices):
    """The named background tones of the site. Editors choose a name, never a colour value."""

    MINT = "mint", "Mint"
    SAND = "sand", "Sand"
    LILAC = "lilac", "Lilac"


class NoteBlock(blocks.StructBlock):
    """An aside with a title on a quiet ground."""

    title = blocks.CharBlock(max_length=120, help_text="Whom it is for, or what it says, in a few words.")
    text = blocks.RichTextBlock(features=TEXT_FEATURES, help_text="One thought. A few short sentences.")
    tone = blocks.ChoiceBlock(
        choices=Tone.choices,
        default=Tone.MINT,
        label="Background",
        help_text="The colour behind the note. It carries no meaning: say what matters in words.",
        search_index=False,
    )

    class Meta:
        icon = "info-circle"
        label = "Note"
        group = "Text"
        description = "An aside that some readers need and others can skip."
        form_layout = blocks.BlockGroup(children=["title", "text"], settings=["tone"])
        preview_value = {
            "title": "If you live with bowel disease",
            "text": "<p>In a flare, more fibre may be wrong for you. Ask your team first.</p>",
            "tone": Tone.MINT,
        }
        template = "blocks/note.html"


class SeekHelpBlock(blocks.StructBlock):
    """When to seek help: the severity is said in words, shape and colour."""

    class Level(TextChoices):
        URGENT = "urgent", "Emergency: call for help now"
        SOON = "soon", "Soon: speak to a clinician today"
        SELF_CARE = "self_care", "When you can: book an appointment"

    level = blocks.ChoiceBlock(
        choices=Level.choices,
        default=Level.SOON,
        label="How urgent",
        help_text="Readers see it in words, as a shape and as a colour.",
        search_index=False,
    )
    title = blocks.CharBlock(max_length=120, label="What to do", help_text="“Speak to a clinician today if”.")
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES, label="Signs", help_text="A list of signs that a reader can check, one a line."
    )

    class Meta:
        icon = "warning"
        label = "When to seek help"
        group = "Evidence"
        description = "Signs that need a clinician, and how soon. Every article about a condition has one."
        preview_value = {
            "level": "soon",
            "title": "Speak to a clinician today if",
            "text": "<ul><li>you have a fever while you take medicines that lower immunity</li>"
            "<li>a joint is hot and swollen and you cannot move it</li></ul>",
        }
        template = "blocks/seek_help.html"


class StepBlock(blocks.StructBlock):
    """One numbered step."""

    title = blocks.CharBlock(
        max_length=120, label="What to do", help_text="Starts with a verb: “Add one plant this week”."
    )
    text = blocks.RichTextBlock(features=TEXT_FEATURES, required=False, label="More about it")

    class Meta:
        icon = "order"
        label = "Step"


class StepsBlock(CountedListBlock):
    """Numbered steps on a thread."""

    def __init__(self, **kwargs):
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = "Steps"
        group = "Text"
        description = "Things to do in an order. Number and line come by themselves."
        count_message = "Add at least one step, or take the block out."
        preview_value = [
            {"title": "Add one plant this week", "text": "<p>A tin of beans, or an apple with its skin.</p>"},
            {"title": "Wait a few days", "text": "<p>If it hurts, go back a step and go slower.</p>"},
        ]
        template = "blocks/steps.html"


class DoDontBlock(blocks.StructBlock):
    """Two short lists, side by side."""

    do = CountedListBlock(
        blocks.CharBlock(max_length=200, label="Line"), label="Do", count_message="Add at least one thing to do."
    )
    dont = CountedListBlock(
        blocks.CharBlock(max_length=200, label="Line"),
        label="Don’t",
        count_message="Add at least one thing to leave, or use a list in a text.",
    )

    class Meta:
        icon = "check"
        label = "Do and don’t"
        group = "Text"
        description = "Two short lists. Each line starts with a verb."
        preview_value = {
            "do": ["Take antibiotics when they are prescribed", "Keep taking your own medicines"],
            "dont": ["Ask for antibiotics for a cold", "Swap a medicine for a food"],
        }
        template = "blocks/do_dont.html"


class QuestionBlock(blocks.StructBlock):
    """One question with its answer."""

    question = blocks.CharBlock(max_length=200, help_text="As a reader would ask it, with its question mark.")
    answer = blocks.RichTextBlock(features=TEXT_FEATURES, help_text="The answer first, then the reasons.")

    class Meta:
        icon = "help"
        label = "Question"


class FaqBlock(CountedListBlock):
    """Questions that open."""

    def __init__(self, **kwargs):
        super().__init__(QuestionBlock(), **kwargs)

    class Meta:
        icon = "help"
        label = "Questions and answers"
        group = "Text"
        description = "Questions that readers ask, in their words. Each opens to show its answer."
        count_message = "Add at least one question, or take the block out."
        preview_value = [
            {
                "question": "Can a test of my stool tell me what to eat?",
                "answer": "<p>Not yet. There is no agreed good pattern to compare with.</p>",
            },
            {"question": "Should I take a probiotic?", "answer": "<p>It depends on the strain and the reason.</p>"},
        ]
        template = "blocks/faq.html"


class DefinitionBlock(blocks.StructBlock):
    """One term and what it means."""

    term = blocks.CharBlock(max_length=80, help_text="As it stands in the article.")
    explanation = blocks.RichTextBlock(features=TEXT_FEATURES, help_text="In plain words, without other new terms.")

    class Meta:
        icon = "openquote"
        label = "Term"


class DefinitionsBlock(CountedListBlock):
    """Terms, each with what it means."""

    def __init__(self, **kwargs):
        super().__init__(DefinitionBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = "Definitions"
        group = "Text"
        description = "Terms that readers will meet, each with its meaning in plain words."
        count_message = "Add at least one term, or take the block out."
        preview_value = [
            {"term": "Microbiome", "explanation": "<p>All the microbes that live in one place, such as your gut.</p>"},
            {"term": "Strain", "explanation": "<p>One line within a species. Two strains can do different things.</p>"},
        ]
        template = "blocks/definitions.html"
