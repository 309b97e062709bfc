from core.models.audit import AuditEntry
from core.models.consent import ConsentEvent, ConsentText
from core.models.content_version import ContentVersion
from core.models.images import SiteImage, SiteRendition
from core.models.mail_wording import MailWording
from core.models.page import BasePage, ReadableQuerySet, is_restricted
from core.models.privacy import DataLink, Erasure, HousekeepingRun, RetentionReport
from core.models.removed import RemovedAddress
from core.models.settings import SiteSettings
from core.models.suppression import Suppression
from core.models.user import User

__all__ = [
    "AuditEntry",
    "BasePage",
    "ConsentEvent",
    "ConsentText",
    "ContentVersion",
    "DataLink",
    "Erasure",
    "HousekeepingRun",
    "MailWording",
    "ReadableQuerySet",
    "RemovedAddress",
    "RetentionReport",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "Suppression",
    "User",
    "is_restricted",
]
