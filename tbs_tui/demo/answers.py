"""Refusals, body for body as Keystone 18, Cinder 17 and Glance 21 give them."""

from tbs_tui.demo.wire import HTML, Answer, Refused, Request, answer_json

UNAUTHORIZED = "The request you have made requires authentication."
MALFORMED = "The server could not comply with the request since it is either malformed or otherwise incorrect."
ASSUMED = "The client is assumed to be in error."
NO_DELETE = (
    "Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing"
    " and must not be migrating, attached, belong to a group, have snapshots or be disassociated from snapshots after"
    " volume transfer."
)
NO_SNAPSHOT_DELETE = "Invalid snapshot: Snapshot status must be available or error and must not be part of a group."
#: Bytes; oslo.middleware's default, which Cinder keeps.
MAX_BODY = 114_688

_KEYS = {
    400: "badRequest",
    403: "forbidden",
    404: "itemNotFound",
    413: "overLimit",
    415: "badMediaType",
    500: "computeFault",
}
_REASONS = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Request Entity Too Large"}


def fault(status: int, message: str) -> Refused:
    """A refusal of Cinder or Nova: one key named after the status, code and message under it."""
    return Refused(answer_json({key_of(status): {"code": status, "message": message}}, status))


def key_of(status: int) -> str:
    """What the body of a refusal is named."""
    return _KEYS.get(status, "computeFault")


def bad_request(message: str) -> Refused:
    return fault(400, message)


def not_found(kind: str, item_id: str) -> Refused:
    return fault(404, f"{kind} {item_id} could not be found.")


def no_glance() -> Refused:
    """What Cinder says to an upload while Glance is stopped; the volume stays as it was."""
    service = "http://127.0.0.1:9292/v2/schemas/image"
    return bad_request(
        f"Connection to glance failed: Error finding address for {service}: Unable to establish connection to "
        f"{service}: HTTPConnectionPool(host='127.0.0.1', port=9292): Max retries exceeded with url: /v2/schemas/image "
        "(Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7ff17417f610>: Failed to "
        "establish a new connection: [Errno 111] ECONNREFUSED'))"
    )


def server_error() -> Refused:
    return fault(500, "The server has either erred or is incapable of performing the requested operation.")


def over_quota(message: str) -> Refused:
    """413; Retry-After is 0, and `retryAfter` a string: this is a quota and no rate limit."""
    body = {"overLimit": {"code": 413, "message": message, "retryAfter": "0"}}
    return Refused(answer_json(body, 413, [("retry-after", "0")]))


def html(status: int, text: str) -> Refused:
    """webob's own page: for an unknown path or method, an oversized request, and for all refusals of Glance."""
    title = f"{status} {_REASONS[status]}"
    head = f"<html>\n <head>\n  <title>{title}</title>\n </head>\n"
    page = f"{head} <body>\n  <h1>{title}</h1>\n  {text}<br /><br />\n\n\n\n </body>\n</html>"
    return Refused(Answer(status, [page.encode("utf-8")], HTML))


def accepted() -> Answer:
    """202 and no body; the content type is webob's default."""
    return Answer(202, [], HTML)


def no_such_path() -> Refused:
    return html(404, "The resource could not be found.")


def no_token(request: Request, *, as_json: bool) -> Refused:
    """What keystonemiddleware says to a missing, unknown or expired token."""
    if as_json:
        body = {"error": {"code": 401, "title": "Unauthorized", "message": UNAUTHORIZED}}
        return Refused(answer_json(body, 401, [("www-authenticate", f'Keystone uri="{request.base}"')]))
    words = Answer(401, [b"Authentication required"], HTML, [("www-authenticate", f"Keystone uri='{request.base}'")])
    return Refused(words)


def keystone(request: Request, status: int, message: str) -> Refused:
    """An error of Keystone."""
    titles = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed"}
    headers = [("vary", "X-Auth-Token")]
    if status == 401:
        headers.append(("www-authenticate", f'Keystone uri="{request.base}"'))
    body = {"error": {"message": message, "code": status, "title": titles[status]}}
    return Refused(answer_json(body, status, headers))


def expecting(request: Request, target: str, where: str) -> Refused:
    """Keystone's 400 for a field that is not there."""
    return keystone(request, 400, f"Expecting to find {target} in {where}. {MALFORMED} {ASSUMED}")
