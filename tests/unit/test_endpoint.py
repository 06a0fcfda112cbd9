"""Where requests may go."""

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import Refused

BASE = Endpoint.parse("https://kr1-api-block-storage.example.com/v2/6cdebe3eb0094910bc41f1d42ebe4cb7")
#: What an id could hold that would lead a request elsewhere.
TRICKS = st.lists(
    st.sampled_from(
        [
            "..",
            ".",
            "/",
            "\\",
            "?",
            "#",
            "@",
            ":",
            "%",
            "%2f",
            "%2e%2e",
            ";",
            "&cascade=true",
            "//evil.example",
            "a",
            " ",
        ]
    )
).map("".join)


@given(st.lists(st.one_of(st.text(), TRICKS), min_size=1, max_size=3))
def test_no_id_leaves_its_place(segments: list[str]) -> None:
    try:
        url = BASE.join(*segments)
    except Refused:
        assert any(
            segment in ("", ".", "..") or any("\ud800" <= char <= "\udfff" for char in segment) for segment in segments
        )
        return
    assert url.isascii()
    assert len(url.split("/")) == len(BASE.url.split("/")) + len(segments)
    assert not set("?#@\\ ") & set(url)
    assume(len(url) < 60_000)
    # And so the library that sends it sees it.
    parsed = httpx.URL(url)
    assert (parsed.scheme, parsed.host, parsed.query, parsed.fragment) == (
        "https",
        "kr1-api-block-storage.example.com",
        b"",
        "",
    )
    assert parsed.raw_path.decode() == url.removeprefix(BASE.origin)


@pytest.mark.parametrize("segment", ["", ".", "..", "\udcff", "id\ud800"])
def test_what_is_no_id_is_refused(segment: str) -> None:
    with pytest.raises(Refused):
        BASE.join("volumes", segment)


@pytest.mark.parametrize(
    ("url", "origin", "path", "loopback"),
    [
        ("https://host.example.com", "https://host.example.com:443", "", False),
        ("https://HOST.example.com:8776/v2/t/", "https://host.example.com:8776", "/v2/t", False),
        ("  https://host/v2.0  ", "https://host:443", "/v2.0", False),
        ("http://127.0.0.1:18776/v2/t", "http://127.0.0.1:18776", "/v2/t", True),
        ("http://localhost", "http://localhost:80", "", True),
        ("http://[::1]:5000/v2.0", "http://[::1]:5000", "/v2.0", True),
        ("https://[2001:db8::7]/x", "https://[2001:db8::7]:443", "/x", False),
        ("HTTPS://host", "https://host:443", "", False),
    ],
)
def test_parsing(url: str, origin: str, path: str, loopback: bool) -> None:
    endpoint = Endpoint.parse(url)
    assert (endpoint.origin, endpoint.path, endpoint.loopback) == (origin, path, loopback)
    assert Endpoint.parse(endpoint.url) == endpoint


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host.example.com",
        "ftp://host",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://host:port",
        "https://host:99999",
        "https://ho st",
        "https://host?x=1",
        "https://host/v2#part",
        "https://user:pw@host",
        "https://host/../v2",
        "https://host/v2/./t",
        "https://host/한글",
        "https://한글.example",
        "https://host/a b",
        "https://[::1",
        "https://-host-",
        # Not loopback in our book, so http is refused: the proxy rules match names.
        "http://127.0.0.2",
        "http://0.0.0.0",
        "http://127.1",
        "http://localhost.example.com",
        "http://host.example.com",
        "http://127.0.0.1@evil.example.com",
    ],
)
def test_what_is_no_service_url_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Endpoint.parse(url)


@given(st.text())
def test_any_text_is_an_endpoint_or_refused(url: str) -> None:
    try:
        endpoint = Endpoint.parse("https://" + url)
    except Refused:
        return
    assert endpoint.url.isascii()
    assert httpx.URL(endpoint.url).host


def test_http_elsewhere_needs_the_flag() -> None:
    with pytest.raises(Refused, match="in clear"):
        Endpoint.parse("http://host.example.com")
    assert Endpoint.parse("http://host.example.com", insecure_http=True).origin == "http://host.example.com:80"


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hunter2@host.example.com/",
        "https://host.example.com/?token=hunter2",
        "https://host.example.com/#hunter2",
        "ftp://user:hunter2@host",
        "https://user:hunter2@host:port/",
        "https://user:hunter2@[::1",
        "https://user:hunter2\n@host",
        "https:\\\\user:hunter2@host",
        "user:hunter2@host",
        "https://user:hunter2/x@host",
    ],
)
def test_what_may_be_a_password_in_a_url_is_not_repeated(url: str) -> None:
    with pytest.raises(Refused) as caught:
        Endpoint.parse(url)
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_below_is_the_same_origin() -> None:
    below = BASE.below("volumes", "a/b")
    assert (below.origin, below.path) == (BASE.origin, BASE.path + "/volumes/a%2Fb")
    with pytest.raises(Refused):
        BASE.below("..")
