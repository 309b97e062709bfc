"""The mails about guide and sample, for `core.mail.catalogue`; and what becomes of them, noted with the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from post_office.models import Email

from core.consent import Agreement
from core.mail import Trouble
from core.mail.catalogue import Context, Mail, Placeholder
from offers.models import GuidePage, GuideRequest, Partner, TrialPage, TrialRequest
from offers.models.request import RequestEvent
from offers.promises import claim_message, health_claims, promises

Problem = GuideRequest.MailProblem
EVENTS = {
    Trouble.SEND_FAILED: RequestEvent.Kind.MAIL_FAILED,
    Trouble.BOUNCED: RequestEvent.Kind.MAIL_BOUNCED,
    Trouble.COMPLAINED: RequestEvent.Kind.MAIL_COMPLAINED,
}


def note_trouble(sender: Any, mail: Email, trouble: Trouble, **kwargs: Any) -> None:
    """Mark the request that ``mail`` is about, so that colleagues see that its reader got nothing."""
    for model in (GuideRequest, TrialRequest):
        for request in model.objects.filter(events__mail=mail).distinct():
            # An update of this one field: a step that somebody takes at the same moment is not undone.
            model.objects.filter(pk=request.pk).update(mail_problem=Problem(trouble))
            request.events.create(kind=EVENTS[trouble], mail=mail)


def note_sent(sender: Any, mail: Email, **kwargs: Any) -> None:
    """Take the mark away again, now that a mail about the request went out.

    Also when an earlier one came back: had the address been at fault, this one would have been withheld, unless a
    colleague learned that it works now.
    """
    for model in (GuideRequest, TrialRequest):
        model.objects.filter(events__mail=mail).exclude(mail_problem="").update(mail_problem="")


def _title(page: Any, otherwise: str) -> str:
    return page.title if page else otherwise


def _partner(trial: Any) -> str:
    return trial.partner.name if trial and trial.partner else "the partner"


FIRST_NAME = Placeholder(
    "first_name",
    "the first name that was typed in, or “reader” where it was left out",
    lambda context: context["request"].first_name or "reader",
)
FULL_NAME = Placeholder("full_name", "the name on the label", lambda context: context["request"].full_name)
GUIDE = Placeholder("offer", "the title of the guide’s page", lambda context: _title(context.get("guide"), "the guide"))
SAMPLE = Placeholder(
    "offer", "the title of the sample’s page", lambda context: _title(context.get("trial"), "the sample")
)
PARTNER = Placeholder("partner", "the name of the partner", lambda context: _partner(context.get("trial")))
HELD_UNTIL = Placeholder(
    "held_until",
    "until when the sample is kept",
    lambda context: date_format(timezone.localtime(context["held_until"]), "j F Y, H:i"),
)
ABOUT_GUIDE = (FIRST_NAME, GUIDE)
ABOUT_SAMPLE = (FULL_NAME, SAMPLE, PARTNER)

LINK = "/requests/example/"
NEWS = Agreement(text_id=0, purpose="site_news", wording="You may email me news about once a month.")


def _guide_sample(**more: Any) -> Context:
    now = timezone.now()
    request = GuideRequest(email="rosa@example.org", first_name="Rosa", created_at=now)
    guide = GuidePage(title="Ten small things for your gut")
    download = {"expires_at": now + timedelta(days=7)}
    return {
        "request": request,
        "guide": guide,
        "path": LINK,
        "expires_at": now + timedelta(hours=48),
        "download": download,
        **more,
    }


def _trial_sample(**more: Any) -> Context:
    now = timezone.now()
    request = TrialRequest(
        email="rosa@example.org",
        full_name="Rosa Lindqvist",
        address_line_1="4 Mill Lane",
        town="Ashby",
        postcode="LE65 1AA",
        country="United Kingdom",
        created_at=now,
        dispatched_on=timezone.localdate(now),
    )
    partner = Partner(name="Partner", relationship=Partner.Relationship.OWNED)
    trial = TrialPage(title="Try it for three days", partner=partner)
    return {
        "request": request,
        "trial": trial,
        "path": LINK,
        "cancel_path": "/requests/example-cancel/",
        "expires_at": now + timedelta(hours=48),
        "held_until": now + timedelta(hours=72),
        "tracking": "",
        "reason": "",
        **more,
    }


def _objections(words: str) -> list[str]:
    """Return what an editor is told of words that promise something about health."""
    return [found.message for found in promises(words)] + [claim_message(claim) for claim in health_claims(words)]


def _about_guide(name: str, title: str, sent: str, **more: Any) -> Mail:
    sample: Mapping[str, Any] = more.pop("sample", {})
    fields: dict[str, Any] = {"placeholders": ABOUT_GUIDE, "objections": _objections} | more
    return Mail(name, title, sent, "Whoever asked for the guide", sample=lambda: _guide_sample(**sample), **fields)


def _about_sample(name: str, title: str, sent: str, **more: Any) -> Mail:
    sample: Mapping[str, Any] = more.pop("sample", {})
    fields: dict[str, Any] = {"placeholders": ABOUT_SAMPLE, "objections": _objections} | more
    return Mail(name, title, sent, "Whoever asked for the sample", sample=lambda: _trial_sample(**sample), **fields)


MAILS = (
    _about_guide(
        "guide_confirm",
        "Guide: please confirm",
        "As soon as somebody has filled in the form for the guide, and again when they fill it in again.",
        sample={"news": [NEWS]},
    ),
    _about_guide("guide_ready", "Guide: here it is", "When the button in the first mail was pressed."),
    _about_guide(
        "guide_new_link",
        "Guide: new link",
        "When the link to the guide has run out and a new one was asked for, or somebody who had the guide asks again.",
    ),
    _about_sample(
        "trial_confirm",
        "Sample: please confirm",
        "As soon as somebody has filled in the form for the sample, and again when they fill it in again.",
    ),
    _about_sample(
        "trial_reserved",
        "Sample: set aside",
        "When the request is confirmed and a sample is set aside, and when somebody from the waiting list takes one.",
    ),
    _about_sample("trial_waitlisted", "Sample: waiting list", "When the request is confirmed and no sample is left."),
    _about_sample(
        "trial_sample_free",
        "Sample: one is free",
        "When a sample has become free for the next person on the waiting list. It is kept for 72 hours.",
        placeholders=(*ABOUT_SAMPLE, HELD_UNTIL),
    ),
    _about_sample(
        "trial_dispatched",
        "Sample: on its way",
        "When the partner has posted the sample.",
        sample={"tracking": "AB 1234 5678 9"},
    ),
    _about_sample(
        "trial_declined",
        "Sample: declined",
        "When no sample can be sent: the household had one, it is not posted to the country, or a colleague said so.",
        sample={"reason": "The sample is not posted to the country that you chose."},
    ),
    _about_sample("trial_returned", "Sample: came back", "When the partner reports that the parcel came back."),
    _about_sample("trial_cancelled", "Sample: cancelled", "When the reader or a colleague has cancelled the request."),
    Mail(
        "news_confirm",
        "News: please confirm",
        "When somebody whose address was confirmed before ticks news on a form.",
        "Whoever filled in the form",
        sample=lambda: {"path": LINK, "expires_at": timezone.now() + timedelta(hours=48), "news": [NEWS]},
        objections=_objections,
    ),
    Mail(
        "newsletter_subscribed",
        "News: you are subscribed",
        "When somebody ticked news and confirmed it. News need a postal address in the site settings.",
        "Whoever ticked the news",
        sample=lambda: {
            "path": "/requests/example-stop/",
            "preferences_path": "/requests/example-preferences/",
            "wording": NEWS.wording,
        },
        objections=_objections,
        marketing=True,
    ),
)
