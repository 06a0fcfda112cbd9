"""What is said of what was typed, field by field."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_inventory import picture, snapshot

from tbs_tui.demo import check
from tbs_tui.demo.wire import Refused
from tbs_tui.operations import checks
from tbs_tui.operations.gate import Action, ask
from tbs_tui.text import plain

TYPED = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from("aZ0-_:. /가😀\n\t\u202e\ud800,1GB+"), max_size=300),
    st.integers().map(str),
)
OF_ONE_FIELD: dict[str, Callable[[str], str | None]] = {
    "name": checks.name,
    "name_warning": checks.name_warning,
    "description": checks.description,
    "size": checks.size,
    "size_50": lambda text: checks.size(text, 50),
    "size_warning": checks.size_warning,
    "metadata_key": checks.metadata_key,
    "metadata_key_twice": lambda text: checks.metadata_key(text, [text]),
    "metadata_value": checks.metadata_value,
    "image_name": checks.image_name,
    "app_key": lambda text: checks.app_key(text, "id", needed=False),
    "key_id": lambda text: checks.key_id(text, "", needed=True),
}


@pytest.mark.parametrize("field", OF_ONE_FIELD)
@given(text=TYPED)
def test_whatever_is_typed_the_words_are_plain_and_short(field: str, text: str) -> None:
    words = OF_ONE_FIELD[field](text)
    if words is not None:
        assert words == plain(words)
        assert words[0].isupper()
        assert words.endswith(".")
        assert len(words) <= 90


@given(st.integers(-10, 3_000_000_000), st.none() | st.integers(1, 3000))
def test_a_size_is_refused_here_exactly_when_the_gate_or_the_server_does(number: int, at_least: int | None) -> None:
    text = f" {number} "
    assert checks.read_size(text) == number
    if at_least is None:
        gate = ask(Action.CREATE_VOLUME, None, picture(), size=number)
    else:
        gate = ask(Action.CREATE_FROM_SNAPSHOT, snapshot("s", "v", size=at_least), picture(), size=number)
    words = checks.size(text, at_least)
    assert (words is None) == (gate.allowed and number <= checks.MOST_SIZE)
    if not gate.allowed and words is not None and number <= checks.MOST_SIZE:
        assert words == gate.why
    if words is None:
        assert gate.warnings == tuple(filter(None, [checks.size_warning(text)]))


@pytest.mark.parametrize(
    "text", ["", " ", "ten", "1,000", "1.5", "10 GB", "2TB", "1e3", "0x10", "１０", "1 0", "--1", "1_0"]
)
def test_a_size_that_could_mean_something_else_is_not_read(text: str) -> None:
    assert checks.read_size(text) is None
    assert checks.size(text) is not None
    assert checks.size_warning(text) is None


@pytest.mark.parametrize(("text", "number"), [("10", 10), (" 0010", 10), ("+7", 7), ("-3", -3)])
def test_sizes_that_are_read(text: str, number: int) -> None:
    assert checks.read_size(text) == number


def test_a_size_of_thousands_of_digits_is_too_large_and_no_fault() -> None:
    assert checks.size("9" * 10_000) == checks.size(str(checks.MOST_SIZE + 1)) == "No volume is as large as that."
    assert checks.size(str(checks.MOST_SIZE)) is None


def test_names_are_counted_as_the_server_does_without_the_blanks_around_them() -> None:
    assert checks.name("") is None
    assert checks.name("각" * 255) is None
    assert checks.name("  " + "a" * 255 + "  ") is None
    assert checks.name("a" * 256) == "It has 256 characters, and 255 is the most."
    assert checks.description("a" * 1256) == "It has 1,256 characters, and 255 is the most."


def test_half_a_character_is_refused_and_an_emoji_is_a_warning() -> None:
    assert checks.name("a\ud800") == checks.description("a\ud800") == "It holds a character that can't be sent."
    assert checks.name("disk 😀") is None
    assert checks.name_warning("disk 😀") is not None
    assert checks.name_warning("디스크 é 東京") is None


@given(TYPED)
def test_a_key_and_a_value_that_are_good_here_are_good_for_the_server(text: str) -> None:
    if checks.metadata_key(text) is None and checks.metadata_value(text) is None:
        assert check.metadata({"metadata": {text: text}}) == {text: text}
    # A blank key is nothing that anybody means, and the server's pattern overlooks a line break at the end.
    elif text.strip() and not text.endswith("\n") and checks.metadata_value(text) is None:
        with pytest.raises(Refused):
            check.metadata({"metadata": {text: text}})


@pytest.mark.parametrize(
    ("text", "others", "words"),
    [
        ("role", (), None),
        ("role", ("Role", "roles"), None),
        ("a-b_c:d. /e", (), None),
        ("", (), "The key is missing."),
        ("  ", (), "The key is missing."),
        ("role", ("a", "role"), "The key role is there twice."),
        ("a" * 256, (), "It has 256 characters, and 255 is the most."),
        ("역할", (), "A key has only A-Z, a-z, 0-9, blanks and - _ : . /, not 역."),
        ("a\nb", (), "A key has only A-Z, a-z, 0-9, blanks and - _ : . /, not U+000A."),
        ("a\u00a0b", (), "A key has only A-Z, a-z, 0-9, blanks and - _ : . /, not U+00A0."),
        ("role\n", (), "A key has only A-Z, a-z, 0-9, blanks and - _ : . /, not U+000A."),
    ],
)
def test_metadata_keys(text: str, others: tuple[str, ...], words: str | None) -> None:
    assert checks.metadata_key(text, others) == words


def test_an_image_needs_a_name() -> None:
    assert checks.image_name(" ") == "The image needs a name."
    assert checks.image_name("이미지") is None
    assert checks.image_name("a" * 256) is not None


@pytest.mark.parametrize(
    ("app_key", "key_id", "needed", "app_key_good", "key_id_good"),
    [
        ("", "", False, True, True),
        ("k", "i", False, True, True),
        ("k", "", False, True, False),
        ("", "i", False, False, True),
        ("", "", True, False, False),
        ("k", " ", True, True, False),
        ("k", "i", True, True, True),
    ],
)
def test_both_parts_of_a_key_or_none(
    app_key: str, key_id: str, needed: bool, app_key_good: bool, key_id_good: bool
) -> None:
    assert (checks.app_key(app_key, key_id, needed=needed) is None) == app_key_good
    assert (checks.key_id(key_id, app_key, needed=needed) is None) == key_id_good


@given(st.text("!#$%&XYZ", min_size=3), st.booleans())
def test_the_app_key_is_in_no_words(secret: str, needed: bool) -> None:
    said = [checks.app_key(secret, "", needed=needed), checks.key_id("", secret, needed=needed)]
    assert not any(secret in words for words in said if words is not None)
