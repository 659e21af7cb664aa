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
insert into tasks (id, key_id, engine, generation, sources, status)
values (%(id)s, %(key_id)s, %(engine)s, %(generation)s, %(sources)s, 'TASK_STATUS_QUEUED')
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

-- name: advance
-- Progress of one attempt; nothing happens when it is no longer the task's attempt.
update tasks set percent = greatest(percent, %(percent)s), eta = %(eta)s
where id = %(id)s and attempt = %(attempt)s and status = 'TASK_STATUS_PROCESSING'
returning id;

-- name: succeed
-- The good ending, written by the attempt that made the video.
update tasks
set status = 'TASK_STATUS_SUCCEED', percent = 100, eta = 0, video = %(video)s, finished_at = now()
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
  )
order by t.created_at limit 100
for update of t skip locked;

-- name: expired_videos
-- Ended tasks whose video has been kept long enough.
select id, video from tasks
where video is not null and finished_at < now() - make_interval(secs => %(keep)s)
order by finished_at limit 500;

-- name: forget_video
-- The video was removed; the task's record stays.
update tasks set video = null where id = %(id)s;

-- name: delete_expired_tasks
-- Ended tasks that have been kept long enough and have no video left.
delete from tasks where finished_at < now() - make_interval(secs => %(keep)s) and video is null;

-- name: references_in_use
-- The stored images that open tasks will still need.
select distinct source ->> 'sha256' as sha256
from tasks, jsonb_array_elements(sources) as source
where status in ('TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING') and source ->> 'sha256' is not null;

-- name: videos_known
-- Which of these artifact names belong to a task.
select video from tasks where video = any(%(names)s);

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
