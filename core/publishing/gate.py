"""Holds every way to publish: nothing goes live, and nothing is scheduled to, that breaks a blocking rule.

Wagtail publishes in several ways, and not all pass through one method: the editor uses an action of its own, a copy
stays live without being published. All end in one of two writes: a page is stored as live with another version or
another day of publication than before, or a revision gets the day on which it goes live. Both are checked here.
"""

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from core.publishing.rules import PublishRefused, check_publish

logger = logging.getLogger(__name__)

# What `publish_scheduled` calls its publishing; nothing else does.
SCHEDULED = "wagtail.publish.scheduled"
REFUSED = "core.publish_refused"


if TYPE_CHECKING:
    from wagtail.models import Page as Base
else:
    Base = object


class PublishGate(Base):
    """Mixin of pages that go live only when they break no blocking rule."""

    # The newest version when an editor's request began, and whether the browser sent it unasked: `note_editing`.
    begun_from: tuple | None = None
    is_autosaved = False
    is_overtaken = False

    def save(self, *args, **kwargs):
        """Store the page.

        Raises:
            PublishRefused: when it would go live, or be replaced by another version, and breaks a rule.
            PermissionDenied: when autosave comes late, as for `save_revision`.
        """
        if not kwargs.get("update_fields"):
            self._wait_for_others()
        if self._goes_live(kwargs.get("update_fields")):
            check_publish(self)
        return super().save(*args, **kwargs)

    def publish(self, revision, *args, log_action=True, **kwargs):
        """Publish or schedule ``revision``, all or nothing.

        What was scheduled and is refused on its day stays a draft; its schedule is lifted and the refusal is noted
        in the page's history, so that whatever else is due that minute still goes live.

        Raises:
            PublishRefused: when the page breaks a rule and somebody is there to be told.
        """
        try:
            with transaction.atomic():
                return super().publish(revision, *args, log_action=log_action, **kwargs)
        except PublishRefused as refused:
            if log_action != SCHEDULED:
                raise
            lift_schedule(revision, refused)

    @transaction.atomic
    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Store a version. Autosave writes over its own last one, but never over one that somebody relies on.

        Raises:
            PermissionDenied: when autosave comes late: since its request began, another version was stored. What the
                button sent holds more than what autosave sent a moment before, and a reviewer may be reading it.
        """
        self._wait_for_others()
        if overwrite_revision and (self.is_overtaken or self.is_relied_on(overwrite_revision)):
            overwrite_revision = None
        self.begun_from = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    @transaction.atomic
    def _wait_for_others(self) -> None:
        # Once in a request, before the page's row says again what it said when the request began.
        if self.begun_from is None or self.is_overtaken:
            return
        row = Page.objects.select_for_update(no_key=True).filter(pk=self.pk)
        stored = row.values_list("latest_revision_id", "latest_revision_created_at").first()
        self.is_overtaken = stored != self.begun_from
        if self.is_overtaken and self.is_autosaved:
            raise PermissionDenied("Saving will overwrite a newer version.")

    def is_relied_on(self, revision: Revision) -> bool:
        """Return whether readers see ``revision``, or are about to: an editor may have it open in another tab."""
        return revision.pk == self.live_revision_id or revision.approved_go_live_at is not None

    def _goes_live(self, update_fields) -> bool:
        if not self.live or (update_fields is not None and not {"live", "live_revision"}.intersection(update_fields)):
            return False
        if self._state.adding:
            return True
        # The same version may be published once more, and hold other words by then.
        stored = Page.objects.filter(pk=self.pk).values_list("live", "live_revision_id", "last_published_at").first()
        return stored != (True, self.live_revision_id, self.last_published_at)


def note_editing(request, page) -> None:
    """Note on ``page`` what an editor's request begins from. A hook of Wagtail: ``before_edit_page``.

    Wagtail compares versions when a request begins; two requests that run at the same time both find nothing newer.
    """
    if request.method == "POST":
        page.begun_from = (page.latest_revision_id, page.latest_revision_created_at)
        page.is_autosaved = not request.accepts("text/html")


def check_schedule(sender, instance: Revision, update_fields=None, **kwargs) -> None:
    """Check a revision that is about to be scheduled. Receives Django's ``pre_save``.

    Raises:
        PublishRefused: when it breaks a rule.
    """
    if instance.approved_go_live_at is None:
        return
    if update_fields is not None and "approved_go_live_at" not in update_fields:
        return
    page = instance.as_object()
    if isinstance(page, PublishGate):
        check_publish(page)


def lift_schedule(revision: Revision, refused: PublishRefused) -> None:
    """Take ``revision`` off the schedule and note in the page's history what stopped it."""
    page = refused.page
    # Not by saving it: the history would say that somebody cancelled the schedule.
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    scheduled = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.schedule", revision=revision)
    entry = scheduled.order_by("timestamp").last()
    log(
        instance=page,
        action=REFUSED,
        title=page.title or page.draft_title or f"Page {page.pk}",
        user=entry.user if entry else revision.user,
        revision=revision,
        data={"findings": [str(finding) for finding in refused.findings]},
    )
    logger.warning("Not published as scheduled: “%s”. %s", page, "; ".join(refused.messages))


def edit_url(page: Page) -> str:
    """Return the address at which ``page`` is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
