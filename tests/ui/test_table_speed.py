"""How long the table takes with 10,000 items."""

from time import perf_counter

import pytest
from support_speed import milliseconds
from support_table import TableApp, rows

pytestmark = pytest.mark.benchmark


async def test_ten_thousand_items(capsys: pytest.CaptureFixture[str]) -> None:
    app = TableApp()
    items = rows(10_000)
    turned = items[::-1]
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        start = perf_counter()
        app.table.set_items(items)
        await pilot.pause()
        shown = (perf_counter() - start) * 1000
        same = milliseconds(lambda: app.table.set_items(items))
        app.table.move_to("v5000")
        sort = milliseconds(lambda: app.table.set_items(turned if app.table.items is items else items))
        down = milliseconds(app.table.action_cursor_down)
        page = milliseconds(lambda: app.table.action_page(1))
        everything = milliseconds(app.table.action_mark_all)
    with capsys.disabled():
        print(
            f"\n  10,000 items: shown {shown:.1f} ms, same again {same:.2f} ms, other order {sort:.2f} ms,"
            f" down {down:.2f} ms, page {page:.2f} ms, mark all {everything:.2f} ms"
        )
    assert shown < 300
    assert same < 15
    assert sort < 50
    assert down < 15
    assert page < 15
