from django.db import models


class Comments(models.TextChoices):
    """Whether readers may comment on an article."""

    DEFAULT = "default", "As the site settings say"
    OPEN = "open", "Open, without an end"
    CLOSED = "closed", "Closed"
