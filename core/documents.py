"""Which documents readers may fetch."""

from collections.abc import Callable, Collection, Iterable

from wagtail.documents.models import AbstractDocument
from wagtail.models import CollectionViewRestriction

Keeper = Callable[[Collection[int]], set[int]]
"""Takes the primary keys of documents; returns those that are given out in another way than by their address."""

_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Let ``keeper`` say which documents are not for everybody, as an upper layer does. For ``AppConfig.ready()``."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def withheld(documents: Iterable[AbstractDocument]) -> set[int]:
    """Return the primary keys of those ``documents`` that not every reader may fetch.

    These are the documents of a private collection and those that a keeper holds. The number of queries does not
    grow with the number of documents.
    """
    documents = list(documents)
    if not documents:
        return set()
    kept = {pk for keeper in _keepers for pk in keeper({document.pk for document in documents})}
    private = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    if private:
        paths = dict(
            type(documents[0])
            .objects.filter(pk__in=[document.pk for document in documents])
            .values_list("pk", "collection__path")
        )
        kept |= {pk for pk, path in paths.items() if path.startswith(tuple(private))}
    return kept
