"""Settings: order, reading, and what bad input gets."""

import pytest

from tbs_tui.settings import SETTINGS, SettingsError, demo_settings, resolve


def test_flag_beats_twin_beats_os_beats_default() -> None:
    environ = {"TBS_REGION": "KR2", "OS_REGION_NAME": "JP1"}
    assert resolve({"region": "KR1"}, environ).region == "KR1"
    assert resolve({}, environ).region == "KR2"
    assert resolve({}, {"OS_REGION_NAME": "JP1"}).region == "JP1"
    assert resolve({}, {}).region is None
    assert resolve({}, {}).refresh == 30.0


def test_tenant_has_two_names_among_the_os_variables() -> None:
    assert resolve({}, {"OS_PROJECT_ID": "b"}).tenant_id == "b"
    assert resolve({}, {"OS_TENANT_ID": "a", "OS_PROJECT_ID": "b"}).tenant_id == "a"


def test_an_empty_variable_is_not_set() -> None:
    assert resolve({}, {"OS_TENANT_ID": "", "OS_PROJECT_ID": "b"}).tenant_id == "b"


@pytest.mark.parametrize("text", ["0", "0.5", "3601", "nan", "-1", "soon", ""])
def test_refresh_outside_1_to_3600_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingsError, match="--refresh takes a number of seconds from 1 to 3600"):
        resolve({"refresh": text}, {})


@pytest.mark.parametrize("text", ["1", "3600", "12.5"])
def test_refresh_within_its_range(text: str) -> None:
    assert resolve({"refresh": text}, {}).refresh == float(text)


@pytest.mark.parametrize("text", ["0", "-1", "3651", "7.5", "nan", "month", "\u0664\u0662x"])
def test_days_outside_1_to_3650_are_refused_by_name(text: str) -> None:
    with pytest.raises(SettingsError, match="--snapshot-days takes a number of days from 1 to 3650"):
        resolve({"snapshot_days": text}, {})
    with pytest.raises(SettingsError, match="TBS_SNAPSHOT_DAYS takes"):
        resolve({}, {"TBS_SNAPSHOT_DAYS": text})


def test_days_come_from_flag_twin_profile_or_default() -> None:
    assert resolve({}, {}).snapshot_days == 30
    assert resolve({}, {}, {"snapshot_days": 14}).snapshot_days == 14
    assert resolve({}, {"TBS_SNAPSHOT_DAYS": "3650"}, {"snapshot_days": 14}).snapshot_days == 3650
    assert resolve({"snapshot_days": "1"}, {"TBS_SNAPSHOT_DAYS": "9"}).snapshot_days == 1


def test_a_bad_variable_is_named_as_the_variable() -> None:
    with pytest.raises(SettingsError, match="TBS_DEMO takes yes or no, not 'perhaps'"):
        resolve({}, {"TBS_DEMO": "perhaps"})
    with pytest.raises(SettingsError, match="TBS_TIMEZONE takes a time zone"):
        resolve({}, {"TBS_TIMEZONE": "../../etc/passwd"})


def test_the_demo_takes_nothing_of_a_real_account_from_the_environment() -> None:
    environ = {name: "real" for setting in SETTINGS for name in (*setting.os_names, setting.env) if setting.os_names}
    settings = resolve({"demo": True}, environ)
    assert settings.tenant_id is settings.username is settings.region is settings.ca_file is None
    assert resolve({"demo": True, "region": "KR2"}, environ).region == "KR2"


def test_nothing_of_a_real_account_can_spoil_the_demo() -> None:
    environ = {name: "\x1b" for setting in SETTINGS for name in (*setting.os_names, setting.env) if setting.os_names}
    assert resolve({"demo": True}, environ).demo is True
    with pytest.raises(SettingsError, match="OS_TENANT_ID"):
        resolve({}, {"OS_TENANT_ID": "\x1b"})


def test_what_may_be_a_password_in_a_url_is_not_quoted() -> None:
    with pytest.raises(SettingsError, match="OS_AUTH_URL takes a URL") as caught:
        resolve({}, {"OS_AUTH_URL": "https://me:hunter2@host\x1b/"})
    assert "hunter2" not in str(caught.value)


def test_plain_http_has_no_twin_in_the_environment() -> None:
    assert resolve({}, {"TBS_INSECURE_HTTP": "1"}).insecure_http is False
    assert resolve({"insecure_http": True}, {}).insecure_http is True


def test_the_demo_of_a_run_is_the_demo_as_it_would_have_been_asked_for() -> None:
    environ = {"TBS_TENANT_ID": "t", "OS_USERNAME": "u", "TBS_REGION": "KR2", "TBS_REFRESH": "7"}
    asked = resolve({"demo": True, "identity_url": None}, environ)
    real = resolve({"profile": "prod"}, {"TBS_REFRESH": "7"}, {"tenant_id": "t", "username": "u", "region": "KR2"})
    assert demo_settings(real) == demo_settings(resolve({}, environ)) == asked


def test_pictures_are_kept_unless_the_person_says_so() -> None:
    assert resolve({}, {}).no_cache is False
    assert resolve({"no_cache": True}, {}).no_cache is True
    assert resolve({}, {"TBS_NO_CACHE": "1"}).no_cache is True
    assert resolve({}, {"TBS_NO_CACHE": "0"}).no_cache is False
    with pytest.raises(SettingsError, match="TBS_NO_CACHE takes yes or no"):
        resolve({}, {"TBS_NO_CACHE": "/tmp"})


def test_the_bell_is_off_unless_somebody_wants_it() -> None:
    assert resolve({}, {}).bell is False
    assert resolve({}, {}, {"bell": True}).bell is True
    assert resolve({}, {"TBS_BELL": "1"}).bell is True
    assert resolve({"bell": False}, {"TBS_BELL": "1"}, {"bell": True}).bell is False


def test_changes_are_allowed_for_as_many_minutes_as_flag_twin_or_profile_say() -> None:
    assert resolve({}, {}).read_only_after == 0.0
    assert resolve({}, {}, {"read_only_after": 15.0}).read_only_after == 15.0
    assert resolve({}, {"TBS_READ_ONLY_AFTER": "7.5"}, {"read_only_after": 15.0}).read_only_after == 7.5
    assert resolve({"read_only_after": "0"}, {"TBS_READ_ONLY_AFTER": "7.5"}).read_only_after == 0.0
    for text in ("-1", "1441", "nan", "soon"):
        with pytest.raises(SettingsError, match="--read-only-after takes a number of minutes from 0 to 1440"):
            resolve({"read_only_after": text}, {})
