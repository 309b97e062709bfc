"""Forms that readers fill in: plain words, nothing lost, no cookie, no third party."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from email_validator import EmailNotValidError, validate_email

from core.plain_text import without_invisible

TOKEN_SALT = "core.forms.opened"  # noqa: S105


class PublicFormRenderer(TemplatesSetting):
    """Renders label, hint, message and control in that order, tied together for screen readers."""

    field_template_name = "components/field.html"


_noted: ContextVar[set[str] | None] = ContextVar("the notes written while a page is made", default=None)


def opened_token() -> str:
    """Return a signed note of when a form was opened. It holds nothing about who opened it."""
    token = _signed(int(timezone.now().timestamp()))
    if (noted := _noted.get()) is not None:
        noted.add(token)
    return token


@contextmanager
def noting_tokens() -> Iterator[set[str]]:
    """Yield the notes that are written inside the block: who keeps a page writes fresh ones in their place."""
    tokens: set[str] = set()
    before = _noted.set(tokens)
    try:
        yield tokens
    finally:
        _noted.reset(before)


@lru_cache(maxsize=1)
def _signed(second: int) -> str:
    # The same for all who open a form in one second, so that a page that is kept need not sign for each.
    return signing.dumps(second, salt=TOKEN_SALT)


class PublicForm(forms.Form):
    """A form for readers. Catches programs by a hidden field and by forms sent faster than anyone can type."""

    default_renderer = PublicFormRenderer
    # The server's messages are plainer than the browser's, and stand where a screen reader finds them.
    use_required_attribute = False

    # Named like something a program likes to fill in; a person never sees it.
    homepage = forms.CharField(required=False, label="Leave this empty", max_length=200)
    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.initial["opened"] = opened_token()

    @property
    def asked_fields(self):
        """The fields that a reader sees, as bound fields in order."""
        return [field for field in self.visible_fields() if field.name != "homepage"]

    @property
    def problems(self):
        """Return ``(bound field, message)`` for the summary at the top of the form; the field is None for the form."""
        found = [(None, message) for message in self.non_field_errors()]
        for hidden in self.hidden_fields():
            found += [(None, message) for message in hidden.errors]
        for field in self.asked_fields:
            found += [(field, message) for message in field.errors]
        return found

    def clean(self):
        cleaned = super().clean()
        if self.data.get(self.add_prefix("homepage")):
            raise ValidationError(
                "Something filled in a field that people do not see. Nothing is lost: please press the button again."
            )
        self._check_opened(self.data.get(self.add_prefix("opened"), ""))
        return cleaned

    def _check_opened(self, token: str) -> None:
        try:
            opened = signing.loads(token, salt=TOKEN_SALT)
        except signing.BadSignature:
            # With a fresh token, so that sending again works.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("opened")] = opened_token()
            self.data = data
            raise ValidationError(
                "This form did not come from our page, or only half of it arrived. "
                "Everything you typed is still here: please send it again."
            ) from None
        # Whoever has something to mend sends the form again, by then not too fast.
        if not self.errors and timezone.now().timestamp() - opened < settings.FORM_MINIMUM_SECONDS:
            raise ValidationError(
                "That was faster than we expect from a person. Nothing is lost: please press the button again."
            )


class PlainEmailField(forms.CharField):
    """An email address, with messages that say what is wrong with this one."""

    widget = forms.EmailInput

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("label", "Email")
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "email")
        self.widget.attrs.setdefault("spellcheck", "false")

    def clean(self, value):
        """Return the normalised address, without signs that came along when it was copied; raise a plain message."""
        value = without_invisible(super().clean(value)).strip()
        if not value:
            return value
        if "@" not in value:
            raise ValidationError(f"There is no @ in “{value}”. An address looks like name@example.org.")
        try:
            address = validate_email(value, check_deliverability=False, allow_smtputf8=False).normalized
            # The queue of mails asks Django, which is stricter in places: what it refuses could not be stored.
            EmailValidator()(address)
        except (EmailNotValidError, ValidationError):
            raise ValidationError(
                f"“{value}” does not look like an email address. An address looks like name@example.org."
            ) from None
        return address


class TextField(forms.CharField):
    """Several lines. A browser sends two signs for each line break, which count as one, as they do for who writes."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with one sign for each line break."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def plain_messages(what: str, *, why: str = "", longest: int | None = None) -> dict[str, str]:
    """Return error messages for a field that asks for ``what`` (“your postcode”).

    ``why`` is a sentence that says what it is needed for; ``longest`` the number of characters that fit.
    """
    messages = {
        "required": f"Please add {what}. {why}".strip(),
        "null_characters_not_allowed": "Something in here is no letter. Please type it again.",
    }
    if longest:
        messages["max_length"] = (
            f"Please shorten {what}: at most {longest} characters fit here, and it has %(show_value)d."
        )
    return messages
