"""The personal data of core: links, consents, mails, suppressed addresses, counters, receipts, the audit log."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from post_office.models import Email, Log

from core import consent, limits
from core.mail.queue import KEPT_FOR, delete_mails
from core.mail.states import words_for
from core.mail.suppression import key_of as suppression_key_of
from core.models import AuditEntry, ConsentEvent, ConsentText, DataLink, Erasure, Suppression
from core.privacy import expiry
from core.privacy.consents_now import agreed_now
from core.privacy.keys import key_of
from core.privacy.registry import MOST_RELATIVES, Choice, Holding, Outcome, Period, Record, Withdraw, plural
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
    return _links_gone(count) if count else Outcome()


def _links_gone(count: int) -> Outcome:
    return Outcome([plural(count, "link")])


LINKS = Holding(
    "links",
    "Links to “My data”",
    "The email address, beside the fingerprint of a link that we sent to it.",
    "So that the link can show to its owner what we hold, without an account.",
    OUR_DUTY,
    [Period("Links", "they were sent", expiry.LINKS_WORK_FOR, expiry.LINKS)],
    [DataLink],
    _links,
    lambda found: [Record("A link by mail", rows(("Works until", link.expires_at))) for link in found],
    lambda email: _links_gone(_links(email).count()),
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


# What taking it back does.
EFFECTS: dict[str, str] = {
    ConsentText.Purpose.PARTNER_ADDRESS: "Without this your sample cannot be posted: it is cancelled, or, if {partner} "
    "has your address already, we ask them to delete it.",
    ConsentText.Purpose.PARTNER_NEWS: "If {partner} has your email from us, we ask them to write to you no more.",
}


def _choices(email: str) -> list[Choice]:
    return [
        Choice(
            str(event.pk),
            event.text.get_purpose_display(),
            event.wording,
            event.at,
            EFFECTS.get(event.text.purpose, "").format(partner=event.partner or "the partner"),
            event.kind == ConsentEvent.Kind.WITHDRAWN,
        )
        for event in consent.latest(email)
        if event.text.purpose in ConsentText.WITHDRAWABLE
    ]


def _take_back(email: str, key: str) -> bool:
    given = ConsentEvent.objects.select_related("text").filter(pk=key).first()
    return given is not None and consent.record_withdrawn(given)


def _erase_consents(email: str, by: Any) -> Outcome:
    # Whoever takes one back at this moment adds a record first.
    list(_consents(email).select_for_update(of=("self",)).order_by("pk"))
    count = _consents(email).delete()[0]
    return _consents_gone(count) if count else Outcome()


def _consents_gone(count: int) -> Outcome:
    return Outcome([plural(count, "record")])


CONSENTS = Holding(
    "consents",
    "What was agreed to",
    "Each agreement in the exact words, with the email, the date and the form; also that it was withdrawn.",
    "To write, or pass an address on, only as long as its owner agrees; and to be able to show that they did.",
    "Its owner agreed, and the law asks us to be able to show it.",
    [
        Period("News that are wanted", "as long as they are wanted"),
        Period("News that are wanted no more", "they were stopped", expiry.PROOF_FOR, expiry.CONSENTS),
        Period("What was ticked to get a sample", "it was given", expiry.PROOF_FOR, expiry.CONSENTS),
    ],
    [ConsentEvent],
    _consents,
    _show_consents,
    lambda email: _consents_gone(_consents(email).count()),
    _erase_consents,
    withdraw=Withdraw(_choices, _take_back, agreed_now),
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
    count = delete_mails(_mails(email))
    return _mails_gone(count) if count else Outcome()


def _mails_gone(count: int) -> Outcome:
    return Outcome([f"{plural(count, 'mail')}, also what waited to be sent"])


MAILS = Holding(
    "mails",
    "Mails from us",
    "Each mail with the address, its text, and whether it arrived.",
    "To send it, to try again when it does not arrive, and to answer questions about it.",
    "Somebody asked for what the mail is about.",
    [
        Period("Mails", "they were written", KEPT_FOR, expiry.MAILS),
        Period(
            "Mails about comments",
            "until an hour after they were written; one to confirm with until its button is pressed, 7 days at most",
            step=expiry.EARLY_MAILS,
        ),
    ],
    [Email, Log],
    _mails,
    _show_mails,
    lambda email: _mails_gone(_mails(email).count()),
    _erase_mails,
    # Requests would delete theirs uncounted.
    erased_first=True,
    order=70,
)


# What stops mail


SUPPRESSION = Holding(
    "suppression",
    "Why an address gets no mail",
    "A keyed fingerprint of an address that takes no mail, reported us as spam or wants no news. Never the address.",
    "So that we do not write there again.",
    "It protects people from unwanted mail.",
    [Period("The fingerprint", "as long as we send mail, or until its owner tells us that mail is welcome again")],
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
    return _counters_gone(count) if count else Outcome()


def _counters_gone(count: int) -> Outcome:
    return Outcome([plural(count, "counter")])


COUNTERS = Holding(
    "counters",
    "Counters of forms sent",
    "How often a form was sent with this address in the last hour, under a keyed fingerprint.",
    "So that nobody can flood a mailbox through our forms.",
    "It protects its owner and us from misuse.",
    [Period("Counters", "the form was sent first", limits.WINDOW)],
    [],
    lambda email: sorted(limits.counted(email).items()),
    lambda found: [Record(f"The form “{action}”", rows(("Sent this hour", count))) for action, count in found],
    lambda email: _counters_gone(len(limits.counted(email))),
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
    stays="They prove that somebody was erased. They hold a keyed fingerprint, no address, and go after three years.",
    order=85,
)

AUDIT = Holding(
    "audit",
    "Who looked at the data",
    "When a colleague looked this address up, exported or erased what is held about it, under a keyed fingerprint.",
    "So that nobody looks without leaving a trace.",
    OUR_DUTY,
    [Period("Entries of the audit log", "they were made", expiry.AUDIT_FOR, expiry.AUDIT)],
    [AuditEntry],
    lambda email: AuditEntry.objects.filter(details__address=key_of(email)),
    lambda found: [
        Record(f"{entry.action[:1].upper()}{entry.action[1:]}", rows(("When", entry.at))) for entry in found
    ],
    stays="It shows who looked at or erased data, which must not be hidden by erasing. It names nobody but colleagues, "
    "and goes after two years.",
    order=86,
)

HOLDINGS = (LINKS, CONSENTS, MAILS, SUPPRESSION, COUNTERS, RECEIPTS, AUDIT)
