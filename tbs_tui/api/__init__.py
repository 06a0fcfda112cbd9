"""The wire: Identity v2.0, Block Storage v2 and two read-only helpers, Image and Compute.

httpx lives in this room and nowhere else. Requests go in typed, frozen models come out, and everything that can go
wrong is an `errors.ApiError`.
"""

import sys
from types import ModuleType

# Where click is installed, for whatever reason, httpx imports its command line and rich: 0.28 s in place of 0.07. Of a
# module without a `main` it takes none.
sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))
