"""The mails about comments, for `core.mail.catalogue`. None of them names the article or its topic.

None stays next to a comment that is confirmed, either: its links tell whose comment it is.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from blog.comments.forgetting import UNCONFIRMED_FOR
from core.mail.catalogue import Context, Mail

# Long enough to be sent, and to be looked at where nothing is sent.
BRIEFLY = timedelta(hours=1)
WORDING = "Write to me by email when somebody answers. You can stop it with one press."


def _sample(**more: Any) -> Context:
    now = timezone.now()
    return {
        "path": "/requests/example/",
        "delete_path": "/requests/example-delete/",
        "stop_path": "/requests/example-stop/",
        "expires_at": now + timedelta(hours=48),
        "notify": {"wording": WORDING},
        **more,
    }


MAILS = (
    Mail(
        "comment_confirm",
        "Comment: please confirm",
        "As soon as somebody has left a comment with an address that was not confirmed before, or that is trusted.",
        "Whoever left the comment",
        sample=_sample,
        # Until its button is pressed, that is.
        kept_for=UNCONFIRMED_FOR,
    ),
    Mail(
        "comment_received",
        "Comment: it waits for a moderator",
        "As soon as somebody has left a comment with an address that was confirmed before.",
        "Whoever left the comment",
        sample=_sample,
        kept_for=BRIEFLY,
    ),
    Mail(
        "comment_answered",
        "Comment: somebody has answered",
        "When an answer appears, to those who ticked that and confirmed it. At most five a day to one address.",
        "Whoever waits for answers",
        sample=lambda: _sample(path="/comments/1/", expires_at=timezone.now() + timedelta(days=30)),
        kept_for=BRIEFLY,
    ),
)
