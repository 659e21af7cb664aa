"""The native dialect's refusals, and what it takes: the application over a service in memory."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from reelcast.api.vidu.fields import MAX_PAYLOAD, OTHER_MODELS
from tests.contract.novita import Api, data_uri, inline, serving
from tests.contract.vidu import CREATE, create, problem

PICTURE = "https://pictures.test/cat.png"


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.mark.known("documented")
@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"prompt": ...}, "FieldLacking", "prompt"),
        ({"prompt": " "}, "FieldLacking", "prompt"),
        ({"model": ...}, "FieldLacking", "model"),
        ({"images": ...}, "FieldLacking", "images"),
        ({"images": []}, "FieldItemCountOutOfRange", "images"),
        ({"images": [PICTURE] * 8}, "FieldItemCountOutOfRange", "images"),
        ({"images": PICTURE}, "FieldInvalid", "images"),
        ({"model": "gpt-5"}, "FieldInvalid", "model"),
        ({"prompt": "a" * 1501}, "FieldInvalid", "prompt"),
        ({"duration": 8}, "FieldInvalid", "duration"),
        ({"duration": "5"}, "FieldInvalid", "duration"),
        ({"resolution": "720p"}, "FieldInvalid", "resolution"),
        ({"aspect_ratio": "4:3"}, "FieldInvalid", "aspect_ratio"),
        ({"movement_amplitude": "huge"}, "FieldInvalid", "movement_amplitude"),
        ({"seed": 2**32}, "FieldInvalid", "seed"),
        ({"payload": "a" * (MAX_PAYLOAD + 1)}, "FieldInvalid", "payload"),
        ({"payload": {}}, "FieldInvalid", "payload"),
        ({"callback_url": "ftp://hook.test"}, "FieldInvalid", "callback_url"),
        ({"callback_url": "is required"}, "FieldInvalid", "callback_url"),
        ({"subjects": [{"id": "1", "images": [PICTURE]}]}, "FieldUnwanted", "subjects"),
    ],
)
async def test_a_fault_has_the_vendors_word_and_names_its_field(
    api: Api, fields: dict[str, Any], reason: str, field: str
) -> None:
    answer = await create(api.http, **fields)
    assert problem(answer) == (400, reason), answer.text
    assert answer.json()["message"].startswith(f"{field}: ")


@pytest.mark.known("documented")
@pytest.mark.parametrize("model", OTHER_MODELS)
async def test_the_vendors_other_models_are_unavailable(api: Api, model: str) -> None:
    answer = await create(api.http, model=model)
    assert problem(answer) == (400, "ModelUnavailable")
    assert 'use "viduq1"' in answer.json()["message"]


@pytest.mark.known("documented")
@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (inline(b"<svg/>"), "ImageFormatInvalid"),
        ("cat.png", "ImageFormatInvalid"),
        (data_uri(64, 64), "PageSizeOutOfRange"),
        (data_uri(1000, 200), "PageSizeOutOfRange"),
    ],
)
async def test_an_image_that_cannot_be_used_is_refused_at_once(
    api: Api, image: str, reason: str
) -> None:
    answer = await create(api.http, images=[PICTURE, image])
    assert problem(answer) == (400, reason)
    assert answer.json()["message"].startswith("images[1]: ")


@pytest.mark.known("ours")
async def test_all_faults_of_a_body_are_told_together(api: Api) -> None:
    answer = await create(api.http, prompt=..., duration=8, images=[inline(b"<svg/>")])
    fields = {fault["field"] for fault in answer.json()["metadata"]["errors"]}
    assert fields == {"prompt", "duration", "images[0]"}


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    "fields",
    [
        {"subjects": []},
        {"subjects": None},
        {"callback_url": ""},
        {"audio": True, "wm_position": 3, "wm_url": "", "meta_data": "{}", "is_rec": True},
        {"bgm": None, "payload": None, "off_peak": None},
    ],
)
async def test_what_changes_nothing_is_taken(api: Api, fields: dict[str, Any]) -> None:
    assert (await create(api.http, **fields)).status_code == 200


@pytest.mark.known("ours")
async def test_a_body_that_is_no_json_is_a_bad_request(api: Api) -> None:
    assert problem(await api.http.post(CREATE, content=b"{")) == (400, "BadRequest")


@pytest.mark.known("documented")
@pytest.mark.parametrize("header", ["Token rc_other", "Token", "Token ", "", "Bearer rc_other"])
@pytest.mark.parametrize("path", ["/tasks", "/credits", "/tasks/910000000000000000/creations"])
async def test_without_a_good_key_all_is_unauthorized(api: Api, path: str, header: str) -> None:
    answer = await api.http.get(f"/ent/v2{path}", headers={"Authorization": header})
    assert problem(answer) == (401, "Unauthorized")


@pytest.mark.known("ours")
@pytest.mark.parametrize("form", ["Token {}", "token {}", "Bearer {}", "{}"])
async def test_the_key_may_come_as_elsewhere(api: Api, form: str) -> None:
    header = {"Authorization": form.format("sk_one")}
    assert (await api.http.get("/ent/v2/credits", headers=header)).status_code == 200


@pytest.mark.known("observed")
@pytest.mark.parametrize("header", ["", None])
@pytest.mark.parametrize("number", ["abc", "9" * 19, "1.0", str(UUID(int=7))])
async def test_an_id_that_is_no_integer_is_refused_before_the_key(
    api: Api, number: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await api.http.get(f"/ent/v2/tasks/{number}/creations", headers=headers)
    assert problem(answer) == (400, "CODEC")


@pytest.mark.known("documented")
@pytest.mark.parametrize("path", ["/text2video", "/tasks/1", "/nothing"])
async def test_what_is_not_there_is_not_found_in_this_dialect(api: Api, path: str) -> None:
    assert problem(await api.http.post(f"/ent/v2{path}", json={})) == (404, "NotFound")


@pytest.mark.known("ours")
async def test_the_hosted_dialect_keeps_its_own_words(api: Api) -> None:
    answer = await api.http.get("/v3/async/task-result", headers={"Authorization": "Bearer other"})
    assert (answer.status_code, answer.json()["reason"]) == (403, "INVALID_API_KEY")


@pytest.mark.known("documented")
async def test_credits_are_none(api: Api) -> None:
    assert (await api.http.get("/ent/v2/credits")).json() == {"remains": [], "packages": []}


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("states=done", "FieldInvalid"),
        ("pager.pagesz=0", "FieldInvalid"),
        ("pager.pagesz=101", "FieldInvalid"),
        ("pager.page=-1", "FieldInvalid"),
        ("pager.page=101", "FieldInvalid"),
        ("pager.page_token=abc", "FieldInvalid"),
        ("pager.page_token=%C3%A9", "FieldInvalid"),
        ("created_at.from=yesterday", "FieldInvalid"),
        ("created_at.to=0001-01-01T00:00:00%2B23:00", "FieldInvalid"),
        ("task_ids=1", "FieldUnwanted"),
        ("model_versions=q1", "FieldUnwanted"),
    ],
)
async def test_a_query_that_would_not_be_obeyed_is_refused(
    api: Api, query: str, reason: str
) -> None:
    answer = await api.http.get(f"/ent/v2/tasks?{query}")
    assert problem(answer) == (400, reason)
    assert answer.json()["message"].startswith(f"{query.partition('=')[0]}: ")


@pytest.mark.known("ours")
async def test_openapi_describes_the_dialect(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    paths = {path: item for path, item in document["paths"].items() if path.startswith("/ent/")}
    assert {(path, method) for path, item in paths.items() for method in item} == {
        ("/ent/v2/reference2video", "post"),
        ("/ent/v2/tasks/{id}/creations", "get"),
        ("/ent/v2/tasks/{id}/cancel", "post"),
        ("/ent/v2/tasks", "get"),
        ("/ent/v2/credits", "get"),
    }
    for item in paths.values():
        for operation in item.values():
            assert "401" in operation["responses"]
            assert "422" not in operation["responses"]
            assert {"vidu_token": []} in operation["security"]
