"""What ``schemathesis`` must know of the contract: each place where the two disagree, and why.

CONTRACT n.m are the sections of the contract this server is built to; docs/api.md says the same in
its own words. Loaded by the schemathesis command itself; everything not named here is judged by its
own rules.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import (
    AuthScenario,
    IgnoredAuth,
    JsonSchemaError,
    RejectedPositiveData,
    UnsupportedMethodResponse,
)

from tests.acceptance.conftest import data_uri, png

PICTURE = data_uri(png())

BEYOND_SCHEMAS = (
    # CONTRACT 3.2: what an image contains is judged, and that it is a URL or a data URI.
    r"^(images|input_reference)\b",
    # CONTRACT 1.1: a wrong JSON type is refused; 5.0 is one, though JSON Schema counts it whole.
    r": must be an integer, got -?\d[\d.e+]*$",
    # docs/api.md: Postgres and UTF-8 cannot hold U+0000 and halves of surrogate pairs.
    r": must not contain (the character U\+0000|half a surrogate pair)",
    # docs/api.md: where a webhook goes must be a good address that may be reached.
    r"^(callback_url|extra\.webhook\.url): ",
    # What a storyboard and groups say is of the images that came, and of one another.
    r"^extra\.(storyboard|subjects)\S*: (there (is|are) only \d image|must be between 1 and \d,)",
    r"^extra\.(storyboard|subjects)\S*: image \d (is in it twice|has a part already)$",
    r"^extra\.storyboard\.place: is for the setting ",
    r"\.(to|at|action): must be (another image than|later than|the first beat's)",
    # Which engines there are is the operator's affair.
    r"^(extra\.)?engine: must be one of ",
    # A place in a list is good only if this server gave it.
    r"^(cursor|pager\.page_token|after): ",
    # RFC 7578, 4.2: each part of a form names its field; an empty name is none.
    r"^body: must be multipart/form-data: the part at byte \d+ names no field$",
    # A size has a proportion, and may not be asked for together with another one.
    r'^size: "\d+x\d+" is not of the aspect_ratio ',
    # docs/api.md: clients know the word, and there are none here.
    r'^variant: "spritesheet" is not supported$',
    # CONTRACT 5.2: a native id that is no number is 400 CODEC; one of another dialect is none.
    r"^id: must be an integer, got ",
    # A form has no null; its schema is that of the JSON body.
    r', got "null"$',
)


@schemathesis.hook
def map_body(context: HookContext, body: object) -> object:
    """Half of the references become real pictures, so that bodies get past them."""
    if isinstance(body, dict) and isinstance(body.get("images"), list):
        images = [PICTURE if _even(image) else image for image in body["images"]]
        return {**body, "images": images}
    return body


@schemathesis.hook
def filter_failure(
    context: HookContext, failure: Failure, case: Case[Any], response: Response
) -> bool:
    """Whether a finding is one: False where the contract asks for what schemathesis forbids."""
    match failure:
        case UnsupportedMethodResponse(failure_reason="wrong_status", status_code=404):
            # CONTRACT 3.2: an unknown route or wrong method is 404 API_NOT_FOUND, not 405.
            return "there is no such API, or not with this method" not in response.text
        case IgnoredAuth(scenario=AuthScenario.NO_AUTH):
            # CONTRACT 3.2: no key is 400 MISSING_API_KEY; a wrong one is 403, as it should be.
            return "got `400 Bad Request`" not in failure.message
        case RejectedPositiveData(status_code=400):
            return not _beyond_schemas(_body(response))
        case AcceptedNegativeData():
            return not _allowed(failure, case)
        case JsonSchemaError():
            # OpenAPI 3.1: the schema of an event stream is that of its text, not of one event.
            return "text/event-stream" not in response.headers.get("content-type", [""])[0]
    return True


def _beyond_schemas(body: dict[str, Any]) -> bool:
    """Whether no schema could have said what was wrong."""
    # CONTRACT 5.2: a native task that has begun or ended is not cancelled, which is a 400.
    if body.get("reason") == "BadRequest" and "can not cancel" in str(body.get("message")):
        return True
    said = [error["message"] for error in body.get("metadata", {}).get("errors", [])]
    said += [body["error"]["message"]] if "error" in body else []
    return bool(said) and all(
        any(re.search(rule, message) for rule in BEYOND_SCHEMAS) for message in said
    )


def _allowed(failure: AcceptedNegativeData, case: Case[Any]) -> bool:
    """Whether something is taken that a schema would not have."""
    if " in query" in failure.message:
        # docs/api.md: an empty query parameter is one that was not given.
        values = case.query.values() if isinstance(case.query, dict) else ()
        return any(value in ("", [""]) for value in values)
    # CONTRACT 5.2: the native cancel takes its id from the path; the body only repeats it.
    return failure.operation == "POST /ent/v2/tasks/{id}/cancel" and "in body" in failure.message


def _even(image: object) -> bool:
    return isinstance(image, str) and len(image) % 2 == 0


def _body(response: Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
