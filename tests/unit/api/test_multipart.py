"""Forms as clients write them, and bytes that only look like one."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelcast.api.multipart import MAX_PARTS, Part, digest, is_multipart, read_parts
from reelcast.errors import InvalidBody

KIND = "multipart/form-data; boundary=b"
GOOD = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n'
names = st.text(st.sampled_from("abc_[]0"), min_size=1, max_size=8)


def written(parts: list[tuple[str, bytes, str | None]]) -> tuple[bytearray, str]:
    """The parts as httpx writes them; the third of each is the file name."""
    files = [(name, (file_name, data)) for name, data, file_name in parts]
    request = httpx.Request("POST", "http://reel.test", files=files)
    return bytearray(request.read()), request.headers["content-type"]


@given(
    st.lists(
        st.tuples(
            names,
            st.binary(max_size=300) | st.sampled_from([b"", b"\r\n", b"\r\n--", b"--b--\r\n"]),
            st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_httpx_writes_is_read_back(parts: list[tuple[str, bytes, str | None]]) -> None:
    body, kind = written(parts)
    read = read_parts(body, kind)
    assert [(part.name, part.data) for part in read] == [part[:2] for part in parts]
    assert [part.is_file for part in read] == [part[2] is not None for part in parts]
    assert not body


@given(st.data())
def test_a_damaged_form_is_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    body = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.integers(0, 20))
        piece = st.binary(max_size=8) | st.sampled_from([b"--b", b"\r\n", b'";', b"*0*=", b"="])
        body[at : at + cut] = data.draw(piece)
    with suppress(InvalidBody):
        assert all(part.name for part in read_parts(body, KIND))


@pytest.mark.parametrize("end", range(1, len(GOOD) - 3))
def test_a_form_that_is_cut_short_is_refused(end: int) -> None:
    with pytest.raises(InvalidBody):
        read_parts(bytearray(GOOD[:end]), KIND)


def test_what_stands_around_the_form_and_behind_a_boundary_does_not_count() -> None:
    body = b"hello\r\n--b \t\r\n" + GOOD.removeprefix(b"--b\r\n") + b"bye"
    assert read_parts(bytearray(body), KIND) == [Part("a", b"x", is_file=False)]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("multipart/form-data", "must name a boundary"),
        ("multipart/form-data; boundary=", "must name a boundary"),
        ("multipart/form-data; boundary=" + "b" * 71, "must name a boundary"),
        ("multipart/form-data; boundary=ä", "must name a boundary"),
        ("multipart/form-data; boundary=c", "does not occur"),
        (f"multipart/form-data; boundary*{'9' * 5000}=b", "header is damaged"),
    ],
)
def test_the_boundary_must_be_there_and_be_right(kind: str, why: str) -> None:
    with pytest.raises(InvalidBody, match=why):
        read_parts(bytearray(GOOD), kind)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (GOOD.replace(b'name="a"', b'name=""'), "names no field"),
        (GOOD.replace(b"form-data", b"attachment"), "names no field"),
        (GOOD.replace(b"; name", b"; " + b"x" * 9000 + b"; name"), "no end of headers"),
        (GOOD.replace(b"--b\r\n", b"--bc\r\n"), "boundary at byte 3 is damaged"),
        (GOOD.removesuffix(b"--b--\r\n"), "ends before its last boundary"),
    ],
)
def test_a_part_must_be_whole(body: bytes, why: str) -> None:
    with pytest.raises(InvalidBody, match=why):
        read_parts(bytearray(body), KIND)


def test_parts_are_counted() -> None:
    body, kind = written([("a", b"", None)] * MAX_PARTS)
    assert len(read_parts(body, kind)) == MAX_PARTS
    body, kind = written([("a", b"", None)] * (MAX_PARTS + 1))
    with pytest.raises(InvalidBody, match=f"at most {MAX_PARTS} parts"):
        read_parts(body, kind)


def test_the_digest_is_of_what_is_said_and_not_of_the_boundary() -> None:
    first, again = (digest(read_parts(*written([("a", b"x", None)]))) for _ in range(2))
    assert first == again
    others: list[list[tuple[str, bytes, str | None]]] = [
        [("a", b"y", None)],
        [("b", b"x", None)],
        [("a", b"x", "f")],
        [("a", b"x", None)] * 2,
    ]
    digests = {digest(read_parts(*written(parts))) for parts in others}
    assert len(digests | {first}) == 5


def test_a_form_is_known_by_its_type_alone() -> None:
    assert is_multipart("Multipart/Form-Data ; boundary=b")
    assert not is_multipart("application/json")
    assert not is_multipart("")
