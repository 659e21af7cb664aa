"""What the API says about itself, held against what it does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from reelcast.request import MAX_IMAGES, MAX_PROMPT, MAX_SEED, Amplitude, AspectRatio
from tests.contract.novita import RESULT, SUBMIT, Api, serving

pytestmark = pytest.mark.known("ours")


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.fixture
async def document(api: Api) -> dict[str, Any]:
    answer = await api.http.get("/openapi.json", headers={"Authorization": ""})
    assert answer.status_code == 200
    described: dict[str, Any] = answer.json()
    return described


def body_schema(document: dict[str, Any]) -> dict[str, Any]:
    body = document["paths"][SUBMIT]["post"]["requestBody"]
    assert body["required"] is True
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    return schema


def test_every_limit_and_choice_of_a_submission_is_described(document: dict[str, Any]) -> None:
    schema = body_schema(document)
    assert schema["required"] == ["images", "prompt"]
    fields = schema["properties"]
    choices = {
        name: field["anyOf"][0]["enum"]
        for name, field in fields.items()
        if "enum" in field.get("anyOf", [{}])[0]
    }
    assert choices == {
        "duration": [5],
        "resolution": ["1080p"],
        "aspect_ratio": list(AspectRatio),
        "movement_amplitude": list(Amplitude),
    }
    assert (fields["images"]["minItems"], fields["images"]["maxItems"]) == (1, MAX_IMAGES)
    assert fields["prompt"]["maxLength"] == MAX_PROMPT
    assert (fields["seed"]["anyOf"][0]["minimum"], fields["seed"]["anyOf"][0]["maximum"]) == (
        -1,
        MAX_SEED,
    )
    assert all(field.get("description") for field in fields.values())


def test_every_optional_field_may_be_null_and_no_required_one(document: dict[str, Any]) -> None:
    schema = body_schema(document)
    nullable = {
        name
        for name, field in schema["properties"].items()
        if {"type": "null"} in field.get("anyOf", [])
    }
    assert nullable == set(schema["properties"]) - set(schema["required"])


async def test_the_example_of_a_submission_is_accepted(api: Api, document: dict[str, Any]) -> None:
    content = document["paths"][SUBMIT]["post"]["requestBody"]["content"]["application/json"]
    assert (await api.http.post(SUBMIT, json=content["example"])).status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "reasons"),
    [
        (
            SUBMIT,
            "post",
            {
                "400": "MISSING_API_KEY, INVALID_REQUEST_BODY, INVALID_IMAGE_FORMAT, "
                "IMAGE_FILE_EXCEEDS_MAX_SIZE, IMAGE_EXCEEDS_MAX_RESOLUTION, INVALID_IMAGE_SIZE",
                "403": "INVALID_API_KEY",
                "409": "IDEMPOTENCY_KEY_REUSED",
                "429": "RATE_LIMIT_EXCEEDED",
                "500": "INTERNAL_ERROR, CREATE_TASK_FAILED",
                "503": "DATABASE_UNAVAILABLE",
            },
        ),
        (
            RESULT,
            "get",
            {
                "400": "MISSING_API_KEY, INVALID_REQUEST_BODY",
                "403": "INVALID_API_KEY",
                "404": "TASK_NOT_FOUND",
                "500": "INTERNAL_ERROR",
                "503": "DATABASE_UNAVAILABLE",
            },
        ),
    ],
)
def test_every_refusal_is_described_with_the_error_shape(
    document: dict[str, Any], path: str, method: str, reasons: dict[str, str]
) -> None:
    responses = dict(document["paths"][path][method]["responses"])
    assert "$ref" in responses.pop("200")["content"]["application/json"]["schema"]
    assert {status: one["description"] for status, one in responses.items()} == reasons
    for status, response in responses.items():
        content = response["content"]["application/json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert set(content["examples"]) == set(reasons[status].split(", "))
        for example in content["examples"].values():
            assert example["value"]["code"] == int(status)


def test_both_forms_of_the_key_are_described(document: dict[str, Any]) -> None:
    for path, method in ((SUBMIT, "post"), (RESULT, "get")):
        assert document["paths"][path][method]["security"] == [{"bearer": []}, {"raw_key": []}]
    schemes = document["components"]["securitySchemes"]
    assert schemes["bearer"]["scheme"] == "bearer"
    assert schemes["raw_key"]["in"] == "header"
    assert schemes["raw_key"]["name"] == "Authorization"


def test_the_task_id_is_a_required_query(document: dict[str, Any]) -> None:
    (parameter,) = document["paths"][RESULT]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("task_id", "query", True)


def test_the_framework_s_own_error_shape_is_nowhere(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert all(
        "422" not in operation["responses"]
        for path in document["paths"].values()
        for operation in path.values()
    )
