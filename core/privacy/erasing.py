"""Deletes a person from everything that the site holds, and leaves a receipt that names nobody."""

import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.mail.unstored import send_unstored
from core.models import Erasure
from core.privacy.holdings import AUDIT, RECEIPTS
from core.privacy.keys import key_of
from core.privacy.registry import Holding, Outcome, Stay, every_holding

logger = logging.getLogger(__name__)

# Erasing leaves these itself, also where none of them was there before.
PROOF = (RECEIPTS, AUDIT)


@dataclass(frozen=True)
class Line:
    """What goes and what stays of one kind of data."""

    holding: Holding
    outcome: Outcome


def is_held(email: str) -> bool:
    """Tell whether anything is held about ``email`` that can be erased."""
    return any(holding.count(email) for holding in every_holding() if not holding.stays)


def preview(email: str) -> list[Line]:
    """Return what erasing ``email`` would do now, for each kind of data of which something is held."""
    lines: list[Line] = []
    for holding in every_holding():
        if not holding.stays and holding.count(email):
            lines.append(Line(holding, holding.preview(email)))
    named = {stay.what for line in lines for stay in line.outcome.stays}
    return lines + [Line(holding, _kept(holding)) for holding in _staying(email, named)]


def _staying(email: str, named: set[str]) -> list[Holding]:
    """Return what stays of ``email``, besides what others have ``named`` already."""
    staying = [holding for holding in every_holding() if holding.stays and holding.title not in named]
    return [holding for holding in staying if holding in PROOF or holding.count(email)]


def _kept(holding: Holding) -> Outcome:
    return Outcome(stays=[Stay(holding.title, holding.stays)])


def erase(email: str, *, by: Any = None, tell: bool = True) -> Erasure | None:
    """Erase everything that is held about ``email``; return the receipt, or the last one when nothing was left to do.

    Each kind of data is one transaction. One that fails, or a process that is killed, leaves the others done and the
    receipt open: called again, it goes on under the same number. None when nothing is held and nothing ever was erased.

    Arguments:
        by: the colleague who does it; None for the person themselves.
        tell: whether a last mail goes to ``email`` once all is done. Nothing of that mail is kept.
    """
    key = key_of(email)
    erasure = Erasure.objects.filter(key=key, finished_at=None).first()
    if erasure is None and not is_held(email):
        return Erasure.objects.filter(key=key).first()
    if erasure is None:
        erasure, _ = Erasure.objects.get_or_create(
            key=key, finished_at=None, defaults={"by": by, "by_reader": by is None}
        )
    holdings = sorted((each for each in every_holding() if not each.stays), key=lambda each: not each.erased_first)
    done = [_erase_one(erasure, holding, email, by) for holding in holdings]
    if all(done):
        # What came in meanwhile, such as a mail about a step that a colleague took.
        done = [_erase_one(erasure, holding, email, by) for holding in holdings if holding.count(email)]
    if all(done) and _finish(erasure, email, by) and tell:
        _tell(erasure.number, email)
    return Erasure.objects.filter(key=key).first()


def _tell(number: str, email: str) -> None:
    """Write to ``email`` that all is deleted: the address is in the memory of this request, and nowhere else."""
    erasure = Erasure.objects.get(number=number)
    path = reverse("erasure_receipt", args=[number])
    if send_unstored("data_erased", email, {"receipt": erasure, "path": path}):
        Erasure.objects.filter(pk=erasure.pk).update(mailed_at=timezone.now())


def _erase_one(erasure: Erasure, holding: Holding, email: str, by: Any) -> bool:
    """Erase one kind of data, and note on the receipt what went; return whether it worked."""
    try:
        with transaction.atomic():
            # Whoever erases the same person at this moment waits here.
            current = Erasure.objects.select_for_update().filter(pk=erasure.pk).first()
            if current is None:
                return True  # They were done first, and found nothing left.
            outcome = holding.erase(email, by)
            if outcome.gone or outcome.stays:
                current.results.append(_as_result(holding, outcome))
                current.save(update_fields=["results"])
    except Exception as error:
        # Not the message, and no traceback: they may hold the address.
        logger.error("Receipt %s: %s could not be erased: %s", erasure.number, holding.name, type(error).__name__)
        return False
    return True


def _as_result(holding: Holding, outcome: Outcome) -> dict[str, Any]:
    return {
        "holding": holding.name,
        "title": holding.title,
        "gone": list(outcome.gone),
        "stays": [asdict(stay) for stay in outcome.stays],
    }


@transaction.atomic
def _finish(erasure: Erasure, email: str, by: Any) -> bool:
    """Close the receipt; return whether this call did it."""
    current = Erasure.objects.select_for_update().filter(pk=erasure.pk).first()
    if current is None or current.finished_at:
        return False
    if not current.results and Erasure.objects.filter(key=current.key).exclude(finished_at=None).exists():
        # Somebody erased the same person between our look and our first step: one receipt is enough.
        current.delete()
        return False
    named = {stay["what"] for result in current.results for stay in result["stays"]}
    current.results += [_as_result(holding, _kept(holding)) for holding in _staying(email, named)]
    current.finished_at = timezone.now()
    current.save(update_fields=["results", "finished_at"])
    details = {"address": current.key, "receipt": current.number} | ({} if by else {"who": "the person themselves"})
    audit.record(by, "erased a person", f"receipt {current.number}", details=details)
    return True
