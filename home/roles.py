"""The groups of people who work on the site, each with the least it needs."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from blog.models import ArticleListPage, MedicalReviewTask
from home.models import HomePage

ADMIN = "wagtailadmin.access_admin"
WORKFLOW = "medical review"
# Made by Wagtail's own migrations, with other rights than ours.
WAGTAIL_GROUPS = ("Editors", "Moderators")
WAGTAIL_WORKFLOW = "Moderators approval"


@dataclass(frozen=True)
class Role:
    """What one group may do: on models, on pages below a kind of page, and with pictures and documents."""

    name: str
    purpose: str
    models: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    pages_below: type[Page] = HomePage
    files: tuple[str, ...] = ()


ROLES = (
    Role(
        "Writer",
        "writes articles and sends them to review",
        models=(
            *(f"blog.{action}_{model}" for model in ("source", "glossaryterm") for action in ("add", "change", "view")),
            "blog.view_topic",
        ),
        pages=("add_page",),
        pages_below=ArticleListPage,
        files=(
            *(f"wagtailimages.{action}_image" for action in ("add", "choose")),
            *(f"wagtaildocs.{action}_document" for action in ("add", "choose")),
        ),
    ),
    Role(
        "Editor",
        "edits and publishes everything that readers see, menus and partners included",
        models=(
            *(
                f"blog.{action}_{model}"
                for model in ("topic", "source", "glossaryterm", "cannedreply")
                for action in ("add", "change", "delete", "view")
            ),
            *(f"offers.{action}_partner" for action in ("add", "change", "view")),
            *(f"core.{action}_consenttext" for action in ("add", "change", "view")),
            "offers.change_trialsupply",
            "offers.view_performance",
            "core.view_consentreport",
            "core.change_sitesettings",
            "core.change_mailwording",
            *(f"core.{action}_removedaddress" for action in ("add", "change", "delete", "view")),
            *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete", "view")),
            *(f"wagtailsearchpromotions.{action}_searchpromotion" for action in ("add", "change", "delete")),
        ),
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        files=(
            *(f"wagtailimages.{action}_image" for action in ("add", "change", "delete", "choose")),
            *(f"wagtaildocs.{action}_document" for action in ("add", "change", "delete", "choose")),
        ),
    ),
    Role("Medical reviewer", "checks articles against their sources and signs a version"),
    Role(
        "Moderator",
        "decides which comments of readers appear, and keeps the words that the site looks for in them",
        models=("blog.view_comment", "blog.change_comment", "blog.change_commentwords", "blog.view_cannedreply"),
    ),
    Role(
        "Fulfilment",
        "looks after requests for the guide and the trial, the samples, and the mail that goes out",
        models=(
            *(f"offers.{action}_guiderequest" for action in ("view", "handle", "export", "erase")),
            *(f"offers.{action}_trialrequest" for action in ("view", "handle", "export", "erase")),
            "offers.change_trialsupply",
            "offers.change_partnertask",
            "offers.view_performance",
            "post_office.view_email",
            "post_office.change_email",
        ),
    ),
    Role(
        "Privacy",
        "answers people who ask what we hold about them, and erases it",
        models=("core.use_privacy_desk", "core.view_consentreport", "core.view_auditentry"),
    ),
)


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Make each role's group and give it exactly its rights, and make the articles' workflow. Safe to run again.

    Rights on pages need the pages: on a site without an article list, run it again once there is one.
    """
    groups = [_set_up(role) for role in ROLES]
    _set_up_workflow({group.name: group for group in groups})
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
    return groups


def _set_up(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.name)
    group.permissions.set([_permission(name) for name in (ADMIN, *role.models)])
    GroupPagePermission.objects.filter(group=group).delete()
    for page in role.pages_below.objects.all() if role.pages else ():
        for codename in role.pages:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    GroupCollectionPermission.objects.filter(group=group).delete()
    root = Collection.get_first_root_node()
    for name in role.files:
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=_permission(name))
    return group


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    # The image model is ours, and Wagtail keeps its permissions under its own model.
    return Permission.objects.filter(content_type__app_label=app, codename=codename).get()


def _set_up_workflow(groups: dict[str, Group]) -> None:
    review, _ = MedicalReviewTask.objects.get_or_create(name="Medical review")
    review.groups.set([groups["Medical reviewer"]])
    publish, _ = GroupApprovalTask.objects.get_or_create(name="Publish")
    publish.groups.set([groups["Editor"]])
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    for order, task in enumerate((review, publish)):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
    for page in ArticleListPage.objects.all():
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    Workflow.objects.filter(name=WAGTAIL_WORKFLOW).update(active=False)
    WorkflowPage.objects.filter(workflow__name=WAGTAIL_WORKFLOW).delete()
