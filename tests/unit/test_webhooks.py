"""One call to a stranger's address: what is sent, and what each kind of answer counts for."""

import base64
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from reelcast.errors import SettingsInvalid
from reelcast.webhooks import MAX_URL, Courier, shown_secret, standard_headers, url_fault
from tests.integration.receiver import receiving
from tests.integration.web import drip, endless, hang_up, reply, silence

HERE = ("127.0.0.1",)


async def test_a_2xx_answer_is_a_delivery_and_the_call_is_what_was_asked() -> None:
    async with receiving(reply(201, b"thanks")) as receiver, Courier(allow=HERE) as courier:
        outcome = await courier.post(receiver.url, b'{"a": 1}', {"webhook-id": "msg_1"})
    assert (outcome.delivered, outcome.answer, outcome.error) == (True, 201, "")
    assert 0 < outcome.seconds < 5
    (call,) = receiver.calls
    assert call.line == "POST /hook?token=t HTTP/1.1"
    assert call.body == b'{"a": 1}'
    assert call.headers["content-type"] == "application/json"
    assert call.headers["webhook-id"] == "msg_1"
    assert call.headers["user-agent"].startswith("reelcast/")


async def test_a_name_and_password_in_the_url_are_sent_as_basic_credentials() -> None:
    async with receiving() as receiver, Courier(allow=HERE) as courier:
        url = receiver.url.replace("http://", "http://me:p%40ss@")
        assert (await courier.post(url, b"{}", {})).delivered
    expected = base64.b64encode(b"me:p@ss").decode()
    assert receiver.calls[0].headers["authorization"] == f"Basic {expected}"


@pytest.mark.parametrize("status", [199, 304, 400, 410, 500, 503])
async def test_any_other_answer_is_a_failure(status: int) -> None:
    async with receiving(reply(status)) as receiver, Courier(allow=HERE) as courier:
        outcome = await courier.post(receiver.url, b"{}", {})
    assert not outcome.delivered
    assert outcome.error


async def test_a_redirect_is_not_followed_and_says_where_it_led() -> None:
    async with (
        receiving() as other,
        receiving(reply(302, location=other.url)) as receiver,
        Courier(allow=HERE) as courier,
    ):
        outcome = await courier.post(receiver.url, b"{}", {})
    assert (outcome.answer, other.calls) == (302, [])
    assert outcome.error == f"HTTP 302: redirects are not followed, here to {other.url!r}"


@pytest.mark.parametrize("answer", [silence, drip])
async def test_an_answer_that_is_not_whole_in_time_is_a_failure(answer: object) -> None:
    async with receiving(answer) as receiver:  # type: ignore[arg-type]
        async with Courier(allow=HERE, seconds=0.2) as courier:
            outcome = await courier.post(receiver.url, b"{}", {})
    assert (outcome.answer, outcome.error) == (None, "no answer within 0.2 seconds")
    assert 0.2 <= outcome.seconds < 2


async def test_no_more_than_a_little_of_an_answer_is_read() -> None:
    async with receiving(endless) as receiver, Courier(allow=HERE) as courier:
        outcome = await courier.post(receiver.url, b"{}", {})
    assert (outcome.answer, outcome.delivered) == (200, True)
    assert outcome.seconds < 2


async def test_a_connection_that_is_dropped_or_refused_is_a_failure() -> None:
    async with receiving(hang_up) as receiver, Courier(allow=HERE) as courier:
        dropped = await courier.post(receiver.url, b"{}", {})
    async with Courier(allow=HERE) as courier:
        refused = await courier.post(receiver.url, b"{}", {})
    assert [(each.answer, bool(each.error)) for each in (dropped, refused)] == [(None, True)] * 2


async def test_a_private_address_is_refused_unless_the_operator_allows_it() -> None:
    async with receiving() as receiver, Courier() as courier:
        outcome = await courier.post(receiver.url, b"{}", {})
    assert receiver.calls == []
    assert outcome.error == (
        "the address 127.0.0.1 is not public; the operator can allow it with REELCAST_WEBHOOK_ALLOW"
    )


def test_a_word_that_is_no_host_is_blamed_on_the_right_setting() -> None:
    with pytest.raises(SettingsInvalid, match=r"^REELCAST_WEBHOOK_ALLOW: 'a b' is not a host"):
        Courier(allow=("a b",))


def test_the_headers_are_verified_by_the_library_of_standard_webhooks() -> None:
    secret, body = bytes(range(32)), '{"prompt": "猫"}'
    headers = standard_headers(secret, "msg_1", body, datetime.now(UTC))
    shown = shown_secret(secret)
    assert shown.startswith("whsec_")
    assert Webhook(shown).verify(body.encode(), headers) == {"prompt": "猫"}


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://me.example/hook", None),
        ("http://localhost:3000/hook?a=b#c", None),
        ("HTTPS://user:pass@[2001:db8::1]:8443/", None),
        ("https://例え.example/フック", None),
        ("", "must be a URL that begins with http:// or https://"),
        ("me.example/hook", "must be a URL that begins with http:// or https://"),
        ("ftp://me.example/hook", "must be a URL that begins with http:// or https://"),
        ("http://", "the URL has no valid host"),
        ("http://a b/", "the URL has no valid host"),
        ("http://me.example:0/", "the URL's port must be 1 to 65535, got 0"),
        ("http://me.example:99999/", "the URL's port must be 1 to 65535, got 99999"),
        (
            "https://me.example/" + "x" * MAX_URL,
            f"at most {MAX_URL} characters are allowed, got {MAX_URL + 19}",
        ),
    ],
)
def test_what_is_no_address_to_call_is_named(url: str, fault: str | None) -> None:
    assert url_fault(url) == fault


async def test_whatever_else_the_network_does_is_an_outcome() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("")

    async with Courier(transport=httpx.MockTransport(broken)) as courier:
        outcome = await courier.post("https://me.example/", b"{}", {})
    assert outcome.error == "the connection broke off"


@given(st.text(max_size=60).map("http://{}".format) | st.text(max_size=60))
def test_any_text_is_judged_and_what_passes_can_be_called(text: str) -> None:
    if url_fault(text) is None:
        assert httpx.Request("POST", text).headers["host"]
