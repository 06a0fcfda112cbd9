"""The wire: Identity v2.0, Block Storage v2 and two read-only helpers, Image and Compute.

httpx lives in this room and nowhere else. Requests go in typed, frozen models come out, and everything that can go
wrong is an `errors.ApiError`.
"""
