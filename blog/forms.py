from django import forms
from django.core.exceptions import ValidationError

from blog.models.comment import Comment
from core.forms import PlainEmailField, PublicForm, plain_messages


class CommentForm(PublicForm):
    """“Leave a reply”: name, email, text."""

    prefix = "reply"

    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Shown next to your reply. It need not be your real name.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages=plain_messages("a name", why="It can be a first name or an invented one.", longest=80),
    )
    email = PlainEmailField(
        help_text="Never shown, and not kept as an address.",
        error_messages=plain_messages("your email address", why="It is never shown.", longest=254),
    )
    text = forms.CharField(
        label="Your reply",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=plain_messages("your reply", longest=5000),
    )

    def __init__(self, *args, article, **kwargs):
        self.article = article
        super().__init__(*args, **kwargs)

    def clean_parent(self) -> Comment | None:
        """Return the comment that this one answers, or None; refuse what cannot be answered."""
        pk = self.cleaned_data["parent"]
        if pk is None:
            return None
        parent = answerable(self.article, pk)
        if parent is None:
            raise ValidationError("The reply that you answer is no longer there.")
        return parent

    @property
    def answers(self) -> Comment | None:
        """The comment that the reader is about to answer, for the form's heading."""
        value = self["parent"].value()
        return answerable(self.article, value) if value else None


def answerable(article, pk) -> Comment | None:
    """Return the approved comment ``pk`` of ``article`` when it may be answered: threads are two deep."""
    try:
        number = int(str(pk)[:18])
    except ValueError:
        return None
    return article.comments.approved().filter(pk=number, parent=None).first()
