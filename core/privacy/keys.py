"""What stands for an email address where the address itself must not stand: in the audit log and on receipts."""

from core.tokens import fingerprint


def key_of(email: str) -> str:
    """Return the keyed fingerprint of ``email`` by which receipts and audit entries are found again."""
    return fingerprint(email, purpose="privacy")
