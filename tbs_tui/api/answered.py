"""The request id of a call that went well: models hold what bodies say, and the id is a header. Errors carry their
own."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""That of the last answer in this task; whoever runs a call in a task of its own reads it there afterwards."""
