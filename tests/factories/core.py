"""Accounts, pictures and mails."""

import factory
import wagtail_factories
from django.contrib.auth.models import Group
from post_office.models import STATUS, Email

from core.models import SiteImage, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"colleague-{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")

    @factory.post_generation
    def role(self, create, name, **kwargs):
        """``UserFactory(role="Editor")`` puts the account into that group."""
        if create and name:
            self.groups.add(Group.objects.get(name=name))


class SiteImageFactory(wagtail_factories.ImageFactory):
    class Meta:
        model = SiteImage

    description = "Rods and spheres on a green ground"
    credit = "Drawing: ours"


class MailFactory(factory.django.DjangoModelFactory):
    """A mail that waits, as `core.mail.queue_mail` stores it."""

    class Meta:
        model = Email

    from_email = "hello@example.org"
    to = factory.Sequence(lambda number: [f"reader-{number}@example.org"])
    subject = factory.Sequence(lambda number: f"Please confirm {number}")
    message = "Hello,\n\nplease confirm.\n"
    html_message = "<html><head></head><body><p>Hello</p></body></html>"
    status = STATUS.queued
    message_id = factory.Sequence(lambda number: f"<mail-{number}@example.org>")
