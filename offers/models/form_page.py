import json
from datetime import timedelta

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from core import limits
from core.body import render_blocks, render_body
from core.lookahead import announce, looking_ahead
from core.models import ConsentText
from core.models.consent import Purpose
from core.search_fields import WordsField
from offers.blocks import BenefitsBlock, IntroductionBlock, OfferBodyBlock, OfferQuestionsBlock
from offers.page_forms import OfferPageForm

TOO_MANY = 429


def consent_text(purpose: Purpose) -> models.ForeignKey:
    """Return the field by which a page asks for the consent to ``purpose`` in the words of one version."""
    return models.ForeignKey(
        ConsentText,
        verbose_name=purpose.label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"purpose": purpose},
        help_text="The words next to the box. Left empty: always the newest.",
    )


def form_panels(*consents: str) -> ObjectList:
    """Return the editor's tab about the form of a page with these fields for ``consents``."""
    return ObjectList(
        [
            InlinePanel(
                "field_words",
                heading="Words on the form",
                label="Field",
                help_text="Other words for a field that the form always has. No field can be taken out.",
            ),
            InlinePanel(
                "questions",
                heading="More questions",
                label="Question",
                help_text="Each question costs you readers: ask only what you will use. Consents are not typed here; "
                "they are chosen below.",
            ),
            MultiFieldPanel(
                [FieldPanel(name, widget=forms.Select) for name in consents],
                "Consents",
                help_text="Each consent has a box of its own, and no box is ticked beforehand. Their words are under "
                "Consents in the menu.",
            ),
        ],
        heading="Form",
    )


class FormPageMixin(RoutablePageMixin, models.Model):
    """A page with a form for readers, and a thank-you page at ``thank-you/``, the same for everybody.

    Fields and consents of the form are code; editors add words, questions and what stands around it.
    """

    introduction = StreamField(
        IntroductionBlock(),
        blank=True,
        help_text="Stands under the title. A few sentences: what it is, and whom it is for.",
    )
    benefits = StreamField(
        BenefitsBlock(),
        verbose_name="what readers get",
        blank=True,
        help_text="Three to five things. Say what is in it, and promise nothing.",
    )
    faq = StreamField(
        OfferQuestionsBlock(),
        verbose_name="questions and answers",
        blank=True,
        help_text="What readers ask before they fill in the form. Stands at the end of the page.",
    )
    thank_you = StreamField(
        OfferBodyBlock(),
        verbose_name="thank-you page",
        blank=True,
        help_text="What happens now, step by step. Left empty, the page says it in three steps of its own.",
    )

    base_form_class = OfferPageForm
    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]
    preview_modes = [("", "Page with the form"), ("thank-you", "Thank-you page")]
    thank_you_template: str
    # What the form is called in counts and limits.
    form_name: str
    # Its fields that choose the words of a consent, each named like the box and "_text".
    consent_fields: tuple[str, ...]

    # Ids that the templates of the page, its form and its frame use themselves: no heading of the body gets one.
    own_ids: tuple[str, ...] = (
        *("main", "form", "inside", "conditions", "problems", "problems-title", "benefits", "questions", "next"),
        *("safety", "safety-note-level", "safety-note-title", "no-mail"),
        *(f"column-{number}" for number in range(1, 5)),
    )

    around_panels = [FieldPanel("introduction"), FieldPanel("benefits")]
    thank_you_panels = ObjectList([FieldPanel("thank_you")], heading="Thank-you page")
    words_fields = [WordsField("introduction"), WordsField("benefits"), WordsField("faq")]

    class Meta:
        abstract = True

    def get_form(self, data=None):
        """Return the page's form, filled with ``data`` when there is some."""
        raise NotImplementedError

    def store(self, form) -> None:
        """Store what the valid ``form`` asks for, all of it or nothing."""
        raise NotImplementedError

    def closed_reason(self) -> str:
        """Return why the form takes no requests now, in a sentence for readers; else an empty text."""
        return ""

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show the page; on POST store the request and lead to the thank-you page, or show what is wrong."""
        reason = self.closed_reason()
        if request.method != "POST" or reason:
            return self._show(request, None if reason else self.get_form(), reason)
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        if left := limits.wait(self.form_name, request, email=form.cleaned_data["email"]):
            return self._show_too_often(request, form, left)
        self.store(form)
        # Else a browser keeps the form's own “#problems”, on a page that has none.
        return redirect(f"{self.get_url(request)}{self.reverse_subpage('thank_you')}#main")

    def _show(self, request: HttpRequest, form, reason: str = "", status: int = 200) -> HttpResponse:
        response = self.render(request, context_overrides={"form": form, "closed_reason": reason})
        response.status_code = status
        return response

    def _show_too_often(self, request: HttpRequest, form, left: timedelta) -> HttpResponse:
        form.add_error(None, limits.too_often(left))
        response = self._show(request, form, status=TOO_MANY)
        response["Retry-After"] = limits.retry_after(left)
        return response

    @path("thank-you/", name="thank_you")
    @method_decorator(require_safe)
    def thank_you_route(self, request: HttpRequest) -> HttpResponse:
        """Say what happens next. The same for everybody."""
        response = self.render(request, template=self.thank_you_template, thanks=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    def serve_preview(self, request, mode_name):
        """Show the page, or the thank-you page, as it would look once published."""
        if mode_name == "thank-you":
            return self.thank_you_route(request)
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *args, thanks: bool = False, **kwargs):
        """Return what the templates need: of the thank-you page (``thanks``) its own body, else the page's."""
        context = super().get_context(request, *args, **kwargs)
        if thanks:
            context["rendered"] = render_body(self.thank_you, context, taken=self.own_ids)
            return context
        with looking_ahead():
            around = (self.introduction, self.benefits, self.faq)
            announce(*(json.dumps(stream.get_prep_value()) for stream in around))
            introduction, benefits, faq = (
                render_blocks(stream, context, prefix)
                for stream, prefix in zip(around, ("introduction", "benefit", "question"), strict=True)
            )
            context["rendered"] = render_body(
                self.body, context, taken=self.own_ids, opening=[introduction, benefits], closing=[faq]
            )
        return context
