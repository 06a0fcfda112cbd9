"""Why no answer came, in words: an exception of a library has a name for it, or a line of OpenSSL's, or nothing."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from tbs_tui.locale import _


def why_lost(error: BaseException, host: str, *, answering: bool = False) -> str:
    """One clause for what became of a request to `host`; `answering` is whether the head of an answer had come."""
    if isinstance(error, httpx.DecodingError):
        return _("the answer could not be unpacked")
    if isinstance(error, httpx.ProxyError):
        return _("the proxy refused: {reason}").format(reason=error)
    if isinstance(error, httpx.ConnectTimeout):
        return _("{host} did not take the connection in time").format(host=host)
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return _("the answer stopped halfway") if answering else _("no answer in time")
    if isinstance(error, httpx.ConnectError):
        return _why_not_connected(error, host)
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error) and "closed" not in str(error):
        return _("what came back is no HTTP")
    if isinstance(error, httpx.WriteError):
        return _("the connection was cut while the request was sent")
    if answering:
        return _("the connection was cut while the answer was read")
    return _("the connection was cut before an answer came")


def _why_not_connected(error: BaseException, host: str) -> str:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return _("the certificate of {host} is not trusted: {reason} (see --ca-file)").format(
                    host=host, reason=cause.verify_message
                )
            case ssl.SSLError():
                return _("{host} does not speak TLS as it should: {reason}").format(
                    host=host, reason=(cause.reason or str(cause)).lower().replace("_", " ")
                )
            case socket.gaierror():
                return _("the name {host} could not be looked up: {reason}").format(host=host, reason=cause.strerror)
            case ConnectionRefusedError():
                return _("{host} refuses connections").format(host=host)
            case OSError() if cause.strerror:
                return _("{host} could not be connected to: {reason}").format(host=host, reason=cause.strerror)
    return _("the connection was cut while it was made")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What it comes from, the innermost first; of a name with several addresses, one exception for each."""
    inner = error.__cause__ or error.__context__
    if inner is not None:
        yield from _causes(inner)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
    yield error
