"""A service of the catalog: requests with a token, retried and renewed where that is safe.

GET is tried three times, with backoff and jitter, or after as long as the server asks; a 401 renews the token once and
repeats the GET once. POST and DELETE are sent once, whatever happens: they may have been received.
"""

import random
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from tbs_tui.api import answered, parse
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, NotUnderstood, RateLimited, Refused, ServerError, SignInError, Unreachable
from tbs_tui.api.lock import Lock
from tbs_tui.api.refusal import hushed, refusal
from tbs_tui.api.transport import Answer, Transport
from tbs_tui.clock import Clock
from tbs_tui.locale import _

ATTEMPTS = 3
#: Longer waits are the poller's business: nobody's request should hang for minutes, seconds.
LONGEST_PATIENCE = 10.0

Model = TypeVar("Model")


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
        self, transport: Transport, endpoint: Endpoint, tokens: Tokens, clock: Clock, lock: Lock | None = None
    ) -> None:
        """Without a `lock` it changes what it is told to."""
        self._transport = transport
        self._endpoint = endpoint
        self._tokens = tokens
        self._clock = clock
        self._lock = lock

    def url(self, *segments: str) -> str:
        """Where the path lies. Raises Refused for what is no id."""
        return self._endpoint.join(*segments)

    async def get(self, *segments: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at the path. Raises ApiError."""
        renewed = False

        async def attempt() -> dict[str, Any]:
            nonlocal renewed
            token = await self._tokens.token()
            try:
                return await self._object("GET", segments, token, read=_whole, params=params)
            except SignInError:
                if renewed:
                    raise
                renewed = True
                token = await self._tokens.renewed(token)
                return await self._object("GET", segments, token, read=_whole, params=params)

        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception(_worth_another_try),
            sleep=self._clock.sleep,
            reraise=True,
        )
        return await retrying(attempt)

    async def post(
        self,
        *segments: str,
        body: Mapping[str, Any],
        read: Callable[[dict[str, Any]], Model],
        secrets: Collection[str] = (),
    ) -> Model:
        """What `read` makes of the answer to `body`. Sent once. `secrets` are what of the body must not come back in an
        error's words. Raises ApiError."""
        async with self._changing() as token:
            return await self._object("POST", segments, token, read=read, secrets=secrets, body=body)

    async def delete(self, *segments: str) -> None:
        """Sent once; the answer, 202 or 204, has no body worth reading. Raises ApiError."""
        async with self._changing() as token:
            answer = await self._answer("DELETE", segments, token)
            if answer.status not in (202, 204) and answer.content.strip():
                # Not Cinder's way: a gateway's page, or NHN's wrapper, which says with 200 that it failed.
                self._read(answer, _whole, (token,))

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[str]:
        """Around the one sending of a POST or DELETE; gives the token. What leaves it open whether the server did it
        is marked so. A refused token is renewed for the next request, but this one is not sent again."""
        self._refuse_if_locked()
        token = await self._tokens.token()
        # Signing in may have taken longer than changes were allowed.
        self._refuse_if_locked()
        try:
            yield token
        except SignInError as error:
            await self._tokens.renewed(token)
            error.is_renewed = True
            raise
        except (NotUnderstood, ServerError) as error:
            error.maybe_done = error.status != 501
            raise

    def _refuse_if_locked(self) -> None:
        if self._lock is not None and self._lock.is_closed:
            raise Refused(_("This session is read-only."))

    async def _object(
        self,
        method: str,
        segments: tuple[str, ...],
        token: str,
        *,
        read: Callable[[dict[str, Any]], Model],
        secrets: Collection[str] = (),
        **more: Any,
    ) -> Model:
        answer = await self._answer(method, segments, token, secrets=secrets, **more)
        return self._read(answer, read, (token, *secrets))

    @staticmethod
    def _read(answer: Answer, read: Callable[[dict[str, Any]], Model], secrets: Collection[str]) -> Model:
        try:
            return read(parse.body(answer.content))
        except NotUnderstood as error:
            raise NotUnderstood(
                hushed(error.words, secrets),
                status=answer.status,
                request_id=answer.request_id,
                request=answer.request,
            ) from None

    async def _answer(
        self, method: str, segments: tuple[str, ...], token: str, *, secrets: Collection[str] = (), **more: Any
    ) -> Answer:
        url = self._endpoint.join(*segments)
        answer = await self._transport.send(method, url, headers={"x-auth-token": token}, **more)
        answered.request_id.set(answer.request_id)
        if answer.status >= 300:
            raise refusal(answer, self._clock, secrets=(token, *secrets))
        return answer


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    return document


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
