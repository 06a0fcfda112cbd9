"""The commands that change the cloud. Each asks the gate whether it can be done, and opens a dialog."""

from typing import TYPE_CHECKING

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.locale import N_
from tbs_tui.ui.command import ChangeCommand, Changing

if TYPE_CHECKING:
    from tbs_tui.ui.changing.changes import Changes


class CreateVolume(ChangeCommand):
    id, keys, label = "create", ("n",), N_("new")
    help = N_("Create an empty volume; in the types, one of that type")
    of_row = False

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        return changes.why_not_create(explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        changes.create(explorer.subject, explorer.context)


class SameAgain(ChangeCommand):
    id, keys, label = "same_again", ("N",), N_("same again")
    help = N_("Create an empty volume with the settings of this one")

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        return changes.why_not_same_again(explorer.subject, explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        row = explorer.subject
        assert isinstance(row, Volume)
        changes.same_again(row, explorer.context)


class CreateFromSnapshot(ChangeCommand):
    id, keys, label = "from_snapshot", ("v",), N_("volume")
    help = N_("Create a volume from the snapshot")

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        return changes.why_not_from_snapshot(explorer.subject, explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        row = explorer.subject
        assert isinstance(row, Snapshot)
        changes.from_snapshot(row, explorer.context)


class TakeSnapshot(ChangeCommand):
    id, keys, label = "snapshot", ("p",), N_("snapshot")
    help = N_("Snapshot of the volume, or of each that is marked")

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        if explorer.has_marks:
            return changes.why_not_snapshot_marked(explorer.marked, explorer.context)
        return changes.why_not_snapshot(explorer.subject, explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        if explorer.has_marks:
            changes.snapshot_marked(explorer.marked, explorer.hidden_marks, explorer.context)
            return
        row = explorer.subject
        assert isinstance(row, Volume)
        changes.snapshot(row, explorer.context)


class UploadImage(ChangeCommand):
    id, keys, label = "upload", ("u",), N_("image")
    help = N_("Upload the volume as an image")

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        return changes.why_not_upload(explorer.subject, explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        row = explorer.subject
        assert isinstance(row, Volume)
        changes.upload(row, explorer.context)


class Delete(ChangeCommand):
    id, keys, label = "delete", ("D",), N_("delete")
    help = N_("Delete the row, or all that are marked; asks first")

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        if explorer.has_marks:
            return changes.why_not_delete_marked(explorer.marked, explorer.context)
        return changes.why_not_delete(explorer.subject, explorer.context)

    def change(self, explorer: Changing, changes: "Changes") -> None:
        if explorer.has_marks:
            changes.delete_marked(explorer.marked, explorer.hidden_marks, explorer.context)
            return
        row = explorer.subject
        assert isinstance(row, Volume | Snapshot)
        changes.delete(row, explorer.context)


#: What changes the cloud.
CHANGING: tuple[ChangeCommand, ...] = (
    CreateVolume(),
    SameAgain(),
    CreateFromSnapshot(),
    TakeSnapshot(),
    UploadImage(),
    Delete(),
)
