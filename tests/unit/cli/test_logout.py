"""A logout asks every store that there is, and says of each what came of it."""

import pytest
from support_cloud import ManualClock
from support_stores import KEY, PASSWORD, FakeBackend, stored

from tbs_tui.account.stores.choose import Tried
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.account.stores.memory import MemoryStore
from tbs_tui.cli import keys
from tbs_tui.settings import resolve


class Broken(FakeBackend):
    """One that was locked after it was opened."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("gone")


def store(backend: FakeBackend, name: str) -> Tried:
    return Tried(name, "keyring", CredentialStore(KeyringStore(ManualClock(), backend, name=name, readers="")), "")


@pytest.mark.parametrize("everything", [False, True])
def test_each_store_is_told_of(
    everything: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = ManualClock()
    backend = FakeBackend()
    kept = KeyringStore(clock, backend, name="c", readers="")
    kept.save_token(KEY, stored())
    kept.save_password(KEY, PASSWORD)
    memory = Tried("memory", "memory", CredentialStore(MemoryStore(clock)), "")
    found = (Tried("a", "keyring", None, "locked"), store(Broken(), "b"), store(backend, "c"), memory)

    async def survey(_clock: object) -> tuple[Tried, ...]:
        return found

    monkeypatch.setattr(keys, "survey", survey)
    url = KEY.origin.removesuffix(":443")
    settings = resolve({"identity_url": f"{url}/v2.0", "username": KEY.username}, {})
    assert keys.run_keys("logout", {"all": everything}, settings) == 4
    said = capsys.readouterr()
    assert said.out == "c: 2 entries removed.\n"
    assert said.err == "tbs-tui: a could not be asked: locked\ntbs-tui: b: OSError\n"
    assert backend.kept == {}
