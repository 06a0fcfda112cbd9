"""The wire: Identity v2.0, Block Storage v2 and two read-only helpers, Image and Compute.

httpx lives in this room and nowhere else. Requests go in typed, frozen models come out, and everything that can go
wrong is an `errors.ApiError`.

Who is at the other end, and what each can do:

- Any member of the tenant writes texts and ids. They reach models and requests as they are, and harm nothing there: an
  id is quoted into one part of a path (`endpoint`), a text longer than any true one costs its field (`models`), and
  showing is the business of `text.plain`.
- Whoever owns the network sees which hosts are asked, and can hold or cut every connection: requests end within a
  minute, a GET is tried three times, a change is sent once and said to be in doubt. Without a certificate that this
  machine trusts they can neither read nor answer: TLS is checked always, there is no flag against it, http goes to
  this machine alone unless it was allowed, and proxies get a tunnel.
- Whoever answers with a good certificate (the cloud, one who has broken into it, a gateway that opens TLS) has the
  token and can lie about everything. They cannot have it sent elsewhere: redirects and links are not followed, cookies
  are neither kept nor sent, and a token goes to the catalog's endpoints of the services in use. They cannot fill the
  memory or hold the loop: bodies, values, pieces, pages, rows and texts have limits (`transport`, `parse`, `models`,
  `block_storage`). What they say of a token they were sent is taken out of errors, headers and the list of requests.
- Whoever reads this machine's disk or processes is another room's concern (`account.stores`, `files`, `journal`): here
  no secret is logged, or is part of a repr, a record or an exception.
"""

import sys
from types import ModuleType

# Where click is installed, for whatever reason, httpx imports its command line and rich: 0.28 s in place of 0.07. Of a
# module without a `main` it takes none.
sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))
