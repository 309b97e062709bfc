"""Videos on YouTube and Vimeo: what an address means, and where the player is that keeps readers' privacy."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

# The only two hosts that a page of ours may show in a frame: `frame-src` in the settings names them, too.
YOUTUBE_PLAYER = "https://www.youtube-nocookie.com"
VIMEO_PLAYER = "https://player.vimeo.com"

YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
YOUTUBE_PATH = re.compile(r"^/(?:embed|live|shorts|v)/([^/]+)/?$")
VIMEO_HOSTS = {"vimeo.com", "player.vimeo.com"}
# A number; behind it the key of a video that only those with the link may see.
VIMEO_PATH = re.compile(
    r"^/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/|showcase/\d+/video/)?(\d{1,12})(?:/([0-9a-f]{6,20}))?/?$",
    re.ASCII,
)
VIMEO_KEY = re.compile(r"[0-9a-f]{6,20}", re.ASCII)


@dataclass(frozen=True)
class Video:
    """A video: who hosts it, the page on which it can be watched, and its player for a frame."""

    host: str
    page: str
    player: str


def recognise(address: str) -> Video | None:
    """Return the video that an address from the browser or from a share button leads to.

    Arguments:
        address: what an editor pasted; the ``https://`` may be missing.

    Returns:
        the video, or None when this is no address of a single video on YouTube or Vimeo.
    """
    address = address.strip()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host in YOUTUBE_HOSTS:
        match = YOUTUBE_PATH.match(parts.path)
        return _youtube(match[1] if match else query.get("v", "") if parts.path.rstrip("/") == "/watch" else "")
    if host in VIMEO_HOSTS and (match := VIMEO_PATH.match(parts.path)):
        return _vimeo(match[1], match[2] or query.get("h", ""))
    return None


def _youtube(number: str) -> Video | None:
    if not YOUTUBE_ID.fullmatch(number):
        return None
    return Video(
        host="YouTube",
        page=f"https://www.youtube.com/watch?v={number}",
        player=f"{YOUTUBE_PLAYER}/embed/{number}?autoplay=1&rel=0",
    )


def _vimeo(number: str, key: str) -> Video:
    key = key if VIMEO_KEY.fullmatch(key) else ""
    # dnt: the player sets no cookies and counts nothing (Vimeo's help, "Player parameters").
    options = {"dnt": 1, "autoplay": 1} | ({"h": key} if key else {})
    return Video(
        host="Vimeo",
        page=f"https://vimeo.com/{number}" + (f"/{key}" if key else ""),
        player=f"{VIMEO_PLAYER}/video/{number}?{urlencode(options)}",
    )
