import pytest

from web.addresses import TrustedProxies


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "visitor"),
    [
        ([], "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.2", "1.2.3.4", "1.2.3.4"),
        (["10.0.0.0/8"], "10.0.0.2", "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (["10.0.0.0/8"], "10.0.0.2", "6.6.6.6, nonsense, 10.0.0.9", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["*"], "172.16.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (["2001:db8::/32", "10.0.0.1"], "2001:db8::1", "2001:4860::8", "2001:4860::8"),
    ],
)
def test_only_a_trusted_proxy_is_believed(proxies: list[str], peer: str, forwarded: str, visitor: str) -> None:
    assert TrustedProxies(proxies).visitor(peer, {"x-forwarded-for": forwarded}) == visitor


def test_a_proxy_that_is_no_address_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="nginx"):
        TrustedProxies(["nginx"])
