"""Which email addresses lead to one mailbox: those with another ``+label``, or with dots where they do not count."""

import re

# At these a dot in the part before the @ makes no difference. They are one host with two names.
WITHOUT_DOTS = ("gmail.com", "googlemail.com")


def mailbox(email: str) -> str:
    """Return the address of the mailbox behind ``email``, in small letters."""
    name, _, host = email.casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if host in WITHOUT_DOTS:
        name, host = name.replace(".", ""), WITHOUT_DOTS[0]
    return f"{name}@{host}"


def pattern(email: str) -> str:
    """Return a regular expression for all addresses of the mailbox behind ``email``, whatever their case."""
    name, _, host = mailbox(email).rpartition("@")
    if host in WITHOUT_DOTS:
        names, hosts = r"\.?".join(re.escape(letter) for letter in name), "|".join(map(re.escape, WITHOUT_DOTS))
        return rf"^{names}(\+.*)?@({hosts})$"
    return rf"^{re.escape(name)}(\+.*)?@{re.escape(host)}$"
