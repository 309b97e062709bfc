"""The mail to colleagues about comments, for `core.mail.catalogue`. It has numbers and links; no reader's words."""

from core.mail.catalogue import Mail

MAILS = (
    Mail(
        "comments_digest",
        "Comments: the day’s summary",
        "Once a day while there is something to say, by housekeeping.",
        "Moderators and authors who asked for it in their account",
        sample=lambda: {
            "for_moderator": True,
            "waiting": 7,
            "urgent": 1,
            "reported": 2,
            "articles": [{"title": "Fibre, and why your gut likes it", "path": "/articles/fibre/", "count": 3}],
            "path": "/admin/comments/",
            "account_path": "/admin/account/",
        },
    ),
)
