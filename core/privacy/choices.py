"""What somebody agreed to and may take back, of every holding that has such a thing."""

from django.db import transaction

from core.privacy.registry import Choice, Withdraw, every_holding


def _ways(*, private: bool) -> list[tuple[str, Withdraw]]:
    """Return how things are taken back, each with the name of its holding; those for “My data” alone if ``private``."""
    ways = [(holding.name, holding.withdraw) for holding in every_holding() if holding.withdraw]
    return [(name, way) for name, way in ways if private or not way.is_private]


def choices_of(email: str, *, private: bool) -> list[tuple[str, Choice]]:
    """Return what ``email`` agreed to, each with the name by which ``take_back`` knows it, the newest first.

    Arguments:
        private: whether nobody but the owner of ``email`` sees them; else what only “My data” shows is left out.
    """
    found = [
        (f"{holding}:{choice.key}", choice) for holding, way in _ways(private=private) for choice in way.choices(email)
    ]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


@transaction.atomic
def take_back(email: str, name: str, *, private: bool) -> bool:
    """Take back what ``choices_of`` (with the same ``private``) calls ``name``; return whether this call did it.

    False for a name that is none, somebody else’s, or taken back before.
    """
    for holding, way in _ways(private=private):
        if name.startswith(f"{holding}:"):
            key = name.removeprefix(f"{holding}:")
            held = [choice for choice in way.choices(email) if choice.key == key]
            return bool(held) and not held[0].is_withdrawn and way.take_back(email, key)
    return False
