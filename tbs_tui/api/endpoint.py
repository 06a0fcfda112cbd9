"""Where requests may go: one validated base URL, and the only way to make a URL from it.

Standard library only, so that the command line can refuse a bad URL before anything is imported or sent.
"""

import re
from urllib.parse import quote, urlsplit

from tbs_tui.api.errors import Refused
from tbs_tui.locale import _
from tbs_tui.records import dataclass

#: These never go through a proxy and may be spoken to without TLS. The rest of 127/8 is left out on purpose: the proxy
#: rules of httpx match names, not networks.
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The base of a service's URLs: no trailing slash, no query, no user information."""

    origin: str
    """``scheme://host:port``, in lower case, with the port always written."""
    path: str
    """"" or ``/v2/...``."""
    loopback: bool

    @classmethod
    def parse(cls, url: str, *, insecure_http: bool = False) -> "Endpoint":
        """Raises Refused, with the reason as its words, for what is no plain http(s) URL, and for http to a host that
        is not loopback unless `insecure_http`."""
        given = url.strip()
        # What is refused is quoted, but never what may be a password: user information, a query.
        url = re.sub(r"[?#].*", "", re.sub(r"^([a-zA-Z]*:)?.*@", r"\1//", given, flags=re.DOTALL), flags=re.DOTALL)
        try:
            parts = urlsplit(given)
            port = parts.port
        except ValueError:
            raise Refused(_("{url} is not a URL that can be read.").format(url=url)) from None
        scheme, host = parts.scheme, parts.hostname or ""
        if scheme not in ("http", "https") or not _HOST.fullmatch(host) or not _PATH.fullmatch(parts.path):
            raise Refused(_("{url} is not an http or https URL.").format(url=url))
        if (
            parts.query
            or parts.fragment
            or "@" in parts.netloc
            or any(dots in parts.path.split("/") for dots in (".", ".."))
        ):
            raise Refused(_("{url}: a service's URL has a host and a path, nothing else.").format(url=url))
        loopback = host in LOOPBACK_HOSTS
        if scheme == "http" and not loopback and not insecure_http:
            raise Refused(_("{url}: http would send the password and the token in clear; use https.").format(url=url))
        port = port or (443 if scheme == "https" else 80)
        shown = f"[{host}]" if ":" in host else host
        return cls(f"{scheme}://{shown}:{port}", parts.path.rstrip("/"), loopback)

    @property
    def url(self) -> str:
        """The base URL."""
        return self.origin + self.path

    def join(self, *segments: str) -> str:
        """The URL of a resource below this endpoint. Each segment is quoted whole, so that an id, which is API text,
        can't leave its place. Raises Refused for an empty segment and for dots, which a server may resolve."""
        for segment in segments:
            if segment in ("", ".", ".."):
                raise Refused(_("{segment!r} is not an id.").format(segment=segment))
        try:
            return "/".join((self.url, *(quote(segment, safe="") for segment in segments)))
        except UnicodeEncodeError:  # a lone surrogate: bytes of the command line that are no text
            raise Refused(_("{segment!r} is not an id.").format(segment="/".join(segments))) from None

    def below(self, *segments: str) -> "Endpoint":
        """The endpoint that lies under this one."""
        return Endpoint(self.origin, self.join(*segments)[len(self.origin) :], self.loopback)
