"""Mails as rows of the database: written with what they are about, tried again, deleted after a while."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from post_office.models import PRIORITY, STATUS, Email

from core.audit import record
from core.mail import catalogue, marketing
from core.mail.catalogue import Context
from core.mail.tasks import send_waiting_mail
from core.mail.wording import words_for
from core.models import ConsentEvent, MailWording, SiteSettings

# How long a mail stays that waits no more. The privacy page says so.
KEPT_FOR = timedelta(days=30)
# Of the mails that go before others, those that failed.
FAILED_KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Written:
    """A mail in words, before it is stored."""

    subject: str
    text: str
    html: str


def write(name: str, context: Context, *, wording: MailWording | None = None) -> Written:
    """Return the mail called ``name`` in words.

    Its templates are ``emails/<name>.txt``, whose first line is the subject, and ``emails/<name>.html``. ``wording``
    is what to take instead of what editors have stored, for a preview.
    """
    words = words_for(name, context, wording)
    context = {
        "base_url": settings.WAGTAILADMIN_BASE_URL,
        "site_settings": SiteSettings.for_default_site(),
        **context,
        "words": words,
    }
    subject, _, text = render_to_string(f"emails/{name}.txt", context).strip().partition("\n")
    return Written(
        subject=" ".join((words["subject"] or subject).split()),
        text=text.strip() + "\n",
        html=render_to_string(f"emails/{name}.html", context),
    )


def new_message_id() -> str:
    """Return a Message-ID with the domain of our own address."""
    return make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or None)


def queue_mail(name: str, to: str, context: dict[str, Any]) -> Email:
    """Store one mail to ``to`` for sending; return the stored mail.

    Call it inside the transaction that stores what the mail is about: either both are kept or neither. The worker
    sends it within seconds after that.

    Arguments:
        name: picks the templates, see ``write``.
        context: what they show. For a mail that is news it has ``consent``, the event by which ``to`` agreed, and
            ``path``, where that is withdrawn.

    Raises ``marketing.MayNotSend`` for news without consent that holds, or without a postal address of ours.
    """
    mail = catalogue.find(name)
    is_news = bool(mail and mail.marketing)
    consent = context.get("consent") if is_news else None
    if is_news:
        marketing.check(consent, SiteSettings.for_default_site())
    written = write(name, context)
    # Not post_office.mail.send(): that renders the finished text once more as a template, and a name may hold braces.
    stored = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=written.subject,
        message=written.text,
        html_message=written.html,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        # One for good: should a mail go out twice because we were killed before we could note it, both are the same.
        message_id=new_message_id(),
        headers=marketing.headers(context["path"]) if is_news else None,
        # post_office uses it for templates of its own only. Here: what `core.mail.sending` asks for once more, and
        # which mail it is where it goes before others.
        context=_notes(mail, consent),
    )
    send_waiting_mail.enqueue()
    return stored


def _notes(mail: catalogue.Mail | None, consent: ConsentEvent | None) -> dict[str, Any] | None:
    notes: dict[str, Any] = {"consent": consent.pk} if consent else {}
    return notes | ({"mail": mail.name} if mail and mail.kept_for is not None else {}) or None


@transaction.atomic
def retry(mails: QuerySet[Email], *, by: Any) -> int:
    """Put those of ``mails`` that failed, or wait for another try, back into the queue at once; return how many.

    ``by`` is the colleague who asked for it. What was not sent because its address is suppressed stays.
    """
    again = mails.filter(status__in=[STATUS.failed, STATUS.requeued], recipient_delivery_status=None)
    count = again.update(status=STATUS.queued, number_of_retries=0, scheduled_time=None, last_updated=timezone.now())
    if count:
        send_waiting_mail.enqueue()
        record(by, "tried mail again", "mails that had failed", count=count)
    return count


def failed() -> QuerySet[Email]:
    """Return the mails that could not be sent and that nobody tries again by themselves."""
    return Email.objects.filter(status=STATUS.failed, recipient_delivery_status=None)


def hold_mails(mails: QuerySet[Email]) -> None:
    """Lock ``mails``, in the order of everybody who does, until the transaction ends."""
    list(mails.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@transaction.atomic
def delete_mails(mails: QuerySet[Email]) -> int:
    """Delete ``mails`` with their logs; return how many.

    They are held first: what hangs on a mail is changed before the mail itself goes, and two who delete the same ones
    would wait for each other in a circle.
    """
    hold_mails(mails)
    return mails.delete()[1].get(Email._meta.label, 0)


def delete_early() -> int:
    """Delete the mails that go before others (``Mail.kept_for``); return how many.

    Those that could not be sent stay for a week, so that a colleague can try again.
    """
    now, wanted = timezone.now(), Q()
    for mail in catalogue.every_mail():
        if mail.kept_for is not None:
            sent = Q(status=STATUS.sent, created__lte=now - mail.kept_for)
            failed = Q(status=STATUS.failed, created__lte=now - max(mail.kept_for, FAILED_KEPT_FOR))
            wanted |= Q(sent | failed, context__mail=mail.name)
    return delete_mails(Email.objects.filter(wanted)) if wanted else 0


def delete_old() -> int:
    """Delete mails that were written more than 30 days ago and wait no more; return how many."""
    done = Email.objects.filter(status__in=[STATUS.sent, STATUS.failed], created__lt=timezone.now() - KEPT_FOR)
    return delete_mails(done)
