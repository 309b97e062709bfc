"""Settings → Mails: every mail of the site, what it looks like, and the few places that editors word."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from core.mail.catalogue import Mail, every_mail, find
from core.mail.queue import write
from core.mail.wording import check_words
from core.models import MailWording

MAY_WORD = "core.change_mailwording"


class WordingForm(forms.ModelForm):
    """The places of one mail that an editor may word."""

    class Meta:
        model = MailWording
        fields = MailWording.PLACES
        widgets = {"opening": forms.Textarea({"rows": 4}), "closing": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, mail: Mail, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mail = mail

    def _clean_words(self, place: str) -> str:
        words: str = self.cleaned_data[place].strip()
        check_words(words, self.mail)
        return words

    def clean_subject(self) -> str:
        return " ".join(self._clean_words("subject").split())

    def clean_opening(self) -> str:
        return self._clean_words("opening")

    def clean_closing(self) -> str:
        return self._clean_words("closing")


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    mail: Mail
    url: str
    is_worded: bool


class MailsPage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the pages about mails share."""

    page_title = "Mails"
    header_icon = "mail"
    permission_policy = ModelPermissionPolicy(MailWording)
    permission_required = "change"


class MailsView(MailsPage, TemplateView):
    """The list of mails."""

    template_name = "core/admin/mails.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        worded = set(MailWording.objects.values_list("name", flat=True))
        lines = [Line(mail, reverse("mails:edit", args=[mail.name]), mail.name in worded) for mail in every_mail()]
        return super().get_context_data(lines=lines, **kwargs)


class MailWordingView(MailsPage, FormView):
    """One mail: when it is sent, what it looks like with invented data, and its words."""

    template_name = "core/admin/mail_wording.html"
    form_class = WordingForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        mail = find(kwargs["name"])
        if mail is None:
            raise Http404
        self.mail = mail
        self.wording = MailWording.objects.filter(name=mail.name).first() or MailWording(name=mail.name)

    def get_page_subtitle(self):
        return self.mail.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mails:index"), "label": self.page_title},
            {"url": "", "label": self.mail.title},
        ]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"mail": self.mail, "instance": self.wording}

    def form_valid(self, form: WordingForm) -> HttpResponse:
        if "show" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, is_draft=True))
        self._store(form)
        messages.success(self.request, f"“{self.mail.title}” is worded like this from the next mail on.")
        return redirect("mails:edit", self.mail.name)

    @transaction.atomic
    def _store(self, form: WordingForm) -> None:
        if any(form.cleaned_data.values()):
            log(form.save(), "wagtail.edit", user=self.request.user)
        elif self.wording.pk:
            log(self.wording, "wagtail.delete", user=self.request.user)
            self.wording.delete()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        # What breaks a rule is not shown as if it could be sent.
        shown = MailWording(name=self.mail.name) if form.errors else form.instance
        return context | {
            "mail": self.mail,
            "written": write(self.mail.name, self.mail.sample(), wording=shown),
            "action_url": self.request.path,
        }


class MailsMenuItem(MenuItem):
    """The way there, for those who may word mails."""

    def is_shown(self, request):
        return request.user.has_perm(MAY_WORD)


class MailsViewSet(ViewSet):
    """Settings → Mails."""

    name = "mails"
    icon = "mail"
    menu_label = "Mails"
    add_to_settings_menu = True
    menu_item_class = MailsMenuItem

    def get_urlpatterns(self):
        return [
            path("", MailsView.as_view(), name="index"),
            path("<slug:name>/", MailWordingView.as_view(), name="edit"),
        ]
