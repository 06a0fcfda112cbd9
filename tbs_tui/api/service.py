"""A service of the catalog: requests with a token, retried and renewed where that is safe.

GET is tried three times, with backoff and jitter, or after as long as the server asks; a 401 renews the token once and
repeats the GET once. POST and DELETE are sent once, whatever happens: they may have been received.
"""

import random
from collections.abc import Mapping
from typing import Any, Protocol

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from tbs_tui.api import parse
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, NotUnderstood, RateLimited, Refused, ServerError, SignInError, Unreachable
from tbs_tui.api.refusal import refusal
from tbs_tui.api.transport import Answer, Transport
from tbs_tui.clock import Clock
from tbs_tui.locale import _

ATTEMPTS = 3
#: Longer waits are the poller's business: nobody's request should hang for minutes, seconds.
LONGEST_PATIENCE = 10.0


class Tokens(Protocol):
    """Who has the token."""

    async def token(self) -> str:
        """A token that is valid as far as is known. Raises ApiError."""
        ...

    async def renewed(self, rejected: str) -> str:
        """Another token than `rejected`, which a service refused. Raises ApiError."""
        ...


class Service:
    """One service in one region."""

    def __init__(
        self, transport: Transport, endpoint: Endpoint, tokens: Tokens, clock: Clock, *, read_only: bool = False
    ) -> None:
        self._transport = transport
        self._endpoint = endpoint
        self._tokens = tokens
        self._clock = clock
        self._read_only = read_only

    async def get(self, *segments: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at the path. Raises ApiError."""
        renewed = False

        async def attempt() -> dict[str, Any]:
            nonlocal renewed
            token = await self._tokens.token()
            try:
                return await self._object("GET", segments, token, params=params)
            except SignInError:
                if renewed:
                    raise
                renewed = True
                token = await self._tokens.renewed(token)
                return await self._object("GET", segments, token, params=params)

        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception(_worth_another_try),
            sleep=self._clock.sleep,
            reraise=True,
        )
        return await retrying(attempt)

    async def post(self, *segments: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that answers `body`. Sent once. Raises ApiError."""
        self._check_writable()
        return await self._object("POST", segments, await self._tokens.token(), body=body)

    async def delete(self, *segments: str) -> None:
        """Sent once; the answer has no body. Raises ApiError."""
        self._check_writable()
        await self._answer("DELETE", segments, await self._tokens.token())

    def _check_writable(self) -> None:
        if self._read_only:
            raise Refused(_("This session is read-only."))

    async def _object(self, method: str, segments: tuple[str, ...], token: str, **more: Any) -> dict[str, Any]:
        answer = await self._answer(method, segments, token, **more)
        try:
            return parse.body(answer.content)
        except NotUnderstood as error:
            raise NotUnderstood(
                error.words, status=answer.status, request_id=answer.request_id, request=answer.request
            ) from None

    async def _answer(self, method: str, segments: tuple[str, ...], token: str, **more: Any) -> Answer:
        url = self._endpoint.join(*segments)
        answer = await self._transport.send(method, url, headers={"x-auth-token": token}, **more)
        if answer.status >= 300:
            raise refusal(answer, self._clock)
        return answer


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, RateLimited):
        return (error.retry_after or 0.0) <= LONGEST_PATIENCE
    if isinstance(error, ServerError):
        return error.status != 501
    return isinstance(error, Unreachable)


_backoff = wait_random_exponential(multiplier=0.5, max=4)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ApiError) else None
    # Some jitter on top of what was asked, so that many clients do not come back in the same instant.
    return asked + random.uniform(0, 0.5) if asked else float(_backoff(state))  # noqa: S311 - no secret
