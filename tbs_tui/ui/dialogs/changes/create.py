"""A new volume: empty, like another one, or from a snapshot."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from textual import on
from textual.widget import Widget
from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.account.regions import region_words
from tbs_tui.api.errors import ApiError
from tbs_tui.api.models import Snapshot
from tbs_tui.api.requests import EncryptionKey, NewVolume
from tbs_tui.locale import _
from tbs_tui.operations import checks, offered
from tbs_tui.operations.gate import LARGEST, SMALLEST, Action, Answer
from tbs_tui.operations.intent import Intent, create_volume
from tbs_tui.text import plain
from tbs_tui.ui.changing.beginnings import Beginning
from tbs_tui.ui.changing.site import Site, earlier_words
from tbs_tui.ui.changing.words import source_line
from tbs_tui.ui.dialogs.changes.form import Chooser
from tbs_tui.ui.dialogs.changes.metadata import MetadataForm
from tbs_tui.ui.dialogs.pick import ByHand, Choice
from tbs_tui.ui.widgets.fields import Field, PasswordField, Tick
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class CreateDialog(MetadataForm):
    """In the region of the site; where several are given, in one of them, of which `site_of` gives the site."""

    def __init__(
        self, site: Site, begin: Beginning, regions: Sequence[str], site_of: Callable[[Context], Site | None]
    ) -> None:
        super().__init__(site)
        self._begin = begin
        self._snapshot: Snapshot | None = begin.snapshot
        self._regions = regions
        self._site_of = site_of
        self._answer = Answer()
        self._needs_key = False
        """Whether the volume will be encrypted with a key of Secure Key Manager."""
        self._told_zones: dict[Context, Sequence[str]] = {}
        """What Compute tells of the regions, raw."""
        self._zones_asked: Worker[None] | None = None

    def heading(self) -> str:
        return _("Create a volume") if self._snapshot is None else _("Create a volume from a snapshot")

    def sends(self) -> str:
        return _("Create")

    # Fields

    def entries(self) -> Iterator[Widget]:
        begin = self._begin
        if self._snapshot is not None:
            yield Line(id="from")
        if len(self._regions) > 1:
            region = self.site.context.region
            yield self.entry(
                _("Region"),
                Chooser(_("Region"), self._region_choices, region, id="region"),
                help=_("types and zones are those of the region"),
            )
        yield self.entry(
            _("Name"),
            Field(begin.name, id="name"),
            help=_("may be empty"),
            check=checks.name,
            warn=self._name_warning,
        )
        yield self.entry(
            _("Description"),
            Field(begin.description, id="description"),
            help=_("may be empty"),
            check=checks.description,
            warn=checks.name_warning,
        )
        yield self.entry(
            _("Size, GB"),
            Field(str(begin.size) if begin.size is not None else "", id="size"),
            help=self._size_help(),
            check=lambda text: checks.size(text, self._at_least),
            warn=checks.size_warning,
        )
        yield self.entry(
            _("Type"),
            Chooser(_("Volume type"), self._type_choices, begin.type, id="type"),
            help=_("what the disk is; it can't be changed here later"),
            warn=self._type_warning,
        )
        yield from self._key_entries()
        yield self.entry(
            _("Zone"),
            Chooser(
                _("Availability zone"),
                self._zone_choices,
                begin.zone,
                by_hand=ByHand(_("use the zone {typed}"), checks.name),
                id="zone",
            ),
            help=_("an instance can attach volumes of its own zone"),
            warn=self._zone_warning,
        )
        yield from self.metadata_entries(begin.metadata)
        yield self.entry(
            _("Multiattach"),
            Tick(_("for several instances at once"), value=begin.multiattach, id="multiattach"),
            help=_("NHN's current guide no longer offers it"),
        )
        yield Notice(id="blocked")
        yield Notice(id="warnings")

    def _key_entries(self) -> Iterator[Widget]:
        yield self.entry(
            _("App key"),
            PasswordField(id="app-key"),
            help=_("of Secure Key Manager; a secret, kept nowhere"),
            check=lambda text: checks.app_key(text, self.value("key-id"), needed=self._needs_key),
        )
        yield self.entry(
            _("Key ID"),
            Field(self._begin.key_id, id="key-id"),
            help=_("of the key in Secure Key Manager"),
            check=lambda text: checks.key_id(text, self.value("app-key"), needed=self._needs_key),
        )

    @property
    def _at_least(self) -> int | None:
        return self._snapshot.size if self._snapshot is not None else None

    def _size_help(self) -> str:
        if self._at_least is not None:
            return _("that of the snapshot, {size} GB, or more").format(size=f"{self._at_least:,}")
        return _("{smallest} to {largest} are usual").format(smallest=SMALLEST, largest=f"{LARGEST:,}")

    # Choices

    def _region_choices(self) -> Sequence[Choice]:
        return [Choice(each, region_words(each)) for each in self._regions]

    def _type_choices(self) -> Sequence[Choice]:
        picture = self.site.picture
        encrypted = offered.encrypted_types(picture)
        names = offered.types(picture)
        known = {each: _("encrypted") if each in encrypted else "" for each in names}
        return [
            Choice("", _("the server's default")),
            *(Choice(each, plain(each), note, "dim") for each, note in known.items()),
        ]

    def _zone_choices(self) -> Sequence[Choice]:
        zones = {*offered.zones(self.site.picture), *self._told_zones.get(self.site.context, ())}
        return [Choice("", _("any (the server chooses)")), *(Choice(each, plain(each)) for each in sorted(zones))]

    def _name_warning(self, name: str) -> str | None:
        asked_for = (Action.CREATE_VOLUME, name.strip()) in self.site.open_ends
        return checks.name_warning(name) or (earlier_words() if asked_for and name.strip() else None)

    def _type_warning(self, name: str) -> str | None:
        if self._snapshot is None or name in ("", self._begin.type) or not self._begin.type:
            return None
        return _("The snapshot is of type {type}: some servers take no other.").format(type=plain(self._begin.type))

    def _zone_warning(self, zone: str) -> str | None:
        if self._snapshot is None or zone in ("", self._begin.zone) or not self._begin.zone:
            return None
        return _("The snapshot lies in {zone}: some servers take no other.").format(zone=plain(self._begin.zone))

    @on(Chooser.Changed, "#region")
    def _region_chosen(self, event: Chooser.Changed) -> None:
        site = self._site_of(self.site.context.within(event.chooser.value))
        if site is None:
            # What is shown is where it is made.
            event.chooser.choose(self.site.context.region)
            self.say(_("Another place is shown by now."))
            return
        self.site = site
        self.query_one("#place", Line).show(site.heading)
        # Types go by the same names in most regions, zones in none.
        type_chooser = self.query_one("#type", Chooser)
        if type_chooser.value not in offered.types(site.picture):
            type_chooser.choose("")
        self.query_one("#zone", Chooser).choose("")
        self._ask_for_zones()

    # Zones

    def on_mount(self) -> None:
        self._ask_for_zones()

    def on_unmount(self) -> None:
        if self._zones_asked is not None:
            self._zones_asked.cancel()

    def _ask_for_zones(self) -> None:
        context = self.site.context
        if context not in self._told_zones:
            # A worker of the app: a fault of ours in it ends like any other.
            self._zones_asked = self.app.run_worker(
                partial(self._ask, context), name="zones", group="zones", description="zones", exit_on_error=False
            )

    async def _ask(self, context: Context) -> None:
        # Without them there are those of the volumes, and what is typed.
        try:
            self._told_zones[context] = await self.site.door.zones(context)
        except ApiError:
            return

    # What follows

    def look(self) -> None:
        if self._snapshot is not None:
            self._look_at_snapshot(self._snapshot)
        else:
            self._answer = self.site.ask(Action.CREATE_VOLUME, None)
            self._say_blocked(self._answer.why)
        self._needs_key = self._is_encrypted(offered.encrypted_types(self.site.picture))
        for field_id in ("app-key", "key-id"):
            self.show_entry(field_id, shown=self._needs_key)
        super().look()

    def _look_at_snapshot(self, snapshot: Snapshot) -> None:
        present = self.site.present(snapshot)
        if present is not None:
            self._snapshot = snapshot = present
        # The size is checked where it is typed.
        self._answer = self.site.ask(Action.CREATE_FROM_SNAPSHOT, present)
        self._say_blocked(self._answer.why if present is not None else _("The cloud does not list it any more."))
        self.query_one("#from", Line).show(source_line(_("from"), snapshot))

    def _say_blocked(self, why: str) -> None:
        self.query_one("#blocked", Notice).say(why)
        self.query_one("#warnings", Notice).say(" ".join(self._answer.warnings), bad=False)
        self.query_one("#send").disabled = bool(why)

    def _is_encrypted(self, encrypted: Collection[str]) -> bool:
        # A volume of a snapshot has the type of that one's volume, unless it is to be another.
        name = self._picked("type") or (self._begin.type if self._snapshot is not None else "")
        return name in encrypted or offered.is_encrypted_by_name(name)

    def _picked(self, field_id: str) -> str:
        """What a chooser stands at, raw."""
        return self.query_one(f"#{field_id}", Chooser).value

    # Send

    def intent(self, intent_id: str) -> Intent | None:
        self.look()
        if not self._answer.allowed or not self.is_right():
            return None
        size = checks.read_size(self.value("size"))
        assert size is not None
        key = EncryptionKey(self.value("app-key"), self.value("key-id")) if self._needs_key else None
        new = NewVolume(
            size,
            name=self.value("name") or None,
            description=self.value("description") or None,
            volume_type=self._picked("type") or None,
            availability_zone=self._picked("zone") or None,
            snapshot_id=self._snapshot.id if self._snapshot is not None else None,
            metadata=self.metadata or None,
            multiattach=True if self.ticked("multiattach") else None,
            nhn_encryption=key,
        )
        return create_volume(intent_id, self.site.context, new)
