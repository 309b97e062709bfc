"""One sample a household: what tells whether two requests come from one, without telling from which."""

import re

from core.folding import fold
from core.mailboxes import mailbox
from core.tokens import fingerprint
from offers.models import TrialRequest

# What people write in two ways. Both sides of a comparison get the short form.
SHORT = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "lane": "ln",
    "drive": "dr",
    "close": "cl",
    "court": "ct",
    "place": "pl",
    "square": "sq",
    "terrace": "ter",
    "gardens": "gdns",
    "apartment": "flat",
    "apt": "flat",
    "unit": "flat",
    "strasse": "str",
    "number": "",
    "no": "",
}
OPEN = (*TrialRequest.HAS_SAMPLE, TrialRequest.State.WAITLISTED)
WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` without accents, capitals and signs, each in its short form."""
    words = WORD.findall(fold(text))
    return [short for word in words if (short := SHORT.get(word, word))]


def household_key(request: TrialRequest) -> str:
    """Return the keyed hash of where ``request`` is to be posted, the same for each way to write the address.

    The order of the words and in which line they stand do not count; town and region, which the postcode says too, do
    only where there is no postcode worth the name.
    """
    postcode = "".join(words_of(request.postcode))
    lines = sorted(words_of(f"{request.address_line_1} {request.address_line_2}"))
    place = postcode if any(sign.isdigit() for sign in postcode) else " ".join(words_of(request.town))
    address = "\n".join((" ".join(lines), place, " ".join(words_of(request.country))))
    return fingerprint(address, purpose=_purpose("household", request.trial_id))


def email_key(request: TrialRequest) -> str:
    """Return the keyed hash of the mailbox behind the address: without ``+label``, and dots where they do not count."""
    return email_key_of(mailbox(request.email), request.trial_id)


def email_key_of(box: str, trial_id: int | None) -> str:
    """Return the keyed hash of a mailbox (``core.mailboxes``) for the sample of this page."""
    return fingerprint(box, purpose=_purpose("mailbox", trial_id))


def _purpose(kind: str, trial_id: int | None) -> str:
    # A hash for each offer: lists of two offers cannot be joined.
    return f"{kind} of trial {trial_id or 0}"


def is_known(request: TrialRequest, *, household: str, mailbox: str) -> bool:
    """Tell whether a sample of the same offer was asked for from this household or mailbox before."""
    others = TrialRequest.objects.filter(trial=request.trial_id).exclude(pk=request.pk)
    return others.filter(household_key=household).exists() or others.filter(email_key=mailbox).exists()


def near_key(request: TrialRequest) -> str:
    """Return the keyed hash of postcode, country and surname; empty where one of the first and last is missing."""
    postcode = "".join(words_of(request.postcode))
    surname = WORD.findall(fold(request.full_name))[-1:]
    if not postcode or not surname:
        return ""
    same = "\n".join((postcode, " ".join(words_of(request.country)), *surname))
    return fingerprint(same, purpose=_purpose("neighbour", request.trial_id))


def looks_like_another(request: TrialRequest, near: str) -> bool:
    """Tell whether another open request for the offer has the near key ``near``: a colleague looks at the two."""
    if not near:
        return False
    others = TrialRequest.objects.filter(trial=request.trial_id, near_key=near, state__in=OPEN)
    return others.exclude(pk=request.pk).exists()
