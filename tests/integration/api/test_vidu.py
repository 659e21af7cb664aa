"""The vendor's native dialect over the real service and database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from reelcast.api.vidu.fields import MAX_PAYLOAD
from reelcast.app import Backend
from reelcast.settings import Settings
from reelcast.store.tasks import Wanted
from reelcast.task import Dialect
from tests.contract.novita import data_uri
from tests.contract.vidu import problem
from tests.integration.api.native import Native, serving

PICTURE = "https://pictures.test/cat.png"


@pytest.fixture
async def api(parts: Backend, settings: Settings) -> AsyncIterator[Native]:
    async with serving(parts, settings) as native:
        yield native


@pytest.mark.known("documented")
async def test_a_create_is_answered_with_everything_it_will_do(api: Native) -> None:
    answer = await api.create(images=[PICTURE], payload="order 7", off_peak=True, watermark=True)
    body = answer.json()
    assert answer.status_code == 200
    assert body["task_id"].isdigit()
    assert datetime.fromisoformat(body["created_at"]).tzinfo is not None
    expected = {"state": "created", "model": "viduq1", "images": [PICTURE], "payload": "order 7"}
    assert body.items() >= {**expected, "credits": 0, "watermark": False, "off_peak": True}.items()


@pytest.mark.known("client")
async def test_no_answer_of_200_has_a_member_named_code(api: Native) -> None:
    created = await api.create()
    task = await api.task(created.json()["task_id"])
    listed = await api.http.get("/ent/v2/tasks")
    answers = [
        created.json(),
        await api.query(task),
        listed.json(),
        (await api.cancel(task)).json(),
    ]
    assert not [body for body in answers if "code" in body]


@pytest.mark.known("documented")
@pytest.mark.parametrize("seed", [..., None, 0, -1])
async def test_a_seed_of_0_or_none_is_random_and_told(api: Native, seed: object) -> None:
    seeds = {(await api.create(seed=seed)).json()["seed"] for _ in range(2)}
    assert len(seeds) == 2
    assert 0 not in seeds


@pytest.mark.known("documented")
async def test_a_seed_is_kept(api: Native) -> None:
    assert (await api.create(seed=1874321)).json()["seed"] == 1874321


@pytest.mark.known("documented")
async def test_what_the_callback_needs_is_kept_with_the_task(api: Native) -> None:
    task = await api.created(payload="order 7", callback_url="https://hook.test/a?b=c")
    origin = task.origin
    assert (origin.dialect, origin.payload) == (Dialect.VIDU, "order 7")
    assert (origin.callback_url, origin.base_url) == (
        "https://hook.test/a?b=c",
        "http://reel.test:8080",
    )


@pytest.mark.known("documented")
async def test_a_task_is_queried_from_the_queue_to_its_clip(api: Native) -> None:
    task = await api.created(payload="order 7")
    queued = await api.query(task)
    assert (queued["id"], queued["state"], queued["creations"]) == (
        str(task.number),
        "queueing",
        [],
    )
    await api.ended(task)
    body = await api.query(task)
    assert (body["state"], body["err_code"], body["payload"]) == ("success", "", "order 7")
    (clip,) = body["creations"]
    video = await api.http.get(clip["url"], headers={"Authorization": ""})
    assert (video.status_code, video.headers["content-type"]) == (200, "video/mp4")
    assert video.content.endswith(b".mp4")
    cover = await api.http.get(clip["cover_url"], headers={"Authorization": ""})
    assert (cover.status_code, cover.headers["content-type"]) == (200, "image/jpeg")


@pytest.mark.known("documented")
async def test_a_task_being_rendered_is_processing(api: Native) -> None:
    task = await api.created()
    await api.begun(task)
    assert (await api.query(task))["state"] == "processing"


@pytest.mark.known("ours")
async def test_a_failed_task_is_answered_with_200_and_the_vendors_word(api: Native) -> None:
    task = await api.created()
    await api.endings.fail(task.id, "images[0]: could not be fetched (HTTP 404)")
    body = await api.query(task)
    assert (body["state"], body["err_code"]) == ("failed", "ImageDownloadFailure")


@pytest.mark.known("documented")
async def test_a_cancelled_task_has_failed_as_cancelled_by_its_user(api: Native) -> None:
    task = await api.created()
    answer = await api.cancel(task)
    assert (answer.status_code, answer.json()) == (200, {})
    body = await api.query(task)
    assert (body["state"], body["err_code"]) == ("failed", "UserCancelled")


@pytest.mark.known("ours")
async def test_a_task_being_rendered_can_be_cancelled_too(api: Native) -> None:
    task = await api.created()
    await api.begun(task)
    assert (await api.cancel(task)).json() == {}


@pytest.mark.known("documented")
async def test_an_ended_task_cannot_be_cancelled(api: Native) -> None:
    task = await api.created()
    await api.ended(task)
    answer = await api.cancel(task)
    assert problem(answer) == (400, "BadRequest")
    assert answer.json()["message"] == "task state is success, can not cancel"


@pytest.mark.known("ours")
async def test_a_cancel_needs_no_body(api: Native) -> None:
    task = await api.created()
    assert (await api.http.post(f"/ent/v2/tasks/{task.number}/cancel")).json() == {}


@pytest.mark.known("documented")
async def test_the_longest_payload_comes_back_whole(api: Native) -> None:
    payload = "é" * MAX_PAYLOAD
    task = await api.created(payload=payload)
    assert (await api.query(task))["payload"] == payload


@pytest.mark.known("observed")
@pytest.mark.parametrize("number", ["1", "-1", str(2**63 - 1)])
async def test_an_unknown_task_is_not_found(api: Native, number: str) -> None:
    answer = await api.http.get(f"/ent/v2/tasks/{number}/creations")
    assert problem(answer) == (404, "TaskNotFound")
    assert problem(await api.http.post(f"/ent/v2/tasks/{number}/cancel")) == (404, "TaskNotFound")


@pytest.mark.known("documented")
async def test_another_keys_task_is_not_found(api: Native) -> None:
    task = await api.created()
    _, other = await api.parts.keys.create("other")
    api.http.headers["authorization"] = f"Token {other}"
    answer = await api.http.get(f"/ent/v2/tasks/{task.number}/creations")
    assert problem(answer) == (404, "TaskNotFound")
    assert problem(await api.cancel(task)) == (404, "TaskNotFound")
    assert (await api.http.get("/ent/v2/tasks")).json()["tasks"] == []


@pytest.mark.known("documented")
async def test_a_full_queue_is_too_many_requests(parts: Backend, settings: Settings) -> None:
    async with serving(parts, settings.model_copy(update={"max_queue": 1})) as api:
        await api.created()
        answer = await api.create()
        assert problem(answer) == (429, "TooManyRequests")
        assert answer.headers["retry-after"] == "10"


@pytest.mark.known("ours")
async def test_a_fault_of_ours_says_nothing_but_its_trace_id(
    parts: Backend, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(parts.tasks, "find_number", broken)
    async with serving(parts, settings) as api:
        answer = await api.http.get("/ent/v2/tasks/1/creations")
    assert problem(answer) == (500, "InternalServiceFailure")
    assert "secret" not in answer.text


async def listed(api: Native, **query: object) -> tuple[list[str], str]:
    """Ids and next token of a list; ``__`` in a name stands for the dot."""
    params = {name.replace("__", "."): str(value) for name, value in query.items()}
    answer = await api.http.get("/ent/v2/tasks", params=params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [item["id"] for item in body["tasks"]], body["next_page_token"]


@pytest.mark.known("documented")
async def test_a_list_is_read_page_by_page_newest_first(api: Native) -> None:
    tasks = [await api.created() for _ in range(5)]
    newest = [str(task.number) for task in reversed(tasks)]
    first, token = await listed(api, pager__pagesz=2)
    second, further = await listed(api, pager__pagesz=2, pager__page_token=token)
    third, end = await listed(api, pager__pagesz=2, pager__page_token=further)
    assert (first, second, third, end) == (newest[:2], newest[2:4], newest[4:], "")
    assert (await listed(api, pager__page=1, pager__pagesz=2))[0] == newest[2:4]
    assert (await listed(api, paper__page=2, paper__pagesz=2)) == (newest[4:], "")
    assert (await listed(api, pager__page=9)) == ([], "")
    assert (await listed(api)) == (newest, "")


@pytest.mark.known("documented")
async def test_a_list_has_ten_tasks_unless_asked_for_more(api: Native) -> None:
    for _ in range(11):
        await api.created()
    assert len((await listed(api))[0]) == 10
    assert len((await listed(api, pager__pagesz=100))[0]) == 11


@pytest.mark.known("documented")
async def test_a_list_can_be_of_states(api: Native) -> None:
    queued, begun, ended = [await api.created() for _ in range(3)]
    await api.begun(begun)
    await api.ended(ended)
    numbers = {
        state: str(task.number) for state, task in zip("qbe", (queued, begun, ended), strict=True)
    }
    assert (await listed(api, states="processing"))[0] == [numbers["b"]]
    assert (await listed(api, states="success,queueing"))[0] == [numbers["e"], numbers["q"]]
    assert (await listed(api, states="created"))[0] == [numbers["q"]]
    repeated = await api.http.get("/ent/v2/tasks?states=processing&states=success")
    assert len(repeated.json()["tasks"]) == 2
    item = (await api.http.get("/ent/v2/tasks?states=success")).json()["tasks"][0]
    assert item["creations"][0]["video"]["fps"] == 24


@pytest.mark.known("documented")
async def test_a_list_can_be_of_a_span_of_time_and_goes_seven_days_back(api: Native) -> None:
    old, new = await api.created(), await api.created()
    await api.parts.database.all("ping")
    async with api.parts.database.transaction() as connection:
        await connection.execute(
            "update tasks set created_at = now() - interval '8 days' where id = %s", (old.id,)
        )
    now = datetime.now(UTC)
    week, month = (now - timedelta(days=days) for days in (7, 30))
    assert (await listed(api))[0] == [str(new.number)]
    assert (await listed(api, created_at__from=month.isoformat()))[0] == [
        str(new.number),
        str(old.number),
    ]
    span = {"created_at__from": month.isoformat(), "created_at__to": week.isoformat()}
    assert (await listed(api, **span))[0] == [str(old.number)]


@pytest.mark.known("ours")
async def test_tasks_of_the_hosted_dialect_are_seen_here_too(api: Native) -> None:
    body = {"images": [data_uri()], "prompt": "a red square drifts"}
    answer = await api.http.post(
        "/v3/async/vidu-q1-reference2video",
        json=body,
        headers={"Authorization": api.http.headers["authorization"].removeprefix("Token ")},
    )
    assert answer.status_code == 200, answer.text
    numbers, _ = await listed(api)
    made = await api.task(numbers[0])
    assert str(made.id) == answer.json()["task_id"]
    assert (await api.query(made))["state"] == "queueing"
    assert len(await api.parts.tasks.of_key(made.key_id, Wanted(limit=9))) == 1
