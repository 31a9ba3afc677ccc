"""Counters by what and whom."""

from types import SimpleNamespace

import pytest

from portal.kit.limits import client_address, window_ends_in, within


def test_the_limit_holds_for_one_and_not_for_another():
    answers = [within("x", "amina", limit=2, seconds=1000) for _ in range(3)]
    assert answers == [True, True, False]
    assert within("x", "bram", limit=2, seconds=1000) is True


def test_limits_can_be_switched_off(settings):
    settings.MAILLAGE_RATE_LIMITS = False
    assert all(within("x", "amina", limit=1, seconds=1000) for _ in range(5))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 81.240.1.2", "81.240.1.2"),
        (2, "6.6.6.6, 81.240.1.2, 10.1.1.1", "81.240.1.2"),
        (1, "", "10.0.0.1"),
    ],
)
def test_a_visitor_cannot_write_their_own_address(settings, proxies, forwarded, address):
    settings.MAILLAGE_PROXIES = proxies
    request = SimpleNamespace(META={"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded})
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("2a02:a03f:1:2:3:4:5:6", "2a02:a03f:1:2::/64"),
        ("2a02:a03f:1:2:ffff::9", "2a02:a03f:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:81.240.1.2", "81.240.1.2"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_household_counts_once_whatever_address_its_devices_choose(settings, seen, counted):
    settings.MAILLAGE_PROXIES = 0
    assert client_address(SimpleNamespace(META={"REMOTE_ADDR": seen})) == counted


def test_the_end_of_the_window_is_known(monkeypatch):
    monkeypatch.setattr("portal.kit.limits.time.time", lambda: 7200.0 + 900)
    assert window_ends_in(3600) == 2700
