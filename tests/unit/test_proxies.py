"""Which proxy is told: the one that the client itself would take, without its user and password."""

import httpx
import pytest

from tbs_tui.api.errors import Refused
from tbs_tui.api.proxies import direct_mounts, proxy_for

HOST = "https://api-identity-infrastructure.nhncloudservice.com:443/v2.0"


@pytest.mark.parametrize(
    ("url", "proxy", "told"),
    [
        (HOST, "http://user:hunter2@proxy.example:3128", "http://proxy.example:3128"),
        (HOST, "user:hunter2@proxy.example:3128", "http://proxy.example:3128"),
        (HOST, "http://proxy.example", "http://proxy.example:80"),
        (HOST, "http://[fd00::1]:3128", "http://[fd00::1]:3128"),
        (HOST, "", None),
        ("https://127.0.0.1:8443/v2.0", "http://proxy.example:3128", None),
        ("https://[::1]:8443/v2.0", "http://proxy.example:3128", None),
        ("https://localhost/v2.0", "http://proxy.example:3128", None),
    ],
)
def test_the_proxy_without_its_user(url: str, proxy: str, told: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert proxy_for(url) == told


@pytest.mark.parametrize(
    "proxy", ["http://user:hunter2#x@proxy:3128", "http://user:12#x@proxy:3128", "http://user:12/x@proxy:3128"]
)
def test_what_may_be_a_password_is_not_told(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(Refused) as caught:
        proxy_for(HOST)
    assert not {"user", "hunter2", "12"} & set(str(caught.value).replace(":", " ").split())


@pytest.mark.parametrize("excluded", ["", "*", "nhncloudservice.com", ".com", "example.com", "localhost,10.0.0.0/8"])
@pytest.mark.parametrize("url", [HOST, "https://example.com/", "http://10.0.0.1/", "http://localhost:8080/"])
async def test_the_client_decides_the_same(url: str, excluded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://https.example:2")
    monkeypatch.setenv("NO_PROXY", excluded)
    async with httpx.AsyncClient(mounts=direct_mounts()) as client:
        transport = client._transport_for_url(httpx.URL(url))
        proxied = transport is not client._transport
    assert (proxy_for(url) is not None) == proxied
