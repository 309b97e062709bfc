"""What readers must be told about an offer. A gap is shown as one, and keeps the page from going live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One thing that readers must be told.

    Arguments:
        label: what it is called.
        value: what the partner supplied; empty until then.
        field: the field of the page in which an editor writes it down; empty for what comes from elsewhere.
    """

    label: str
    value: str
    field: str = ""

    @property
    def pending(self) -> bool:
        """Whether the partner still has to supply it."""
        return not self.value.strip()
