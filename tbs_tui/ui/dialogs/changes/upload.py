"""An image of a volume."""

from collections.abc import Iterator
from functools import partial

from textual.widget import Widget
from textual.worker import Worker

from tbs_tui.api.errors import ApiError
from tbs_tui.api.requests import NewImage
from tbs_tui.locale import _
from tbs_tui.operations import checks
from tbs_tui.operations.gate import Action
from tbs_tui.operations.intent import Intent, upload_image
from tbs_tui.operations.operation import Operation, State
from tbs_tui.ui.dialogs.changes.form import Chooser
from tbs_tui.ui.dialogs.changes.of_volume import VolumeForm
from tbs_tui.ui.dialogs.changes.snapshot import suggested_name
from tbs_tui.ui.dialogs.pick import Choice
from tbs_tui.ui.widgets.fields import Field, Tick

#: The value of a chooser whose key is not sent.
NOT_SENT = ""
#: Those that every Cinder since Newton takes.
DISK_FORMATS = ("qcow2", "raw", "vmdk", "vdi", "vhd", "vhdx")
CONTAINER_FORMATS = ("bare", "ovf", "ova", "docker")


class UploadDialog(VolumeForm):
    """Of one volume, with force where it is in use. What is shown is sent, the formats of the guide's own example too:
    servers' defaults differ (raw, and shared upstream)."""

    ACTION = Action.UPLOAD_IMAGE
    _sees_images = True

    def heading(self) -> str:
        return _("Upload as image")

    def sends(self) -> str:
        return _("Upload")

    def asked(self) -> Iterator[Widget]:
        yield self.entry(
            _("Image name"),
            Field(suggested_name(self.volume, self.site), id="name"),
            help=_("what the image is called in the list of images"),
            check=checks.image_name,
            warn=checks.name_warning,
        )
        yield self.entry(
            _("Disk format"),
            Chooser(_("Disk format"), _disk_formats, DISK_FORMATS[0], id="disk_format"),
            help=_("how the disk is written: qcow2 is the smallest, raw is as it is"),
        )
        yield self.entry(
            _("Container"),
            Chooser(_("Container format"), _container_formats, CONTAINER_FORMATS[0], id="container_format"),
            help=_("what the disk is packed into: bare is the disk alone"),
        )
        yield self.entry(
            _("Visibility"),
            Chooser(_("Visibility"), _visibilities, "private", id="visibility"),
            help=_("who may use the image"),
        )
        yield self.entry(
            "",
            Tick(_("Protect the image"), id="protected"),
            help=_("it can't be changed or deleted as long as it is protected"),
        )

    def on_mount(self) -> None:
        self._looking: Worker[None] = self.app.run_worker(
            partial(self._look_for_images), name="images", group="images", description="images", exit_on_error=False
        )

    async def _look_for_images(self) -> None:
        """Whether there is an Image API to ask for the end of it: the catalog, which is at hand, tells."""
        try:
            self._sees_images = await self.site.door.cloud.images(self.site.context) is not None
        except ApiError:
            # Whoever sends it will hear of that.
            return
        if self.is_open:
            self.look()

    def warnings(self) -> Iterator[str]:
        yield from super().warnings()
        if not self._sees_images:
            yield _("There is no Image API here to ask: how the upload ends can't be known.")

    def decided(self, intent_id: str) -> Intent:
        new = NewImage(
            self.value("name"),
            disk_format=self.value("disk_format") or None,
            container_format=self.value("container_format") or None,
            visibility=self.value("visibility") or None,
            protected=True if self.ticked("protected") else None,
            force=self.force,
        )
        return upload_image(intent_id, self.site.context, self.volume, new)

    def advice(self, operation: Operation) -> str:
        """The server may not know what only NHN's guide has; nothing is left out behind the person's back."""
        if operation.state is not State.REFUSED:
            return ""
        words = []
        if self.value("visibility") and "visibility" in operation.words:
            words.append(_('If this server does not know the visibility, choose "not sent".'))
        if self.ticked("protected") and "protected" in operation.words:
            words.append(_("If this server does not know the protection, leave it unticked."))
        return " ".join(words)


def _disk_formats() -> list[Choice]:
    return [*(Choice(each, each) for each in DISK_FORMATS), _not_sent()]


def _container_formats() -> list[Choice]:
    return [*(Choice(each, each) for each in CONTAINER_FORMATS), _not_sent()]


def _visibilities() -> list[Choice]:
    return [
        Choice("private", "private", _("this tenant")),
        Choice("shared", "shared", _("and tenants it is shared with")),
        _not_sent(),
    ]


def _not_sent() -> Choice:
    return Choice(NOT_SENT, _("not sent"), _("as the server has it"))
