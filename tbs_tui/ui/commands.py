"""What a person can do: one class per command, with its keys, its words and whether it can be done now.

Key bindings, the line of hints, the palette and the help are all made from this table.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _
from tbs_tui.ui.changing.commands import CHANGING
from tbs_tui.ui.command import Changing, Command, Explorer, Surface, Taking, TakingCommand

if TYPE_CHECKING:
    pass


class OpenDetail(Command):
    id, keys, label = "open", ("enter",), N_("detail")
    help = N_("Open the detail of the row; in a wide terminal move to it")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.subject is not None else _("There is no row to open.")

    def run(self, explorer: Explorer) -> None:
        explorer.open_detail()


class Back(Command):
    id, keys, label = "back", ("escape",), N_("back")
    help = N_("Go back; clear the filter; show every row again")
    here = True

    def run(self, explorer: Surface) -> None:
        explorer.go_back()


class ShowVolumes(Command):
    id, keys, label = "volumes", ("1",), N_("volumes")
    help = N_("Show the volumes")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.VOLUMES)


class ShowSnapshots(Command):
    id, keys, label = "snapshots", ("2",), N_("snapshots")
    help = N_("Show the snapshots")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.SNAPSHOTS)


class ShowTypes(Command):
    id, keys, label = "types", ("3",), N_("types")
    help = N_("Show the volume types")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.TYPES)


class ShowJournal(Command):
    id, keys, label = "journal", ("4",), N_("journal")
    help = N_("Show what happened: every change of a status that was seen")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.show_journal()


class EveryPlace(Command):
    id, keys, label = "every_place", ("a",), N_("every place")
    help = N_("In the journal: every place seen, or the one shown")
    here = True

    # Only the journal offers it, and has this.
    def run(self, explorer: Any) -> None:
        explorer.every_place()


class EditFilter(Command):
    id, keys, label = "filter", ("slash",), N_("filter")
    help = N_("Filter: web !db status:error size:>100; Tab completes")

    def run(self, explorer: Explorer) -> None:
        explorer.edit_filter()


class SortColumn(Command):
    id, keys, label = "sort", ("s",), N_("sort")
    help = N_("Sort by another column, one that is not shown too")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_sort()


class ReverseSort(Command):
    id, keys, label = "reverse", ("S",), N_("reverse")
    help = N_("Turn the order round")

    def run(self, explorer: Explorer) -> None:
        explorer.reverse_sort()


class PickColumns(Command):
    id, keys, label = "columns", ("w",), N_("columns")
    help = N_("Choose the columns and their order")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_columns()


class ShowSavedFilters(Command):
    id, keys, label = "saved", ("f",), N_("saved filters")
    help = N_("Saved filters: apply, save, remove; Down while you type one")

    def run(self, explorer: Explorer) -> None:
        explorer.saved_filters()


class Attention(Command):
    id, keys, label = "attention", ("exclamation_mark",), N_("attention")
    help = N_("Only rows with a problem; again: hints too; again: every row")

    def run(self, explorer: Explorer) -> None:
        explorer.turn_lens()


class OtherPane(Command):
    id, keys, label = "pane", ("tab", "shift+tab"), N_("pane")
    help = N_("Move between table and detail")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.has_side_detail else _("The detail is beside the table from 110 columns on.")

    def run(self, explorer: Explorer) -> None:
        explorer.other_pane()


class Refresh(Command):
    id, keys, label = "refresh", ("r", "ctrl+r"), N_("refresh")
    help = N_("Look at the cloud now")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.refresh_now()


class Pause(Command):
    id, keys, label = "pause", ("z",), N_("pause")
    help = N_("Stop looking at the cloud, or go on")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.toggle_pause()


class CopyId(TakingCommand):
    id, keys, label = "copy", ("c",), N_("copy id")
    help = N_("Copy the id")

    def run(self, explorer: Taking) -> None:
        explorer.copy_id()


class CopyField(TakingCommand):
    id, keys, label = "copy_field", ("C",), N_("copy a field")
    help = N_("Copy any field of the detail")

    def run(self, explorer: Taking) -> None:
        explorer.copy_field()


class ShowRequest(TakingCommand):
    id, keys, label = "request", ("x",), N_("request")
    help = N_("Show and copy the request that reads it, as a curl line")

    def available(self, explorer: Taking) -> str | None:
        return super().available(explorer) or (None if explorer.can_ask else _("Not signed in yet."))

    def run(self, explorer: Taking) -> None:
        explorer.show_request()


class ShowRaw(TakingCommand):
    id, keys, label = "raw", ("y",), N_("raw")
    help = N_("Show the detail as raw JSON, or in words again")

    def run(self, explorer: Taking) -> None:
        explorer.toggle_raw()


class GoToRelated(TakingCommand):
    id, keys, label = "related", ("o",), N_("related")
    help = N_("Go to what it is related to; Esc walks the way back")

    def run(self, explorer: Taking) -> None:
        explorer.go_to_related()


class AllowChanges(Command):
    id, keys, label = "allow_changes", ("W",), N_("allow changes")
    help = N_("Allow changes for a while, or end that (--read-only-after)")
    here = True

    def available(self, explorer: Changing) -> str | None:
        return explorer.changes.permission.why_not() if explorer.changes is not None else _("Not signed in yet.")

    def run(self, explorer: Changing) -> None:
        if explorer.changes is not None:
            explorer.changes.permission.turn()


class PickRegion(Command):
    id, keys, label = "region", ("R", "f5"), N_("region")
    help = N_("Show another region")

    def available(self, explorer: Explorer) -> str | None:
        if not explorer.regions:
            return _("Not signed in yet.")
        return None if len(explorer.regions) > 1 else _("The catalog has no other region.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_region()


class PickTenant(Command):
    id, keys, label = "tenant", ("T", "f4"), N_("tenant")
    help = N_("Show another tenant")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_tenant()


class PickProfile(Command):
    id, keys, label = "profile", ("P", "f2"), N_("profile")
    help = N_("Show another account, or add one")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.can_switch else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_profile()


class Export(Command):
    id, keys, label = "export", ("e",), N_("export")
    help = N_("Write the rows shown to a file, as CSV or JSON")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.subject is not None else _("There are no rows to write.")

    def run(self, explorer: Explorer) -> None:
        explorer.export()


class ShowRequests(Command):
    id, keys, label = "requests", ("L",), N_("requests")
    help = N_("Show the last requests to the cloud, with times and ids")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.can_switch else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.show_requests()


class OpenPalette(Command):
    id, keys, label = "palette", ("colon", "ctrl+p"), N_("commands")
    help = N_("Find a command, a view or a region by its name")
    here = True

    def run(self, explorer: Surface) -> None:
        explorer.open_palette()


class ToggleMouse(Command):
    id, keys, label = "mouse", ("M",), N_("mouse")
    help = N_("Turn the mouse on or off")
    here = True

    def run(self, explorer: Surface) -> None:
        explorer.toggle_mouse()


class PaintAnew(Command):
    """The app binds its key, so that it works in dialogs too."""

    id, keys, label = "repaint", ("ctrl+l",), N_("repaint")
    help = N_("Paint the screen anew, when something else has written on it")
    here = True

    def run(self, explorer: Surface) -> None:
        explorer.paint_anew()


class Help(Command):
    id, keys, label = "help", ("question_mark", "f1"), N_("help")
    help = N_("Show the keys of what is on the screen")

    def run(self, explorer: Explorer) -> None:
        explorer.show_help()


class Quit(Command):
    id, keys, label = "quit", ("q",), N_("quit")
    help = N_("Leave")

    def run(self, explorer: Explorer) -> None:
        explorer.quit()


class AskToQuit(Command):
    id, keys, label = "interrupt", ("ctrl+c",), N_("quit")
    help = N_("Leave when pressed twice within 2 seconds")

    def run(self, explorer: Explorer) -> None:
        explorer.ask_to_quit()


#: Also in the detail over the screen.
TAKING: tuple[TakingCommand, ...] = (CopyId(), CopyField(), ShowRequest(), ShowRaw(), GoToRelated())

COMMANDS: tuple[Command, ...] = (
    OpenDetail(),
    Back(),
    ShowVolumes(),
    ShowSnapshots(),
    ShowTypes(),
    ShowJournal(),
    EveryPlace(),
    EditFilter(),
    SortColumn(),
    ReverseSort(),
    PickColumns(),
    ShowSavedFilters(),
    Attention(),
    OtherPane(),
    Refresh(),
    Pause(),
    PickRegion(),
    PickTenant(),
    PickProfile(),
    *CHANGING,
    AllowChanges(),
    *TAKING,
    Export(),
    ShowRequests(),
    OpenPalette(),
    ToggleMouse(),
    PaintAnew(),
    Help(),
    Quit(),
    AskToQuit(),
)

BY_ID = {command.id: command for command in COMMANDS}


def named(*ids: str) -> tuple[Command, ...]:
    """The commands with these ids."""
    return tuple(BY_ID[each] for each in ids)


#: Of the screen of the tables.
MAIN: tuple[Command, ...] = tuple(each for each in COMMANDS if not isinstance(each, EveryPlace))
#: Of the detail over the screen.
DETAIL: tuple[Command, ...] = (
    *named("back"),
    *CHANGING,
    *TAKING,
    *named("allow_changes", "refresh", "pause", "requests", "palette", "mouse", "repaint", "help"),
)
#: Views of the screen of the tables.
VIEWS: tuple[Command, ...] = named("volumes", "snapshots", "types")
#: Of the journal: what it does itself, and what the screen below does.
OF_JOURNAL: tuple[Command, ...] = named("back", "related", "copy", "export", "every_place", "filter")
JOURNAL: tuple[Command, ...] = (
    *OF_JOURNAL,
    *VIEWS,
    *named("refresh", "pause", "region", "tenant", "profile", "requests", "palette", "mouse", "repaint", "help"),
)
#: Of the log of requests.
LOG: tuple[Command, ...] = named("back", "copy", "request", "refresh", "pause", "palette", "mouse", "repaint", "help")
#: Of the help.
HELP: tuple[Command, ...] = named("back")


def bindings(commands: Sequence[Command], closing: Sequence[Command] = ()) -> list[BindingType]:
    """Key bindings of a screen that has ``action_command``. The keys of `closing` lead back, as those of "back" do:
    what opened a screen closes it, and what would leave the explorer leaves the screen."""
    found = [_binding(command, command.id) for command in commands]
    return [*found, *(_binding(command, Back.id) for command in closing)]


def _binding(command: Command, does: str) -> BindingType:
    return Binding(",".join(command.keys), f"command('{does}')", command.label, show=False, id=command.id)
