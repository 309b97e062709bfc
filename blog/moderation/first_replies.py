"""The ready-made answers that a new site begins with. Editors change them under “Ready answers”."""

from typing import Any

FIRST_REPLIES = (
    {
        "title": "In a crisis: whom to call",
        "for_risk": True,
        "position": 10,
        "source": "samaritans.org, nhs.uk (111 and 999), lifelinehelpline.info, giveusashout.org. Check once a year.",
        "text": (
            "I am glad that you wrote this, and I am sorry that things are so hard. We cannot help you here as you "
            "deserve, but there are people who can, now.\n\n"
            "If your life is in danger, or you have hurt yourself or taken too much of something, call 999 or go to "
            "A&E.\n\n"
            "In the UK you can call Samaritans free on 116 123, at any time of day or night, whatever it is about. "
            "NHS 111 gives urgent help: call 111 and choose mental health; in Northern Ireland, call Lifeline free on "
            "0808 808 8000. If you would rather write, text SHOUT to 85258.\n\n"
            "Elsewhere, please call your local emergency number. You need not be sure that it is bad enough."
        ),
    },
    {
        "title": "Urgent symptoms",
        "for_risk": True,
        "position": 20,
        "source": "nhs.uk: “When to call 999” and “When to use NHS 111”. Check once a year.",
        "text": (
            "What you describe should be looked at by a clinician soon, and we cannot do that here. In the UK, NHS 111 "
            "(call 111 or visit 111.nhs.uk) tells you at any time where to go. With severe chest pain, trouble with "
            "breathing, heavy bleeding, a seizure or loss of consciousness, please call 999 now."
        ),
    },
    {
        "title": "Please do not stop a medicine alone",
        "for_risk": True,
        "position": 30,
        "source": "nhs.uk, pages on medicines: do not stop without talking to whoever prescribed them.",
        "text": (
            "Please do not stop or change a prescribed medicine because of something that you read, here or elsewhere: "
            "with some medicines that is dangerous. Whoever prescribed it, or your pharmacist, can tell you whether "
            "and how it can be done safely."
        ),
    },
    {
        "title": "Please ask your clinician",
        "for_risk": False,
        "position": 40,
        "source": "",
        "text": (
            "Thank you for asking. We write about what studies show for many people, and cannot say what is right for "
            "you. Your GP, your pharmacist or another clinician who knows your history can. It helps to take the "
            "article with you, and a list of what you take."
        ),
    },
)


def make_first_replies(apps: Any, **kwargs: Any) -> None:
    """Store the first answers where there are none; called after each migration."""
    try:
        model = apps.get_model("blog", "CannedReply")
    except LookupError:
        return  # Migrated to a point before there were any.
    if not model.objects.exists():
        model.objects.bulk_create(model(**reply) for reply in FIRST_REPLIES)
