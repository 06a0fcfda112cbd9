"""Which Cinder the demo cloud takes after."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between releases of Cinder, and between upstream and NHN. The default is NHN as its guide has it.

    - `default_page`: rows of a list asked for without `limit`. NHN announced 100 in 2026 and took it back; it may be
      either.
    - `kilo`: volumes cut by `limit` and then sliced by `offset` once more; snapshots deaf to `marker` and `sort`, and
      without next links. From Liberty on paging is right.
    - `json_401`: a bad token is refused with Keystone's JSON (from Ocata on) instead of the words of Liberty.
    - `strict`: upstream's v2 to the letter, as Cinder 17 answers: `visibility` and `protected` of an upload are
      refused, `nhn_encryption` and the replication fields are unknown, `updated_at` is present.
    - `tenants_list`: whether ``GET /v2.0/tenants`` exists; NHN documents none.
    """

    default_page: int = 1000
    kilo: bool = False
    json_401: bool = False
    strict: bool = False
    tenants_list: bool = True
