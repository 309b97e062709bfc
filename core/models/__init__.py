from core.models.consent import ConsentEvent, ConsentText
from core.models.images import SiteImage, SiteRendition
from core.models.page import BasePage, ReadableQuerySet, is_restricted
from core.models.removed import RemovedAddress
from core.models.settings import SiteSettings
from core.models.user import User

__all__ = [
    "BasePage",
    "ConsentEvent",
    "ConsentText",
    "ReadableQuerySet",
    "RemovedAddress",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "User",
    "is_restricted",
]
