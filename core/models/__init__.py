from core.models.consent import ConsentEvent, ConsentText
from core.models.images import SiteImage, SiteRendition
from core.models.page import BasePage
from core.models.settings import SiteSettings
from core.models.user import User

__all__ = ["BasePage", "ConsentEvent", "ConsentText", "SiteImage", "SiteRendition", "SiteSettings", "User"]
