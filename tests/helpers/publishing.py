"""The ways in which a page goes live, for tests that hold a rule against each of them.

A way takes the client of somebody who may publish, and a page whose latest words are in memory; it returns what that
person is told.
"""

import datetime
import html
import re
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from core.publishing import PublishRefused
from tests.factories.core import UserFactory
from tests.helpers.editor_form import editor_form

SOON = datetime.timedelta(days=2)


@dataclass
class Told:
    """What the editor is told: all the text of the page that answers, and what its scripts will show at the blocks."""

    text: str

    @classmethod
    def by(cls, response: Any) -> "Told":
        """Return what ``response`` tells."""
        answer = response.content.decode()
        return cls(html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer)) + answer))


def press_publish(client: Client, page: Page, **fields: Any) -> Told:
    """Press “Publish” in the editor; ``fields`` stand in for some of the form."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Told.by(client.post(address, editor_form(page, **fields) | {"action-publish": "yes"}, follow=True))


def publish_in_the_editor(client: Client, page: Page) -> Told:
    """Save a draft, then press “Publish”."""
    page.save_revision(clean=False)
    return press_publish(client, page)


def schedule_in_the_editor(client: Client, page: Page) -> Told:
    """Press “Publish” with a day to come."""
    page.save_revision(clean=False)
    day = timezone.localtime(timezone.now() + SOON).strftime("%Y-%m-%d %H:%M")
    return press_publish(client, page, go_live_at=day)


def publish_as_scheduled(client: Client, page: Page) -> Told:
    """Let the day come for which a version was scheduled; the dashboard tells what became of it."""
    revision = page.save_revision(clean=False, user=UserFactory())
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - SOON)
    call_command("publish_scheduled", verbosity=0)
    return Told.by(client.get(reverse("wagtailadmin_home")))


def in_approval(page: Page) -> WorkflowState:
    """Start a workflow of one step, the approval that publishes, and return its state."""
    page.save_revision(clean=False)
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Publish it"))
    WorkflowPage.objects.update_or_create(page=page.get_parent(), defaults={"workflow": workflow})
    return workflow.start(page, UserFactory())


def approve_on_the_dashboard(client: Client, page: Page) -> Told:
    """Approve the last step of a workflow where the dashboard offers it."""
    state = in_approval(page)
    arguments = [page.pk, "approve", state.current_task_state.pk]
    return Told.by(client.post(reverse("wagtailadmin_pages:workflow_action", args=arguments), follow=True))


def approve_in_the_editor(client: Client, page: Page) -> Told:
    """Approve the last step of a workflow in the editor."""
    in_approval(page)
    form = editor_form(page) | {"action-workflow-action": "true", "workflow-action-name": "approve"}
    return Told.by(client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True))


def publish_in_bulk(client: Client, page: Page) -> Told:
    """Tick the page in a list and publish what is ticked."""
    page.save_revision(clean=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return Told.by(client.post(f"{address}?id={page.pk}&next=/admin/pages/", follow=True))


def publish_by_code(client: Client, page: Page) -> Told:
    """Publish a revision as a program does."""
    revision = page.save_revision(clean=False)
    try:
        revision.publish()
    except PublishRefused as refused:
        return Told(" ".join(refused.messages))
    return Told("")
