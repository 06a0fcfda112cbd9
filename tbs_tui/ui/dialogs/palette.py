"""Every command by its sentence: what is typed finds, and what can't be done now says why."""

from collections.abc import Sequence

from tbs_tui.account.context import ALL_REGIONS
from tbs_tui.account.regions import region_words
from tbs_tui.locale import _
from tbs_tui.ui.dialogs.pick import Choice, Pick

#: Before the id of a command, before that of a move, and before the name of a region.
COMMAND, MOVE, REGION = "command:", "move:", "region:"


class Palette(Pick):
    """Ends with `COMMAND` or `MOVE` and an id, or with `REGION` and a region."""

    # Sentences are longer than the names that a Pick is for.
    DEFAULT_CSS = """
    Palette > Vertical { width: 84; }
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(_("Commands"), choices, None)


def command_choice(command_id: str, sentence: str, keys: str, why_not: str | None) -> Choice:
    """A command; `sentence` and `why_not` are in the person's language."""
    return Choice(COMMAND + command_id, sentence, keys, "key" if why_not is None else "dim", why_not=why_not)


def move_choice(move_id: str, sentence: str, keys: str) -> Choice:
    """A move; `sentence` is in the person's language."""
    return Choice(MOVE + move_id, sentence, keys, "key")


def region_choices(regions: Sequence[str], here: str | None) -> list[Choice]:
    """Each region of the catalog, and all of them together; none where there is only one."""
    if len(regions) < 2:
        return []
    return [
        Choice(
            REGION + region,
            _("region: {name}").format(name=region_words(region)),
            _("here") if region == here else "",
            "dim",
        )
        for region in (*regions, ALL_REGIONS)
    ]
