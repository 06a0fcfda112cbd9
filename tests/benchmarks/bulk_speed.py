"""How long the dialogs of many take with 1,000 marked volumes."""

from time import perf_counter

import pytest
from support_explorer import explorer
from support_speed import milliseconds

from tbs_tui.ui.dialogs.changes.many import ManyDialog

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("key", ["D", "p"])
async def test_a_thousand_marked_volumes(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with explorer(volumes=38, size=(120, 36)) as made:
        for number in range(1000):
            made.add_volume(f"many-{number}")
        await made.refresh()
        await made.press("A")
        marked = milliseconds(lambda: made.main.marked)
        start = perf_counter()
        await made.press(key)
        opened = (perf_counter() - start) * 1000
        dialog = made.app.screen
        assert isinstance(dialog, ManyDialog)
        again = milliseconds(dialog.look)
        step = milliseconds(lambda: dialog.action_step(1))
        page = milliseconds(lambda: dialog.action_page(1))
        if key == "p":
            await made.press("enter")
        progress = milliseconds(dialog._show_progress)
    with capsys.disabled():
        print(
            f"\n  {key}, 1,000 marked: who {marked:.1f} ms, open {opened:.0f} ms, plan and list anew {again:.1f} ms,"
            f" step {step:.2f} ms, page {page:.2f} ms, progress {progress:.1f} ms"
        )
    assert opened < 500
    assert again < 150
    assert step < 15
    assert page < 15
    assert progress < 30
