"""Accounts and pictures."""

import factory
import wagtail_factories
from django.contrib.auth.models import Group

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
