"""Where an address leads, read as a browser reads it."""

import posixpath
import re
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

import idna

# What a browser drops before it reads an address: line ends and tabs anywhere, control signs and spaces around it.
# Source: URL standard (WHATWG), 4.4.
DROPPED = {ord(sign): None for sign in "\t\n\r"}
AROUND = "".join(map(chr, range(0x21)))
# With any number of slashes, forward or backward, before the name.
AUTHORITY = re.compile(r"(?:(?:https?|ftp|wss?):[\\/]*|[\\/]{2,})([^\\/?#]*)", re.I)
PORT = re.compile(r":\d*$")
PLAIN_HOST = re.compile(r"[a-z0-9._-]+")
MARKED = "xn--"


def ascii_host(name: str) -> str:
    """Return the name of a website as names compare: in lower case and ASCII letters, without a dot at the end.

    A name that no browser would look up comes back in lower case.
    """
    name = name.strip().lower().rstrip(".")
    if PLAIN_HOST.fullmatch(name) and MARKED not in name:
        return name
    try:
        return idna.encode(name, uts46=True).decode().rstrip(".")
    except idna.IDNAError:
        return name


@lru_cache(maxsize=4096)
def host_of(address: str) -> str:
    """Return the website that a link with this address leads to, as `ascii_host` writes it.

    Empty for an address on the site itself, and for what leads to no website. ``https:name`` counts as a website: on a
    page without encryption a browser goes there.
    """
    match = AUTHORITY.match(address.translate(DROPPED).strip(AROUND))
    if not match:
        return ""
    return ascii_host(unquote(PORT.sub("", match[1].rpartition("@")[2])))


@lru_cache(maxsize=4096)
def path_of(address: str, base: str = "/") -> str:
    """Return the path that a link with this address asks for, with ``..``, ``%2e%2e`` and ``%6F`` resolved.

    Nothing leads above the root of a website: there a browser passes over ``..``. Source: URL standard (WHATWG), 4.4.

    Arguments:
        address: what stands in ``href``.
        base: the path of the page on which the link stands.
    """
    text = address.translate(DROPPED).strip(AROUND).replace("\\", "/")
    try:
        path = unquote(urlsplit(urljoin(base, text)).path)
    except ValueError:
        return ""
    # Read after decoding: to a browser, %2e%2e is as good as two dots.
    plain = posixpath.normpath("/" + path.lstrip("/"))
    return f"{plain}/" if path.endswith("/") and plain != "/" else plain
