"""What a person can do: one class per command, with its keys, its words and whether it can be done now.

Key bindings, the line of hints and the help are all made from this table.
"""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType

from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _


class Taking(Protocol):
    """A screen that something can be taken from."""

    def copy_id(self) -> None: ...
    def copy_field(self) -> None: ...
    def show_request(self) -> None: ...

    @property
    def subject(self) -> object | None: ...
    @property
    def can_ask(self) -> bool: ...


class Explorer(Taking, Protocol):
    """What commands act on."""

    def show_kind(self, kind: Kind) -> None: ...
    def show_journal(self) -> None: ...
    def open_detail(self) -> None: ...
    def go_back(self) -> None: ...
    def edit_filter(self) -> None: ...
    def next_sort_column(self) -> None: ...
    def reverse_sort(self) -> None: ...
    def refresh_now(self) -> None: ...
    def toggle_pause(self) -> None: ...
    def pick_region(self) -> None: ...
    def pick_tenant(self) -> None: ...
    def pick_profile(self) -> None: ...
    def other_pane(self) -> None: ...
    def show_requests(self) -> None: ...
    def export(self) -> None: ...
    def show_help(self) -> None: ...
    def quit(self) -> None: ...
    def ask_to_quit(self) -> None: ...

    @property
    def regions(self) -> tuple[str, ...]: ...
    @property
    def has_side_detail(self) -> bool: ...
    @property
    def connected(self) -> bool: ...
    @property
    def can_switch(self) -> bool: ...


class Command:
    """One thing to do. `available` says in words why not; None means that it can be done."""

    id: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    """Textual's names; the first is shown."""
    shown: ClassVar[str]
    """The key as a person reads it."""
    label: ClassVar[str]
    """A word for the line of hints; marked for translation."""
    help: ClassVar[str]
    """A sentence for the help; marked for translation."""
    hint: ClassVar[bool] = False
    """Whether the line of hints shows it."""

    def available(self, explorer: Explorer) -> str | None:
        """Why it can't be done now; None when it can."""
        return None

    def run(self, explorer: Explorer) -> None:
        """Do it."""
        raise NotImplementedError


class TakingCommand(Command):
    """Takes something from a resource, wherever that is shown."""

    def available(self, explorer: Taking) -> str | None:
        return None if explorer.subject is not None else _("There is no row to take anything from.")

    def run(self, explorer: Taking) -> None:
        raise NotImplementedError


class OpenDetail(Command):
    id, keys, shown, label = "open", (), "Enter", N_("detail")
    help = N_("Open the detail of the row; in a wide terminal move to it")
    hint = True

    def run(self, explorer: Explorer) -> None:
        explorer.open_detail()


class Back(Command):
    id, keys, shown, label = "back", ("escape",), "Esc", N_("back")
    help = N_("Go back; clear the filter")

    def run(self, explorer: Explorer) -> None:
        explorer.go_back()


class ShowVolumes(Command):
    id, keys, shown, label = "volumes", ("1",), "1", N_("volumes")
    help = N_("Show the volumes")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.VOLUMES)


class ShowSnapshots(Command):
    id, keys, shown, label = "snapshots", ("2",), "2", N_("snapshots")
    help = N_("Show the snapshots")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.SNAPSHOTS)


class ShowTypes(Command):
    id, keys, shown, label = "types", ("3",), "3", N_("types")
    help = N_("Show the volume types")

    def run(self, explorer: Explorer) -> None:
        explorer.show_kind(Kind.TYPES)


class ShowJournal(Command):
    id, keys, shown, label = "journal", ("4",), "4", N_("journal")
    help = N_("Show what happened: every change of a status that was seen")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.show_journal()


class EditFilter(Command):
    id, keys, shown, label = "filter", ("slash",), "/", N_("filter")
    help = N_("Filter: web !db status:error size:>100; Tab completes")
    hint = True

    def run(self, explorer: Explorer) -> None:
        explorer.edit_filter()


class SortColumn(Command):
    id, keys, shown, label = "sort", ("s",), "s", N_("sort")
    help = N_("Sort by the next column")
    hint = True

    def run(self, explorer: Explorer) -> None:
        explorer.next_sort_column()


class ReverseSort(Command):
    id, keys, shown, label = "reverse", ("S",), "S", N_("reverse")
    help = N_("Turn the order round")

    def run(self, explorer: Explorer) -> None:
        explorer.reverse_sort()


class OtherPane(Command):
    id, keys, shown, label = "pane", ("tab", "shift+tab"), "Tab", N_("pane")
    help = N_("Move between table and detail")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.has_side_detail else _("The detail is beside the table from 110 columns on.")

    def run(self, explorer: Explorer) -> None:
        explorer.other_pane()


class Refresh(Command):
    id, keys, shown, label = "refresh", ("r", "ctrl+r"), "r", N_("refresh")
    help = N_("Look at the cloud now")
    hint = True

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.refresh_now()


class Pause(Command):
    id, keys, shown, label = "pause", ("z",), "z", N_("pause")
    help = N_("Stop looking at the cloud, or go on")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.toggle_pause()


class CopyId(TakingCommand):
    id, keys, shown, label = "copy", ("c",), "c", N_("copy id")
    help = N_("Copy the id")

    def run(self, explorer: Taking) -> None:
        explorer.copy_id()


class CopyField(TakingCommand):
    id, keys, shown, label = "copy_field", ("C",), "C", N_("copy a field")
    help = N_("Copy any field of the detail")

    def run(self, explorer: Taking) -> None:
        explorer.copy_field()


class ShowRequest(TakingCommand):
    id, keys, shown, label = "request", ("x",), "x", N_("request")
    help = N_("Show and copy the request that reads it, as a curl line")

    def available(self, explorer: Taking) -> str | None:
        return super().available(explorer) or (None if explorer.can_ask else _("Not signed in yet."))

    def run(self, explorer: Taking) -> None:
        explorer.show_request()


class PickRegion(Command):
    id, keys, shown, label = "region", ("R", "f5"), "R", N_("region")
    help = N_("Show another region")
    hint = True

    def available(self, explorer: Explorer) -> str | None:
        if not explorer.regions:
            return _("Not signed in yet.")
        return None if len(explorer.regions) > 1 else _("The catalog has no other region.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_region()


class PickTenant(Command):
    id, keys, shown, label = "tenant", ("T", "f4"), "T", N_("tenant")
    help = N_("Show another tenant")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.connected else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_tenant()


class PickProfile(Command):
    id, keys, shown, label = "profile", ("P", "f2"), "P", N_("profile")
    help = N_("Show another account, or add one")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.can_switch else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.pick_profile()


class Export(Command):
    id, keys, shown, label = "export", ("e",), "e", N_("export")
    help = N_("Write the rows shown to a file, as CSV or JSON")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.subject is not None else _("There are no rows to write.")

    def run(self, explorer: Explorer) -> None:
        explorer.export()


class ShowRequests(Command):
    id, keys, shown, label = "requests", ("L",), "L", N_("requests")
    help = N_("Show the last requests to the cloud, with times and ids")

    def available(self, explorer: Explorer) -> str | None:
        return None if explorer.can_switch else _("Not signed in yet.")

    def run(self, explorer: Explorer) -> None:
        explorer.show_requests()


class Help(Command):
    id, keys, shown, label = "help", ("question_mark", "f1"), "?", N_("help")
    help = N_("Show every key")
    hint = True

    def run(self, explorer: Explorer) -> None:
        explorer.show_help()


class Quit(Command):
    id, keys, shown, label = "quit", ("q",), "q", N_("quit")
    help = N_("Leave")
    hint = True

    def run(self, explorer: Explorer) -> None:
        explorer.quit()


class AskToQuit(Command):
    id, keys, shown, label = "interrupt", ("ctrl+c",), "Ctrl+C", N_("quit")
    help = N_("Leave when pressed twice within 2 seconds")

    def run(self, explorer: Explorer) -> None:
        explorer.ask_to_quit()


#: Also in the detail over the screen.
TAKING: tuple[TakingCommand, ...] = (CopyId(), CopyField(), ShowRequest())

COMMANDS: tuple[Command, ...] = (
    OpenDetail(),
    Back(),
    ShowVolumes(),
    ShowSnapshots(),
    ShowTypes(),
    ShowJournal(),
    EditFilter(),
    SortColumn(),
    ReverseSort(),
    OtherPane(),
    Refresh(),
    Pause(),
    PickRegion(),
    PickTenant(),
    PickProfile(),
    *TAKING,
    Export(),
    ShowRequests(),
    Help(),
    Quit(),
    AskToQuit(),
)

BY_ID = {command.id: command for command in COMMANDS}


def bindings(commands: Sequence[Command] = COMMANDS) -> list[BindingType]:
    """Key bindings of a screen that has ``action_command``."""
    return [
        Binding(",".join(command.keys), f"command('{command.id}')", command.label, show=False, id=command.id)
        for command in commands
        if command.keys
    ]
