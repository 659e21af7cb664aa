-- Every statement Reelcast sends, by name. Parameters are %(named)s.

-- name: insert_key
-- A new key; only its hash is kept.
insert into keys (id, name, hash) values (%(id)s, %(name)s, %(hash)s)
returning id, name, created_at, revoked_at;

-- name: key_by_hash
-- The key whose secret a client sent, unless it was revoked.
select id, name, created_at, revoked_at from keys where hash = %(hash)s and revoked_at is null;

-- name: list_keys
-- All keys, oldest first.
select id, name, created_at, revoked_at from keys order by created_at, id;

-- name: revoke_key
-- Ends a key; its tasks stay.
update keys set revoked_at = coalesce(revoked_at, now()) where id = %(id)s
returning id, name, created_at, revoked_at;

-- name: lock_key_creation
-- Held while the first key is made, so that two servers starting at once make one.
select pg_advisory_xact_lock(7239463140417);

-- name: insert_task
-- A task as it was accepted.
insert into tasks (id, key_id, engine, generation, sources, origin, status)
values (
    %(id)s, %(key_id)s, %(engine)s, %(generation)s, %(sources)s, %(origin)s, 'TASK_STATUS_QUEUED'
)
returning *;

-- name: count_open_tasks
-- How many tasks have not ended, counted no further than the limit asked.
select count(*) as open from (
    select 1 from tasks where status in ('TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING')
    limit %(limit)s
) as counted;

-- name: task
-- One task, whoever owns it.
select * from tasks where id = %(id)s;

-- name: task_of_key
-- One task, if it belongs to the key.
select * from tasks where id = %(id)s and key_id = %(key_id)s;

-- name: tasks_by_id
-- Those of the tasks that are there, whoever owns them.
select * from tasks where id = any(%(ids)s);

-- name: task_by_number
-- One task by the id it has in dialects whose ids are digits, if it belongs to the key.
select * from tasks where number = %(number)s and key_id = %(key_id)s;

-- name: tasks_of_key
-- A key's tasks, newest first, from a place in the list on.
select * from tasks
where key_id = %(key_id)s
  and (%(statuses)s::text[] is null or status = any(%(statuses)s))
  and (%(created_from)s::timestamptz is null or created_at >= %(created_from)s)
  and (%(created_to)s::timestamptz is null or created_at < %(created_to)s)
  and (
    %(after_time)s::timestamptz is null
    or (created_at, id) < (%(after_time)s::timestamptz, %(after_id)s::uuid)
  )
order by created_at desc, id desc limit %(limit)s;

-- name: tasks_of_key_oldest_first
-- The same list from its other end.
select * from tasks
where key_id = %(key_id)s
  and (%(statuses)s::text[] is null or status = any(%(statuses)s))
  and (%(created_from)s::timestamptz is null or created_at >= %(created_from)s)
  and (%(created_to)s::timestamptz is null or created_at < %(created_to)s)
  and (
    %(after_time)s::timestamptz is null
    or (created_at, id) > (%(after_time)s::timestamptz, %(after_id)s::uuid)
  )
order by created_at, id limit %(limit)s;

-- name: delete_task
-- A task's record, once it has ended.
delete from tasks where id = %(id)s and finished_at is not null returning *;

-- name: lock_name
-- Held while one idempotent request is looked up and, if new, accepted.
select pg_advisory_xact_lock(hashtextextended(%(name)s, 7239463140));

-- name: idempotent_task
-- What an idempotent request was answered with, for as long as that is kept.
select body_hash, task_id from idempotency
where key_id = %(key_id)s and name = %(name)s
  and created_at > now() - make_interval(secs => %(keep)s);

-- name: remember_idempotent
-- The task of an idempotent request; an expired one of the same name is replaced.
insert into idempotency (key_id, name, body_hash, task_id)
values (%(key_id)s, %(name)s, %(body_hash)s, %(task_id)s)
on conflict (key_id, name) do update
set body_hash = excluded.body_hash, task_id = excluded.task_id, created_at = now();

-- name: delete_expired_idempotency
-- Names that may be used again.
delete from idempotency where created_at < now() - make_interval(secs => %(keep)s);

-- name: insert_delivery
-- One try to call somebody back; nothing when the task was deleted meanwhile.
insert into deliveries (task_id, event, attempt, answer, error, seconds)
select id, %(event)s, %(attempt)s, %(answer)s, %(error)s, %(seconds)s
from tasks where id = %(task_id)s for key share
returning task_id;

-- name: deliveries
-- All tries to call back about a task, oldest first.
select event, attempt, answer, error, seconds, created_at from deliveries
where task_id = %(task_id)s order by id;

-- name: sealed_secret
-- A key's signing secret, sealed.
select sealed_secret from keys where id = %(id)s;

-- name: keep_sealed_secret
-- Gives a key its signing secret, unless another process was quicker.
update keys set sealed_secret = coalesce(sealed_secret, %(sealed)s) where id = %(id)s
returning sealed_secret;

-- name: newest_tasks
-- The newest tasks of all keys.
select * from tasks order by created_at desc, id limit %(limit)s;

-- name: fill_sources
-- Where the task's images are now stored, once they have been fetched.
update tasks set sources = %(sources)s where id = %(id)s and status = any(%(origins)s)
returning *;

-- name: begin_attempt
-- Claims the task for one attempt; the attempt's number fences off every earlier worker.
update tasks
set status = 'TASK_STATUS_PROCESSING', attempt = attempt + 1, percent = 0, eta = null,
    started_at = coalesce(started_at, now())
where id = %(id)s and status = any(%(origins)s)
returning *;

-- name: note_ignored
-- What the engine of this attempt does not obey.
update tasks set ignored = %(ignored)s
where id = %(id)s and attempt = %(attempt)s and status = 'TASK_STATUS_PROCESSING'
returning id;

-- name: advance
-- Progress of one attempt; nothing happens when it is no longer the task's attempt.
update tasks set percent = greatest(percent, %(percent)s), eta = %(eta)s
where id = %(id)s and attempt = %(attempt)s and status = 'TASK_STATUS_PROCESSING'
returning id;

-- name: succeed
-- The good ending, written by the attempt that made the video.
update tasks
set status = 'TASK_STATUS_SUCCEED', percent = 100, eta = 0, video = %(video)s, cover = %(cover)s,
    finished_at = now()
where id = %(id)s and attempt = %(attempt)s and status = any(%(origins)s)
returning *;

-- name: fail
-- The other ending; `attempt` null writes it whichever attempt is under way.
update tasks
set status = 'TASK_STATUS_FAILED', eta = 0, reason = %(reason)s, finished_at = now()
where id = %(id)s and attempt = coalesce(%(attempt)s::integer, attempt) and status = any(%(origins)s)
returning *;

-- name: requeue
-- Gives up an attempt; `handed_back` 1 when the task is not to blame.
update tasks
set status = 'TASK_STATUS_QUEUED', eta = null, handed_back = handed_back + %(handed_back)s
where id = %(id)s and attempt = %(attempt)s and status = any(%(origins)s)
returning *;

-- name: tasks_without_job
-- Open tasks that no waiting or running job will ever end: their job was lost on the way.
select t.* from tasks t
where t.status in ('TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING')
  and t.created_at < now() - interval '5 seconds'
  and not exists (
    select 1 from procrastinate_jobs j
    where j.status in ('todo', 'doing') and j.args ->> 'task_id' = t.id::text
      and j.task_name <> 'deliver'
  )
order by t.created_at limit 100
for update of t skip locked;

-- name: expired_videos
-- Ended tasks whose video has been kept long enough.
select id, video from tasks
where video is not null and finished_at < now() - make_interval(secs => %(keep)s)
order by finished_at limit 500;

-- name: forget_video
-- The video was removed, and its cover is nobody's any more; the task's record stays.
update tasks set video = null, cover = null where id = %(id)s;

-- name: delete_expired_tasks
-- Ended tasks that have been kept long enough and have no video left.
delete from tasks where finished_at < now() - make_interval(secs => %(keep)s) and video is null;

-- name: references_in_use
-- The stored images that open tasks will still need.
select distinct source ->> 'sha256' as sha256
from tasks, jsonb_array_elements(sources) as source
where status in ('TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING') and source ->> 'sha256' is not null;

-- name: videos_known
-- Which of these artifact names belong to a task, as its video or its cover.
select video as name from tasks where video = any(%(names)s)
union all
select cover from tasks where cover = any(%(names)s);

-- name: delete_ended_jobs
-- The queue's own records of jobs that are over.
delete from procrastinate_jobs
where status in ('succeeded', 'failed', 'cancelled', 'aborted')
  and id < (select coalesce(max(id), 0) - 1000 from procrastinate_jobs);

-- name: try_upkeep
-- One upkeep at a time in the whole installation; freed with the transaction.
select pg_try_advisory_xact_lock(7239463140418) as mine;

-- name: ping
-- Is the database there?
select 1 as ok;
