"""Rows into a file: its name, its form, and what went wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource
from tbs_tui.clock import local
from tbs_tui.files import write_new, write_private
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _
from tbs_tui.query.documents import json_pieces
from tbs_tui.query.export import csv_document, json_document

ENDINGS = (".csv", ".json")
WRONG_ENDING = N_("The name must end in .csv or .json.")


class Sheet(Protocol):
    """What is written: rows as they stood when they were asked for."""

    @property
    def name(self) -> str:
        """What the rows are, in a file's name."""
        ...

    @property
    def context(self) -> Context:
        """Where they are; it may be all regions."""
        ...

    @property
    def rows(self) -> Sequence[object]: ...

    def json(self) -> Mapping[str, Any]:
        """The document."""
        ...

    def csv(self) -> Iterator[str]:
        """The lines."""
        ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind."""

    context: Context
    kind: Kind
    rows: tuple[Resource, ...]
    fetched_at: datetime | None

    @property
    def name(self) -> str:
        return self.kind.value

    def json(self) -> Mapping[str, Any]:
        return json_document(self.context, self.kind, self.rows, self.fetched_at)

    def csv(self) -> Iterator[str]:
        return csv_document(self.context, self.kind, self.rows)


def suggested_name(rows: Sheet, now: datetime, zone: tzinfo | None) -> str:
    """What they are, region and the person's time."""
    region = "all" if rows.context.everywhere else re.sub(r"[^A-Za-z0-9_-]", "_", rows.context.region)
    return f"{rows.name}-{region}-{local(now, zone):%Y%m%d-%H%M%S}.csv"


def why_not(name: str) -> str | None:
    """Why a file can't be called that; None when it can."""
    return None if name.lower().endswith(ENDINGS) else _(WRONG_ENDING)


def write(rows: Sheet, name: str, *, replace: bool) -> Path:
    """Write a file that nobody else can read, whole or not at all; where it is. Takes a second for 10,000 rows. Raises
    OSError: FileExistsError for what is there, unless it is to be replaced."""
    path = Path(name).expanduser().absolute()
    content = (piece.encode("utf-8") for piece in _pieces(rows, path.suffix.lower()))
    if replace:
        write_private(path, content, durable=True)
    else:
        write_new(path, content)
    return path


def _pieces(rows: Sheet, ending: str) -> Iterator[str]:
    return json_pieces(rows.json()) if ending == ".json" else rows.csv()
