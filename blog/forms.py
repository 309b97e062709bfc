import re
from typing import Any

import nh3
from django import forms
from django.core.exceptions import ValidationError

from blog.comments.rendering import links_in
from blog.models.comment import Comment
from core.forms import PlainEmailField, PublicForm, TextField, plain_messages
from core.plain_text import on_one_line, without_invisible

MOST_LINKS = 2
# A thread stays short enough to be read on one page.
MOST_ANSWERS = 50
# Nobody types these; they come with text copied from slides and PDFs, or on purpose.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class CommentForm(PublicForm):
    """“Leave a reply”: name, email, text."""

    prefix = "reply"

    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Shown next to your comment. It need not be your real name.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages=plain_messages("a name", why="It can be a first name or an invented one.", longest=80),
    )
    email = PlainEmailField(
        help_text="Never shown. We send one mail to it, with a button to press. We delete that mail within 7 days, and "
        "the address with it, unless you tick the box below.",
        error_messages=plain_messages("your email address", why="It is never shown.", longest=254),
    )
    text = TextField(
        label="Your comment",
        max_length=5000,
        help_text="Plain text, up to 5,000 characters. An empty line begins a paragraph.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=plain_messages("your comment", longest=5000),
    )
    notify = forms.BooleanField(
        label="Write to me by email when somebody answers. You can stop it with one press.", required=False
    )

    def __init__(self, *args, article, **kwargs):
        self.article = article
        super().__init__(*args, **kwargs)
        # A browser would cut off what is too long without a word, and it would be lost.
        for name in ("name", "text"):
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        """Return the name on one line; refuse what nobody should publish by mistake."""
        name = on_one_line(CONTROLS.sub(" ", self.cleaned_data["name"]))
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"])
        if "@" in name or links_in(name):
            raise ValidationError("Everybody sees this name: please leave addresses out of it.")
        return name

    def clean_text(self) -> str:
        """Return the text with what nobody can see taken out; refuse HTML and many links."""
        text = re.sub(r"\n{3,}", "\n\n", without_invisible(CONTROLS.sub(" ", self.cleaned_data["text"]))).strip()
        if not text:
            raise ValidationError(self.fields["text"].error_messages["required"])
        if nh3.is_html(text):
            raise ValidationError(
                "Your comment has HTML in it, something like <b>. Comments are plain text: please take out what "
                "stands between < and >, and the two signs."
            )
        if len(links_in(text)) > MOST_LINKS:
            raise ValidationError(
                f"Your comment has {len(links_in(text))} links, and at most {MOST_LINKS} fit here. Please keep those "
                "that matter most."
            )
        return text

    def clean_parent(self) -> Comment | None:
        """Return the comment that this one answers, or None; refuse what cannot be answered."""
        pk = self.cleaned_data["parent"]
        if pk is None:
            return None
        parent = answerable(self.article, pk)
        if parent is None:
            # Without it the form can be sent again, as a comment of its own.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("parent")] = ""
            self.data = data
            raise ValidationError(
                "The comment that you answer is no longer there, so your words would have nothing above them. Nothing "
                "is lost: press the button again to send them as a comment of their own."
            )
        # Those that readers see: else fifty that nobody confirms would close a thread.
        if parent.replies.approved().count() >= MOST_ANSWERS:
            raise ValidationError("This thread has grown long: please begin a new one below the article.")
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


class ReportForm(PublicForm):
    """“Report this comment”: why, from a short list."""

    prefix = "report"

    REASONS = (
        ("harm", "It could harm somebody: wrong or dangerous advice"),
        ("unkind", "It is unkind or insults somebody"),
        ("private", "It says something private about somebody"),
        ("advertising", "It advertises something"),
        ("other", "Something else"),
    )
    reason = forms.ChoiceField(
        label="What is wrong with it?",
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose what is wrong.", "invalid_choice": "Please choose one of these."},
    )

    @property
    def words(self) -> str:
        """The reason in words, for moderators."""
        return dict(self.REASONS)[self.cleaned_data["reason"]]
