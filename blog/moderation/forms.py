"""The forms on the page of one comment."""

from typing import Any

from django import forms

from blog.models.comment import REDACTED, Comment
from blog.moderation.marking import shown
from blog.moderation.redacting import sentences
from core.forms import TextField, plain_messages


class AnswerForm(forms.Form):
    """What a colleague answers in public."""

    text = TextField(
        label="Your answer",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=plain_messages("your answer", longest=5000),
    )

    def clean_text(self) -> str:
        """Leave out what stands for a part that was taken out: only a moderator's decision puts it there."""
        text: str = self.cleaned_data["text"]
        return text.replace(REDACTED, "")


class RedactForm(forms.Form):
    """Which part goes: sentences that are ticked, and words that were typed."""

    part = forms.CharField(
        label="Or the exact words, such as a name or a number; they go wherever they stand",
        max_length=1000,
        required=False,
    )
    sentences = forms.TypedMultipleChoiceField(required=False, coerce=int)
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.listed = [
            (str(number), shown(comment.text[start:end])) for number, (start, end) in enumerate(sentences(comment.text))
        ]
        self.fields["sentences"].choices = self.listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for something to take out."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("sentences") and not cleaned.get("part", "").strip():
            raise forms.ValidationError("Please tick a sentence or type the words that should go.")
        return cleaned
