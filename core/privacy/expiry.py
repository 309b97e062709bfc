"""The periods of core's holdings, and the steps of housekeeping that keep them. Each step may run twice."""

from datetime import timedelta

from django.utils import timezone

from core.models import AuditEntry, ConsentEvent, ConsentText, DataLink, Erasure, RetentionReport

LINKS_WORK_FOR = timedelta(hours=1)
# Ours to choose: the law asks for proof of a consent (GDPR, article 7(1)) and sets no time.
PROOF_FOR = timedelta(days=3 * 365)
AUDIT_FOR = timedelta(days=2 * 365)
REPORTS_FOR = timedelta(days=2 * 365)

AT_ONCE = 100

# The names of the steps.
LINKS = "Links to one’s data deleted after an hour"
CONSENTS = "Consents deleted after three years"
RECEIPTS = "Receipts deleted after three years"
AUDIT = "Audit entries deleted after 24 months"
REPORTS = "Reports of deletions deleted after 24 months"
MAILS = "Old mails deleted"
EARLY_MAILS = "Mails about comments deleted"


def delete_links() -> int:
    """Delete links to one's data that work no more, with the addresses beside them; return how many."""
    return DataLink.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def delete_consents() -> int:
    """Delete what was agreed to and withdrawn three years ago, and what was ticked for a sample then; return how many.

    News agreed to stay as long as nobody withdraws them, however long ago that was. What was agreed to again after a
    withdrawal stays with its own date.
    """
    before = timezone.now() - PROOF_FOR
    old = ConsentEvent.objects.filter(at__lt=before)
    deleted = old.exclude(text__purpose__in=ConsentText.NEWS).delete()[0]
    # Few, so that nothing is compared with everything: whoever is asked for here has been gone for years.
    withdrawals = old.filter(kind=ConsentEvent.Kind.WITHDRAWN).select_related("text").order_by("pk")
    for withdrawn in withdrawals.iterator(chunk_size=AT_ONCE):
        same = old.filter(
            email__iexact=withdrawn.email, text__purpose=withdrawn.text.purpose, partner=withdrawn.partner
        )
        deleted += same.filter(at__lte=withdrawn.at).delete()[0]
    return deleted


def delete_receipts() -> int:
    """Delete receipts of erasures that were done three years ago; return how many."""
    return Erasure.objects.filter(finished_at__lt=timezone.now() - PROOF_FOR).delete()[0]


def delete_audit_entries() -> int:
    """Delete entries of the audit log that are two years old; return how many."""
    return AuditEntry.objects.filter(at__lt=timezone.now() - AUDIT_FOR).delete()[0]


def delete_reports() -> int:
    """Delete reports of what housekeeping deleted two years ago; return how many."""
    return RetentionReport.objects.filter(at__lt=timezone.now() - REPORTS_FOR).delete()[0]
