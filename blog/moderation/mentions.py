"""Names of people whose comments are erased, in the answers of others: they go with the comments."""

import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from blog.comments import steps
from blog.models.comment import ANONYMOUS, Comment, CommentDecision
from blog.moderation.noticing import notice
from blog.moderation.redacting import without
from core.folding import fold

NOTE = "The name of somebody whose comment was deleted at their wish."
# A part of a name counts from so many letters on.
SHORTEST = 3
WORD = re.compile(r"[^\W_]+")
# Somebody can call themselves “Not the doctor”. Answers lose no words that they need.
LITTLE = frozenset(
    WORD.findall(
        "a about after all an and any are as at be before but by can do for from had has have he her his how i if "
        "in is it its me my no nor not of off on once one only or our out she so some than that the their them "
        "then they this to too two under until up was we were what when which who why with without yes you your"
    )
)
# Names that are words as well: they are names where they begin with a capital letter, as in “Thank you, Will”.
WORDS_TOO = frozenset(
    WORD.findall(
        "amber april art august autumn bill bob bud carol chance christian cliff daisy dale dawn dean drew eve "
        "faith frank gene grace grant guy harmony hazel heather holly honor hope iris ivy jack jasmine jay joy "
        "june lance lily mark may melody miles mum dad nick olive pat patience penny pearl poppy ray reed rich "
        "robin rod rose rosemary ruby rusty sandy skip sky sue summer ted violet wade will willow woody"
    )
)
Mention = tuple[Comment, list[tuple[int, int]]]


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds ``names`` in a folded text: each as a whole, and each word of theirs; None for none."""
    wanted = set()
    for name in set(names) - {ANONYMOUS}:
        words = WORD.findall(fold(name))
        if len("".join(words)) > 1 and not LITTLE.issuperset(words):
            wanted.add(r"[\W_]{1,3}".join(map(re.escape, words)))
        wanted |= {word for word in words if sum(map(str.isalpha, word)) >= SHORTEST and word not in LITTLE}
    if not wanted:
        return None
    longest_first = "|".join(sorted(wanted, key=lambda each: (-len(each), each)))
    return re.compile(rf"(?<![^\W_])(?:{longest_first})(?![^\W_])")


def places(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where ``pattern`` of `pattern_of` stands in ``text``, from and to."""
    if not pattern.search(fold(text)):
        return []
    # Folded text has other lengths: “ß” becomes two letters, an accent of its own none.
    folded, start = "", []
    for number, letter in enumerate(text):
        plain = fold(letter)
        folded += plain
        start += [number] * len(plain)
    start.append(len(text))
    return [
        (start[match.start()], start[match.end()])
        for match in pattern.finditer(folded)
        if match[0] not in WORDS_TOO or text[start[match.start()]].isupper()
    ]


def mentions_of(theirs: Sequence[Comment], threads: Iterable[Comment]) -> list[Mention]:
    """Return the answers in ``threads`` that hold a name of ``theirs``, which are one person’s, each with the places.

    Only what others wrote later in the same thread, and only names that others could read.
    """
    seen = [comment for comment in theirs if comment.appeared_at or comment.state == Comment.State.APPROVED]
    pattern = pattern_of(name for comment in seen for name in (comment.name, comment.name_before))
    if pattern is None:
        return []
    first: dict[int, int] = {}
    for comment in seen:
        head = comment.parent_id or comment.pk
        first[head] = min(first.get(head, comment.pk), comment.pk)
    keys = {comment.email_fingerprint for comment in theirs} - {""}
    own = {comment.pk for comment in theirs}
    later = [
        comment
        for comment in threads
        if comment.pk not in own
        and comment.email_fingerprint not in keys
        and comment.pk > first.get(comment.parent_id or comment.pk, comment.pk)
    ]
    found = [(comment, places(comment.text, pattern)) for comment in later]
    return [(comment, spans) for comment, spans in found if spans]


def threads_of(theirs: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return all comments of the threads in which ``theirs`` stand, in the order in which they are held."""
    heads = {parent or pk for pk, parent in theirs.values_list("pk", "parent_id")}
    return Comment.objects.filter(Q(pk__in=heads) | Q(parent__in=heads)).order_by("pk")


def hold(theirs: QuerySet[Comment]) -> tuple[list[Comment], list[Comment]]:
    """Hold ``theirs`` and their whole threads until the end of the transaction; return both.

    The threads are held from the lowest key up, like comments everywhere, so that nobody waits for each other.
    """
    threads = threads_of(theirs).select_for_update(of=("self",), no_key=True)
    list(threads)
    # Once more: an answer may have been stored while this waited. No other comes in any more, as what it answers is
    # held.
    held = list(threads.all())
    own = set(theirs.values_list("pk", flat=True))
    return [comment for comment in held if comment.pk in own], held


def take_out(mentions: Iterable[Mention]) -> int:
    """Take the names out of what `mentions_of` returned, which is held; return how many answers have changed."""
    count = 0
    for comment, spans in mentions:
        comment.text = without(comment.text, spans)
        comment.save(update_fields=["text"])
        # What was noticed about the name would still tell of it.
        notice(comment)
        comment.decisions.create(kind=CommentDecision.Kind.REDACTED, before=comment.state, note=NOTE)
        if comment.state == Comment.State.APPROVED:
            steps.comment_changed.send(Comment, comment=comment)
        count += 1
    return count


@transaction.atomic
def delete_own(comment: Comment) -> bool:
    """Delete ``comment`` at its writer’s wish, and its name in the answers of others; return whether this call did."""
    theirs, threads = hold(Comment.objects.filter(pk=comment.pk))
    take_out(mentions_of(theirs, threads))
    return steps.decide(comment, steps.Kind.REMOVED, by_writer=True)
