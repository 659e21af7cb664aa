"""What the tests of the native dialect share."""

from typing import Any

import httpx

from tests.contract.novita import data_uri

CREATE = "/ent/v2/reference2video"


async def create(http: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    """A good create with ``fields`` changed; one given as ``...`` is left out."""
    good = {"model": "viduq1", "images": [data_uri()], "prompt": "a red square drifts"}
    body = {name: value for name, value in {**good, **fields}.items() if value is not ...}
    return await http.post(CREATE, json=body)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and reason of an answer, which must be the dialect's flat error body."""
    body = answer.json()
    assert body.keys() == {"code", "reason", "message", "metadata"}
    assert body["code"] == answer.status_code
    assert body["metadata"]["trace_id"]
    return answer.status_code, body["reason"]
