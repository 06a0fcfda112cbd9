"""The connection is lost after something was sent: what is said, what is shown, and that nothing goes out again."""

import pytest
from support_explorer import Bed, crooked, explorer, screen_text

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.widgets.notice import Notice

SIZES = [(60, 15), (80, 24), (120, 36)]


def sent(made: Bed, method: str) -> int:
    return sum(each == method and "/tokens" not in path for each, path, _status in made.cloud.requests)


def seen(made: Bed, *ids: str) -> str:
    """What these lines of the dialog say, as far as it is seen."""
    assert crooked(made.app) == []
    notices = [made.app.screen.query_one(f"#{each}", Notice) for each in ids or ("answer",)]
    lines = [each.render_line(y).text for each in notices if each.display for y in range(each.size.height)]
    return " ".join(" ".join(lines).split())


def dialog(made: Bed) -> ChangeDialog:
    assert isinstance(made.app.screen, ChangeDialog)
    return made.app.screen


def focused(made: Bed) -> str | None:
    return made.app.screen.focused.id if made.app.screen.focused is not None else None


async def open_on(made: Bed, key: str) -> None:
    made.add_volume("source", size=70)
    await made.refresh()
    await made.press("g", key)
    dialog(made)


def lose(made: Bed, kind: FaultKind, method: str, *, hidden: int = 0) -> None:
    """The next answer to `method` is lost; so many looks at the cloud fail afterwards."""
    made.cloud.faults.add(Fault(kind, method=method, times=1))
    if hidden:
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="GET", status=500, times=hidden))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.TRUNCATED_JSON])
async def test_what_may_be_the_result_is_named_with_id_and_status(kind: FaultKind, size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        await open_on(made, "p")
        name = dialog(made).query_one("#name").value  # type: ignore[attr-defined]
        lose(made, kind, "POST", hidden=8)
        await made.press("enter")
        assert "that is being looked up, and nothing is sent again" in seen(made)
        assert dialog(made).query_one("#send").text == "Take snapshot"  # type: ignore[attr-defined]
        await made.press("enter", "enter")
        assert sent(made, "POST") == 1
        await made.pass_time(40)
        [shot] = [each for each in made.region().snapshots.newest_first() if each.name == name]
        found = dialog(made).query_one("#found").text  # type: ignore[attr-defined]
        assert found == f"{name}  o available  {shot.id}"
        assert "1 that is listed may be the result." in seen(made)
        assert dialog(made).query_one("#send").text == "Send again"  # type: ignore[attr-defined]
        assert crooked(made.app) == []
        assert shot.id in screen_text(made.app)
        # Who types sees what is typed.
        await made.type("x")
        assert "x" in screen_text(made.app).partition(name)[2][:1]
        await made.press("enter")
        assert focused(made) == "send"
        assert shot.id in screen_text(made.app)
        assert crooked(made.app) == []
        assert sent(made, "POST") == 1
        assert made.desk.all[-1].state is State.UNKNOWN


async def test_only_the_button_sends_it_again() -> None:
    async with explorer() as made:
        await open_on(made, "p")
        lose(made, FaultKind.CUT, "POST")
        await made.press("enter")
        await made.pass_time(40)
        assert "nothing like it is listed: it was probably not done" in seen(made)
        await made.press("enter")
        assert sent(made, "POST") == 1
        assert focused(made) == "send"
        await made.press("enter")
        assert sent(made, "POST") == 2
        assert made.on_top
        await made.pass_time(30)
        assert [each.state for each in made.desk.all] == [State.UNKNOWN, State.DONE]


@pytest.mark.parametrize(("key", "to_send"), [("p", ["up", "left", "left"]), ("D", ["right"])])
async def test_whoever_presses_enter_all_the_while_sends_nothing_again(key: str, to_send: list[str]) -> None:
    method = "POST" if key == "p" else "DELETE"
    async with explorer() as made:
        await open_on(made, key)
        lose(made, FaultKind.CUT, method)
        await made.press(*to_send)
        assert focused(made) == "send"
        for _ in range(40):
            await made.press("enter")
            await made.pass_time(1)
            if made.on_top:
                break
        # Its last Enter was on Cancel.
        assert made.on_top
        assert sent(made, method) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_delete_that_did_not_arrive_says_so_and_can_be_sent_again(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        await open_on(made, "D")
        lose(made, FaultKind.CUT, "DELETE")
        await made.press("right", "enter")
        await made.pass_time(40)
        assert "still there as it was" in seen(made)
        assert crooked(made.app) == []
        [lost] = made.desk.all
        assert lost.state is State.FAILED
        assert focused(made) == "cancel"
        await made.press("right")
        assert dialog(made).focused.text == "Send again"  # type: ignore[union-attr]
        await made.press("enter")
        assert sent(made, "DELETE") == 2
        assert made.on_top
        await made.pass_time(30)
        assert made.desk.all[-1].state is State.DONE


@pytest.mark.parametrize(
    ("key", "keys", "method", "end"),
    [("p", ["enter"], "POST", State.UNKNOWN), ("D", ["right", "enter"], "DELETE", State.DONE)],
)
async def test_left_with_escape_it_is_found_out_all_the_same(
    key: str, keys: list[str], method: str, end: State
) -> None:
    async with explorer() as made:
        await open_on(made, key)
        lose(made, FaultKind.CUT_AFTER, method, hidden=8)
        await made.press(*keys)
        assert "being looked up" in seen(made)
        assert "leave; it goes on" in screen_text(made.app)
        await made.press("escape")
        assert made.on_top
        await made.pass_time(60)
        [operation] = made.desk.all
        assert operation.is_over
        assert operation.state is end
        assert sent(made, method) == 1
        assert len(operation.candidates) == (key == "p")


async def test_another_try_has_its_own_word_on_the_button_again() -> None:
    async with explorer() as made:
        await open_on(made, "p")
        lose(made, FaultKind.CUT, "POST")
        await made.press("enter")
        await made.pass_time(40)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="POST", status=400, times=1))
        await made.press("enter", "enter")
        assert made.desk.all[-1].state is State.REFUSED
        assert dialog(made).query_one("#send").text == "Take snapshot"  # type: ignore[attr-defined]
        assert dialog(made).query_one("#found").text == ""  # type: ignore[attr-defined]
