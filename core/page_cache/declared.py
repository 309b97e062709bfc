"""Which models of `core`, and of what is installed besides our apps, readers see on pages."""

from core.page_cache.changes import hidden, shown


def declare() -> None:
    """Say so. For ``AppConfig.ready()``."""
    shown("core.ConsentText", besides=["used_at"])
    shown("core.User", besides=["last_login", "password"])
    # One is made when a page is first shown; only where it goes, pages point at a file that is no more.
    shown("core.SiteRendition", on_save=False)
    shown("core.SiteImage", "core.SiteSettings")
    shown("wagtailcore.Site", "wagtailcore.Locale", "wagtaildocs.Document", "wagtailredirects.Redirect")
    # What is private is not offered.
    shown("wagtailcore.PageViewRestriction", "wagtailcore.CollectionViewRestriction", "wagtailcore.Collection")
    _declare_hidden()


def _declare_hidden() -> None:
    # What stands at the address of a removed page is never kept.
    hidden("core.RemovedAddress", "core.ContentVersion")
    hidden("core.AuditEntry", "core.ConsentEvent", "core.DataLink", "core.Erasure", "core.HousekeepingRun")
    hidden("core.MailWording", "core.RetentionReport", "core.Suppression")
    # Results of a search are not kept.
    hidden(*(f"wagtailsearchpromotions.{name}" for name in ("Query", "QueryDailyHits", "SearchPromotion")))
    hidden("wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry", "wagtailcore.ReferenceIndex")
    # Of drafts and of those who work on them.
    hidden(
        *(f"wagtailcore.{name}" for name in ("Revision", "Comment", "CommentReply", "PageSubscription", "Task")),
        *(f"wagtailcore.{name}" for name in ("TaskState", "Workflow", "WorkflowContentType", "WorkflowPage")),
        *(f"wagtailcore.{name}" for name in ("WorkflowState", "WorkflowTask", "GroupApprovalTask", "UploadedFile")),
        *(f"wagtailcore.{name}" for name in ("PageLogEntry", "ModelLogEntry", "GroupPagePermission")),
        *(f"wagtailcore.{name}" for name in ("GroupSitePermission", "GroupCollectionPermission")),
        *(f"wagtailadmin.{name}" for name in ("Admin", "EditingSession", "FormState")),
        *("wagtailusers.UserProfile", "taggit.Tag", "taggit.TaggedItem"),
    )
    # Not used here: we have models of our own.
    hidden("wagtailimages.Image", "wagtailimages.Rendition", "wagtailembeds.Embed", "wagtailforms.FormSubmission")
    hidden(*(f"post_office.{name}" for name in ("Email", "Log", "EmailTemplate", "Attachment")))
    hidden("django_tasks_database.DBTaskResult", "sessions.Session", "contenttypes.ContentType")
    hidden("auth.Permission", "auth.Group")
