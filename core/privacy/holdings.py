"""The personal data of core: links, consents, mails, suppressed addresses, counters, receipts, the audit log."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from post_office.models import Email, Log

from core import limits
from core.mail.queue import KEPT_FOR
from core.mail.states import words_for
from core.mail.suppression import key_of as suppression_key_of
from core.models import AuditEntry, ConsentEvent, DataLink, Erasure, Suppression
from core.privacy import expiry
from core.privacy.keys import key_of
from core.privacy.registry import MOST_RELATIVES, Holding, Outcome, Period, Record, plural
from core.privacy.words import rows
from core.tokens import mask_links

OUR_DUTY = "It is our duty by law to answer, and to be able to show that we did."


def relatives_in(records: QuerySet, pattern: str) -> list[str]:
    """Return the addresses in the field ``email`` of ``records`` that ``pattern`` matches."""
    found = records.filter(email__iregex=pattern).order_by("email").values_list("email", flat=True)
    return list(found.distinct()[:MOST_RELATIVES])


# Links to one's own data


def _links(email: str) -> QuerySet[DataLink]:
    return DataLink.objects.filter(email__iexact=email).order_by("-pk")


def _erase_links(email: str, by: Any) -> Outcome:
    count = _links(email).delete()[0]
    return Outcome([plural(count, "link to this person’s data", "links to this person’s data")] if count else [])


LINKS = Holding(
    "links",
    "Links to “My data”",
    "Your email address, beside the fingerprint of a link that we sent to it.",
    "So that the link can show you what we hold, without an account.",
    OUR_DUTY,
    [Period("Links", "they were sent", expiry.LINKS_WORK_FOR, expiry.LINKS)],
    [DataLink],
    _links,
    lambda found: [Record("A link by mail", rows(("Works until", link.expires_at))) for link in found],
    lambda email: Outcome([f"{plural(_links(email).count(), 'link')} to “My data”"]),
    _erase_links,
    # The last: while a link stands, its owner can go on after a crash.
    order=99,
)


# Consents


def _consents(email: str) -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(email__iexact=email).select_related("text").order_by("-at", "-pk")


def _show_consents(found: Sequence[ConsentEvent]) -> list[Record]:
    return [
        Record(
            f"{event.get_kind_display()}: {event.text.get_purpose_display()}",
            rows(
                ("When", event.at),
                ("Word for word", f"“{event.wording}”"),
                ("Version of the words", event.text.version),
                ("Partner", event.partner),
                ("Where", event.form),
                ("Email", event.email),
            ),
        )
        for event in found
    ]


def _erase_consents(email: str, by: Any) -> Outcome:
    count = _consents(email).delete()[0]
    return Outcome([plural(count, "record of what was agreed to", "records of what was agreed to")] if count else [])


CONSENTS = Holding(
    "consents",
    "What you agreed to",
    "Each agreement in the exact words, with your email, the date and the form; also that it was withdrawn.",
    "To write to you, or pass an address on, only as long as you agree; and to be able to show that you did.",
    "You agreed, and the law asks us to be able to show it.",
    [
        Period("News that you agreed to", "as long as you agree"),
        Period("News that you no longer agree to", "you withdrew it", expiry.PROOF_FOR, expiry.CONSENTS),
        Period("What was ticked to get a sample", "it was given", expiry.PROOF_FOR, expiry.CONSENTS),
    ],
    [ConsentEvent],
    _consents,
    _show_consents,
    lambda email: Outcome(
        [plural(_consents(email).count(), "record of what was agreed to", "records of what was agreed to")]
    ),
    _erase_consents,
    relatives=lambda pattern: relatives_in(ConsentEvent.objects.all(), pattern),
    order=60,
)


# Mails


def _mails(email: str) -> QuerySet[Email]:
    # Lists of addresses are stored with a comma and a space between them.
    wanted = Q()
    for name in ("to", "cc", "bcc"):
        wanted |= Q(**{f"{name}__iexact": email}) | Q(**{f"{name}__istartswith": f"{email},"})
        wanted |= Q(**{f"{name}__iendswith": f", {email}"}) | Q(**{f"{name}__icontains": f", {email},"})
    return Email.objects.filter(wanted).order_by("-created", "-pk")


def _show_mails(found: Sequence[Email]) -> list[Record]:
    return [
        Record(
            mail.subject,
            rows(
                ("Written", mail.created),
                ("To", ", ".join(mail.to)),
                ("State", words_for(mail)),
                ("Text", mask_links(mail.message)),
            ),
        )
        for mail in found
    ]


def _erase_mails(email: str, by: Any) -> Outcome:
    count = _mails(email).delete()[1].get(Email._meta.label, 0)
    return Outcome([plural(count, "mail")] if count else [])


MAILS = Holding(
    "mails",
    "Mails that we wrote to you",
    "Each mail with your address, its text, and whether it arrived.",
    "To send it, to try again when it does not arrive, and to answer when you ask about it.",
    "You asked for what the mail is about.",
    [Period("Mails", "they were written", KEPT_FOR, expiry.MAILS)],
    [Email, Log],
    _mails,
    _show_mails,
    lambda email: Outcome([f"{plural(_mails(email).count(), 'mail')}, also those that wait to be sent"]),
    _erase_mails,
    # After requests, which delete their own mails first.
    order=70,
)


# What stops mail


SUPPRESSION = Holding(
    "suppression",
    "Why you get no mail",
    "A keyed fingerprint of an address that takes no mail, reported us as spam or wants no news. Never the address.",
    "So that we do not write there again.",
    "It protects you and others from unwanted mail.",
    [Period("The fingerprint", "as long as we send mail, or until you tell us that you want mail again")],
    [Suppression],
    lambda email: list(Suppression.objects.filter(key=suppression_key_of(email))),
    lambda found: [Record(known.get_reason_display(), rows(("Since", known.at))) for known in found],
    stays="Without it the next form would make us write to this address again. It is a keyed fingerprint: nobody can "
    "read the address from it.",
    order=80,
)


# Counters of limits


def _forget_counters(email: str, by: Any) -> Outcome:
    count = len(limits.counted(email))
    limits.forget(email)
    return Outcome([plural(count, "counter")] if count else [])


COUNTERS = Holding(
    "counters",
    "Counters of forms sent",
    "How often a form was sent with this address in the last hour, under a keyed fingerprint.",
    "So that nobody can flood your mailbox through our forms.",
    "It protects you and us from misuse.",
    [Period("Counters", "the form was sent first", limits.WINDOW)],
    [],
    lambda email: sorted(limits.counted(email).items()),
    lambda found: [Record(f"The form “{action}”", rows(("Sent this hour", count))) for action, count in found],
    lambda email: Outcome([plural(len(limits.counted(email)), "counter of forms sent", "counters of forms sent")]),
    _forget_counters,
    order=75,
)


# Proof of what was done with the data


RECEIPTS = Holding(
    "receipts",
    "Receipts of erasures",
    "That this address was erased before: a number, the date and what was done, under a keyed fingerprint.",
    "To be able to show that we did it.",
    OUR_DUTY,
    [Period("Receipts", "the erasure", expiry.PROOF_FOR, expiry.RECEIPTS)],
    [Erasure],
    lambda email: Erasure.objects.filter(key=key_of(email)),
    lambda found: [
        Record(
            f"Receipt {erasure.number}",
            rows(("Begun", erasure.started_at), ("Done", erasure.finished_at or "Not finished")),
        )
        for erasure in found
    ],
    stays="It is our proof that the person was erased. It holds a keyed fingerprint and no address.",
    order=85,
)

AUDIT = Holding(
    "audit",
    "Who looked at your data",
    "When a colleague looked this address up, exported or erased what is held about it, under a keyed fingerprint.",
    "So that nobody looks without leaving a trace.",
    OUR_DUTY,
    [Period("Entries of the audit log", "they were made", expiry.AUDIT_FOR, expiry.AUDIT)],
    [AuditEntry],
    lambda email: AuditEntry.objects.filter(details__address=key_of(email)),
    lambda found: [
        Record(f"{entry.action[:1].upper()}{entry.action[1:]}", rows(("When", entry.at))) for entry in found
    ],
    stays="It shows who looked at or erased data, which must not be hidden by erasing. It names nobody but colleagues.",
    order=86,
)

HOLDINGS = (LINKS, CONSENTS, MAILS, SUPPRESSION, COUNTERS, RECEIPTS, AUDIT)
