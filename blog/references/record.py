"""One record of a file of references, in the words of `blog.models.Source`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    """What one row of a file says.

    ``values`` are fields of `blog.models.Source`, tidied. ``problems`` say why it cannot become a source; ``remarks``
    say what an editor should look at. ``row`` counts records from 1, in the order of the file.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_stub(self) -> bool:
        """Whether it has only a DOI or a PubMed number, and someone has to complete it."""
        return not self.problems and not self.values.get("title")
