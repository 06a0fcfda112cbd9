"""An image of a volume."""

from collections.abc import Iterator
from functools import partial

from textual.widget import Widget
from textual.worker import Worker

from tbs_tui.api.errors import ApiError
from tbs_tui.api.models import Volume
from tbs_tui.api.requests import NewImage
from tbs_tui.locale import _
from tbs_tui.operations import checks
from tbs_tui.operations.gate import Action, Answer
from tbs_tui.operations.intent import Intent, upload_image
from tbs_tui.operations.operation import Operation, State
from tbs_tui.query.columns import display_name
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.form import Chooser, FormDialog
from tbs_tui.ui.dialogs.changes.snapshot import suggested_name
from tbs_tui.ui.dialogs.pick import Choice
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Field, Tick
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

#: The value of a chooser whose key is not sent.
NOT_SENT = ""
#: Those that every Cinder since Newton takes.
DISK_FORMATS = ("qcow2", "raw", "vmdk", "vdi", "vhd", "vhdx")
CONTAINER_FORMATS = ("bare", "ovf", "ova", "docker")


class UploadDialog(FormDialog):
    """Of one volume, with force where it is in use. What is shown is sent, the formats of the guide's own example too:
    servers' defaults differ (raw, and shared upstream)."""

    def __init__(self, site: Site, volume: Volume) -> None:
        super().__init__(site)
        self._volume = volume
        self._answer = Answer()
        self._sees_images = True

    def heading(self) -> str:
        return _("Upload as image")

    def sends(self) -> str:
        return _("Upload")

    def entries(self) -> Iterator[Widget]:
        yield Line(id="of")
        yield self.entry(
            _("Image name"),
            Field(suggested_name(self._volume, self.site), id="name"),
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
        yield Notice(id="blocked")
        yield Notice(id="warnings")

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

    def look(self) -> None:
        present = self.site.present(self._volume)
        if present is not None:
            self._volume = present
        self._answer = self.site.ask(Action.UPLOAD_IMAGE, present)
        why = self._answer.why if present is not None else _("The cloud does not list it any more.")
        volume = self._volume
        size = _("{n:,} GB").format(n=volume.size) if volume.size is not None else ""
        name = display_name(volume)
        self.query_one("#of", Line).show([Span(_("of") + " "), Span(name.text, "name"), Span(f"   {size}")])
        self.query_one("#blocked", Notice).say(why)
        self.query_one("#warnings", Notice).say(" ".join(self._warnings()), bad=False)
        self.query_one("#send").disabled = bool(why)
        super().look()

    def _warnings(self) -> Iterator[str]:
        yield from self._answer.warnings
        if not self._sees_images:
            yield _("There is no Image API here to ask: how the upload ends can't be known.")

    def intent(self, intent_id: str) -> Intent | None:
        self.look()
        if not self._answer.allowed or not self.is_right():
            return None
        new = NewImage(
            self.value("name"),
            disk_format=self.value("disk_format") or None,
            container_format=self.value("container_format") or None,
            visibility=self.value("visibility") or None,
            protected=True if self.ticked("protected") else None,
            force=True if self._answer.needs_force else None,
        )
        return upload_image(intent_id, self.site.context, self._volume, new)

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
