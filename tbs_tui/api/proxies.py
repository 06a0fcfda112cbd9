"""Which proxy a request would go through, by the rules of the client that sends it."""

import httpx

# Private, and the same in all of 0.28, which is what is allowed: rules of our own would drift from the true ones.
from httpx._utils import URLPattern, get_environment_proxies

from tbs_tui.api.endpoint import LOOPBACK_HOSTS
from tbs_tui.api.errors import Refused
from tbs_tui.locale import _


def direct_mounts() -> dict[str, None]:
    """The patterns of URLs that never go through a proxy, as httpx writes them."""
    return {f"all://[{host}]" if ":" in host else f"all://{host}": None for host in LOOPBACK_HOSTS}


def proxy_for(url: str) -> str | None:
    """``scheme://host:port`` of the proxy that the environment has for `url`, without the user information that a
    setting may hold; None when the request goes straight there. Raises Refused for settings that can't be used."""
    try:
        asked = httpx.URL(url)
        patterns = {URLPattern(text): proxy for text, proxy in (get_environment_proxies() | direct_mounts()).items()}
        # The most specific comes first.
        chosen = next((patterns[each] for each in sorted(patterns) if each.matches(asked)), None)
        if chosen is None:
            return None
        proxy = httpx.URL(chosen)
        if not proxy.host or ("@" in chosen and not proxy.userinfo):
            # A # or a / in the password ends the host early: what looks like host and port is user and password.
            raise ValueError
    except (httpx.InvalidURL, ValueError):
        # Their words may quote a part of the password.
        raise Refused(_("The proxy settings of the environment cannot be used.")) from None
    port = proxy.port or {"http": 80, "https": 443}.get(proxy.scheme, 1080)
    host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
    return f"{proxy.scheme}://{host}:{port}"
