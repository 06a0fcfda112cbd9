"""What the journal holds of an operation."""

from support_cloud import START
from support_inventory import ALPHA, volume
from support_operations import Shop, open_shop

from tbs_tui.api.errors import QuotaExceeded, Unreachable
from tbs_tui.api.requests import NewVolume
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.journal.journal import Journal
from tbs_tui.operations.intent import create_volume


def entries(shop: Shop) -> list[Entry]:
    return [entry for event in shop.told if (entry := event.entry(START)) is not None]


async def test_answer_and_end_are_entries_and_what_comes_before_is_none() -> None:
    async with open_shop(volume("v", name="db\x1b[m")) as shop:
        await shop.delete("v")
        await shop.advance(3)
        shop.storage.becomes("v", None)
        await shop.advance(3)
        assert [entry.words for entry in entries(shop)] == [
            "delete volume: accepted",
            "delete volume: done",
        ]
        assert [entry.after for entry in entries(shop)] == ["accepted", "done"]
        last = entries(shop)[-1]
        assert (last.at, last.context, last.kind, last.id, last.name, last.what) == (
            START,
            ALPHA,
            Kind.VOLUMES,
            "v",
            "db\x1b[m",
            What.ACTION,
        )


async def test_a_refusal_has_its_words_and_its_request_id_and_the_operations_own_id() -> None:
    async with open_shop() as shop:
        shop.storage.meet("create_volume", QuotaExceeded("quota is 4G\x1b", status=413, request_id="req-9"))
        shop.desk.start(create_volume("op-x", ALPHA, NewVolume(10, name="db")))
        await shop.advance(1)
        last = entries(shop)[-1]
        assert last.words == "create volume: refused. A quota or limit is reached. quota is 4G\\x1b"
        assert (last.request_id, last.id) == ("req-9", "op-x")


async def test_a_journal_takes_them_among_what_the_inventory_tells() -> None:
    async with open_shop(volume("v")) as shop:
        journal = Journal(shop.inventory, shop.clock)

        def took(event: object) -> None:
            entry = shop.told[-1].entry(shop.clock.now())
            if entry is not None:
                journal.took(entry)

        shop.desk.subscribe(took)
        await shop.delete("v")
        shop.storage.becomes("v", None)
        await shop.advance(4)
        told = [(entry.what, entry.words) for entry in journal.of(ALPHA, Kind.VOLUMES, "v")]
        assert (What.ACTION, "delete volume: done") in told
        assert What.GONE in [what for what, _words in told]


async def test_the_end_of_a_lost_answer_is_an_entry_of_the_one_row_that_may_be_its_result() -> None:
    async with open_shop(volume("v")) as shop:
        shop.storage.meet("create_volume", Unreachable("cut", maybe_done=True))
        shop.desk.start(create_volume("op-x", ALPHA, NewVolume(10, name="db")))
        await shop.advance(1)
        shop.storage.put(volume("w", name="db"))
        await shop.advance(30)
        first, last = entries(shop)
        assert (first.id, first.after, last.id, last.after) == ("op-x", "unknown", "w", "unknown")
        assert "1 that is listed may be the result" in last.words
