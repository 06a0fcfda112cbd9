"""The form of the sign-in dialog: what it offers, what it checks, and what can be seen of it."""

from dataclasses import replace

import pytest
from support_door import URL
from support_explorer import crooked, screen_lines, screen_text, settled
from support_sign_in import KEEPING, KNOWN, World, asked, dialog, field, hints, values

from tbs_tui.account.context import Goal
from tbs_tui.account.profiles import PRESETS
from tbs_tui.api.errors import NoBlockStorage
from tbs_tui.demo import DEMO_PASSWORD
from tbs_tui.ui.dialogs.sign_in import Naming, SignIn, Typed, trap
from tbs_tui.ui.door import Entered
from tbs_tui.ui.widgets.fields import Press, Tick, Wheel

NHN, TOAST = (url for _label, url in PRESETS.values())
NAMING = Naming("default", frozenset({"prod"}))


def wheel(shown: SignIn) -> str:
    """What the line of known URLs says."""
    return shown.query_one(Wheel).render_line(0).text.strip()


# Identity URL


async def test_a_key_puts_the_next_known_url_in() -> None:
    async with asked() as (world, bed):
        shown = world.dialog
        assert wheel(shown) == "<> a URL of your own"
        for url in (NHN, TOAST, NHN):
            await bed.press("f2")
            assert field(world.app, "url").value == url
        assert wheel(shown) == "<> nhn: NHN Cloud"
        assert world.door.asked == []


@pytest.mark.parametrize(
    ("key", "urls"), [("space", [NHN, TOAST]), ("enter", [NHN, TOAST]), ("right", [NHN, TOAST]), ("left", [TOAST, NHN])]
)
async def test_the_line_below_the_url_does_the_same_with_plain_keys(key: str, urls: list[str]) -> None:
    async with asked() as (world, bed):
        field(world.app, "url").focus()
        await bed.press("down")
        assert isinstance(world.app.focused, Wheel)
        assert "Space another known URL" in hints(world.app)
        for url in urls:
            await bed.press(key)
            assert field(world.app, "url").value == url
            assert isinstance(world.app.focused, Wheel)
        assert world.door.asked == []


@pytest.mark.parametrize(
    ("typed", "meant", "line"),
    [
        ("nhn", NHN, "<> nhn: NHN Cloud"),
        (" toast ", TOAST, "<> toast: NHN Cloud, old TOAST host"),
        (f"{NHN}/v2.0/", f"{NHN}/v2.0/", "<> nhn: NHN Cloud"),
        ("https://x.gov-nhncloudservice.com", "https://x.gov-nhncloudservice.com", "<> a URL of your own"),
    ],
)
async def test_a_preset_may_be_typed_by_its_name(typed: str, meant: str, line: str) -> None:
    async with asked() as (world, bed):
        field(world.app, "url").value = typed
        await settled(bed.pilot)
        assert world.dialog.typed.identity_url == meant
        assert wheel(world.dialog) == line
        assert world.answer == ""


@pytest.mark.parametrize("url", ["", "h", "https:/", "https://x", "http:", "http://x", "nh", "TOA"])
def test_a_url_that_is_being_typed_is_no_mistake_yet(url: str) -> None:
    assert trap(Typed(url, "", "")) == ""


@pytest.mark.parametrize("url", ["x", "httpx", "ftp://x", "api.example.com"])
def test_what_can_become_no_url_is_one(url: str) -> None:
    assert "begins with https" in trap(Typed(url, "", ""))


async def test_the_hint_tells_users_of_government_clouds_what_to_give() -> None:
    async with asked() as (world, _bed):
        assert "a government cloud has its own URL" in screen_text(world.app)


# The name


async def test_an_account_that_may_be_named_is_named_as_suggested() -> None:
    async with asked(naming=NAMING) as (world, bed):
        assert world.app.focused is field(world.app, "password"), "what is suggested need not be looked at"
        await bed.press(*DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")
        assert [typed.profile for typed in world.door.asked] == ["default"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("prod", "a profile of that name already"), ("x" * 65, "at most 64 characters"), ("x" * 64, ""), ("운영", "")],
)
async def test_a_name_is_checked_while_it_is_typed(name: str, words: str) -> None:
    async with asked(naming=NAMING) as (world, bed):
        field(world.app, "name").focus()
        await bed.press("ctrl+u")
        await bed.press_at_once(*name)
        assert (words or "empty: not kept") in screen_text(world.app)
        field(world.app, "password").value = "x"
        world.door.gate.clear()
        await bed.press("tab", "enter")
        assert len(world.door.asked) == (not words)
        if words:
            assert world.app.focused is field(world.app, "name"), "and not sent"


async def test_no_name_keeps_no_profile() -> None:
    async with asked(naming=NAMING) as (world, bed):
        field(world.app, "name").value = "  "
        await bed.press(*"x", "enter")
        assert [typed.profile for typed in world.door.asked] == [""]


async def test_an_account_that_is_not_to_be_named_has_no_such_field() -> None:
    async with asked() as (world, bed):
        assert "Keep account as" not in screen_text(world.app)
        await bed.press(*"x", "enter")
        assert [typed.profile for typed in world.door.asked] == [""]


async def test_why_it_is_asked_stands_there_until_something_is_typed() -> None:
    world = World()

    async def refused(goal: Goal) -> Entered:
        raise NoBlockStorage()

    world.door.about = replace(world.door.about, naming=NAMING)
    world.door.enter = refused  # type: ignore[method-assign]
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "has no block storage")
        await settled(pilot)
        assert "has no block storage" in world.answer
        await pilot.press("x")
        await settled(pilot)
        assert world.answer == ""


# An account that is what it is


async def test_what_is_fixed_is_shown_and_not_asked() -> None:
    async with asked(fixed=frozenset({"identity_url", "username"})) as (world, bed):
        assert set(values(world.dialog)) == {"tenant", "password"}
        text = screen_text(world.app)
        for words in (URL, KNOWN.username, "P on the main screen makes another account"):
            assert words in text
        assert "F2" not in text
        await bed.press("f2", "x", "enter")
        assert world.door.asked == [Typed(URL, KNOWN.tenant_id, KNOWN.username, "x")]


async def test_with_everything_fixed_the_password_is_all_there_is_to_give() -> None:
    async with asked(fixed=frozenset({"identity_url", "username", "tenant_id"})) as (world, bed):
        assert set(values(world.dialog)) == {"password"}
        await bed.press("down", "x", "up", *DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")


# The demo


async def test_the_demo_is_offered_before_there_is_anything_to_show() -> None:
    async with asked(None) as (world, bed):
        await bed.press("up", "up", "up")
        assert "made-up cloud" in hints(world.app)
        await bed.press("enter")
        await world.until(bed.pilot, "Volumes 38")
    assert world.door.wants_demo
    assert world.app.failure is None
    assert world.door.asked == []


async def test_tab_and_enter_after_the_password_sign_in_and_do_not_leave() -> None:
    async with asked() as (world, bed):
        await bed.press(*DEMO_PASSWORD, "tab", "enter")
        await world.until(bed.pilot, "Volumes 38")
    assert not world.door.wants_demo


async def test_the_demo_is_not_offered_for_an_account_that_is_known() -> None:
    async with asked(fixed=frozenset({"username"})) as (world, _bed):
        assert "made-up" not in screen_text(world.app)


# What can be seen


async def test_everything_and_a_refusal_fit_on_80x24() -> None:
    async with asked(naming=NAMING) as (world, bed):
        await bed.press(*"wrong", "enter")
        await world.until(bed.pilot, "three likely causes")
        await settled(bed.pilot)
        text = " ".join(screen_text(world.app).split())
        for words in (
            "Sign in to TOAST",
            "a government cloud",
            "not Object Storage's",
            "not the 32-character user ID",
            "not the one you log in with",
            "empty: not kept",
            "> Sign in",
            "made-up cloud",
            KEEPING.token,
            KEEPING.why_not,
            KEEPING.not_better,
            "> Sign in",
        ):
            assert words in text
        assert " ".join(world.answer.split()) in " ".join(each.strip(" x") for each in screen_lines(world.app)), "whole"
        assert crooked(world.app) == []


async def test_at_60x15_a_refusal_and_the_field_it_is_about_are_seen_together() -> None:
    async with asked(size=(60, 15), naming=NAMING) as (world, bed):
        assert "Not in Secret Service" in screen_text(world.app), "where things go is told before they are sent"
        await bed.press(*"wrong", "enter")
        await world.until(bed.pilot, "three likely causes")
        await settled(bed.pilot)
        text = " ".join(screen_text(world.app).split())
        assert "API password *****" in text
        assert text.find("three likely causes") < text.find("(HTTP 401)")
        for name in ("name", "user", "tenant", "url"):
            field(world.app, name).focus()
            await settled(bed.pilot)
            assert field(world.app, name).region.bottom <= world.dialog.query_one("#answer").region.y
            assert field(world.app, name).value in screen_text(world.app)
        assert crooked(world.app) == []


async def test_long_words_of_a_server_leave_room_for_the_form() -> None:
    async with asked(size=(60, 15)) as (world, bed):
        world.dialog._say("x" * 5000)
        await settled(bed.pilot)
        assert "API password" in screen_text(world.app)
        assert "~" in screen_text(world.app)


async def test_page_keys_show_the_rest_of_the_form() -> None:
    async with asked(size=(60, 15)) as (world, bed):
        await bed.press("pageup")
        assert "Sign in to TOAST" in screen_text(world.app)
        await bed.press("pagedown", "pagedown")
        assert "made-up" in screen_text(world.app)


async def test_every_stop_of_the_focus_is_one_that_does_something() -> None:
    async with asked(naming=NAMING) as (world, bed):
        seen = []
        for _stop in range(8):
            focused = world.app.focused
            assert focused is not None
            seen.append(focused.id)
            await bed.press("tab")
        assert seen == ["password", "send", "demo", "url", "presets", "tenant", "user", "name"]
        assert world.app.focused is field(world.app, "password")
        assert isinstance(dialog(world.app).query_one("#demo"), Press)
        assert dialog(world.app).query_one("#keep", Tick).disabled, "this store keeps no passwords"


def test_the_password_is_in_no_repr() -> None:
    assert "hunter2" not in repr(Typed(URL, "", "", "hunter2", keep_password=True, profile="x"))
