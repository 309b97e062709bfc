from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who works on the site: writer, editor, reviewer, moderator. Readers have no account."""
