"""The outbox in the admin: every mail, what became of it, and the way to try again."""

import django_filters
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from post_office.models import Email
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView

from core.mail import failed, retry
from core.mail.states import State, state_of, words_for
from core.mail.suppression import lift, suppression_of
from core.private_search import PrivateSearch
from core.tokens import mask_links
from core.viewsets import ViewOnlyViewSet

# Who may try again and lift a suppression. Nobody edits a mail.
RETRY = "post_office.change_email"
TO_DO = (State.AGAIN, State.FAILED)


class MailView(InspectView):
    """One mail: its text and its designed version.

    Only in development can the links be followed. Elsewhere their secrets are left out, so that nobody who may see
    the outbox can confirm something in a reader's place.
    """

    template_name = "core/admin/mail.html"
    page_title = "Mail"

    def get_page_subtitle(self):
        return self.object.subject

    def get_context_data(self, **kwargs):
        mail = self.object
        show = str if settings.DEBUG else mask_links
        # The preview may run nothing and belongs to no site; its links open in a window of their own.
        html = show(mail.html_message).replace("<head>", '<head><base target="_blank">', 1)
        may_retry = self.request.user.has_perm(RETRY)
        return super().get_context_data(
            text=show(mail.message),
            html=html,
            links_work=settings.DEBUG,
            logs=mail.logs.order_by("date"),
            state=words_for(mail),
            can_retry=may_retry and state_of(mail) in TO_DO,
            suppression=suppression_of(mail.to[0]) if mail.to else None,
            can_lift=may_retry,
            **kwargs,
        )


class MailFilters(WagtailFilterSet):
    """Mails by what has become of them."""

    state = django_filters.ChoiceFilter(label="State", choices=State.choices, method="by_state")

    class Meta:
        model = Email
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Email], name: str, value: str) -> QuerySet[Email]:
        return queryset.filter(State(value).condition)


class OutboxView(PrivateSearch, IndexView):
    """The list of mails."""

    page_title = "Outbox"
    template_name = "core/admin/outbox.html"

    def get_context_data(self, *args, **kwargs):
        may_retry = self.request.user.has_perm(RETRY)
        return super().get_context_data(*args, **kwargs, failed=failed().count() if may_retry else 0)


@require_POST
def retry_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one mail back into the queue."""
    if not request.user.has_perm(RETRY):
        return permission_denied(request)
    mail = get_object_or_404(Email, pk=pk)
    if retry(Email.objects.filter(pk=mail.pk), by=request.user):
        messages.success(request, "The mail is in the queue again, and goes out in a moment.")
    else:
        messages.info(request, "There is nothing to do: the mail waits already, was sent, or its address gets none.")
    return redirect("outbox:inspect", mail.pk)


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Put all mails that failed back into the queue."""
    if not request.user.has_perm(RETRY):
        return permission_denied(request)
    count = retry(failed(), by=request.user)
    mails = "1 mail is" if count == 1 else f"{count} mails are"
    messages.success(request, f"{mails} in the queue again." if count else "No mail had failed.")
    return redirect("outbox:index")


@require_POST
def lift_suppression(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the address of a mail get mail again."""
    if not request.user.has_perm(RETRY):
        return permission_denied(request)
    mail = get_object_or_404(Email, pk=pk)
    lifted = [address for address in mail.to if lift(address, by=request.user)]
    if lifted:
        messages.success(request, "The address gets mail again, from the next one on.")
    return redirect("outbox:inspect", mail.pk)


class OutboxViewSet(ViewOnlyViewSet):
    """Every mail that the site has written, sent or still waiting."""

    model = Email
    name = "outbox"
    icon = "mail"
    menu_label = "Outbox"
    menu_order = 230
    add_to_admin_menu = True
    index_view_class = OutboxView
    inspect_view_class = MailView
    filterset_class = MailFilters
    list_display = [
        "subject",
        Column("to", label="To", accessor=lambda mail: ", ".join(mail.to)),
        Column("state", label="State", accessor=words_for, sort_key="status"),
        DateColumn("created", label="Written", sort_key="created"),
    ]
    search_fields = ["subject", "to"]
    ordering = ["-created"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("retry/", retry_all, name="retry_all"),
            path("retry/<int:pk>/", retry_one, name="retry"),
            path("lift/<int:pk>/", lift_suppression, name="lift"),
        ]

    def get_permissions_to_register(self):
        codenames = ["view_email", "change_email"]
        return Permission.objects.filter(content_type__app_label=self.app_label, codename__in=codenames)


class MailFailingPanel(Component):
    """Tells colleagues who can do something about it that mail does not go out."""

    name = "mail_failing"
    template_name = "core/admin/mail_failing.html"
    order = 90

    def __init__(self, request: HttpRequest):
        self.request = request

    def get_context_data(self, parent_context):
        return {
            "count": failed().count(),
            "look": f"{reverse('outbox:index')}?state={State.FAILED.value}",
            "csrf_token": parent_context.get("csrf_token"),
        }


def show_failing_mail(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the dashboard's ``panels`` for those who may try again, when there is something to try."""
    if request.user.has_perm(RETRY) and failed().exists():
        panels.append(MailFailingPanel(request))
