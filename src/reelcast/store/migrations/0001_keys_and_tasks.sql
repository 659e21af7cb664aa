-- Keys are random, so a plain SHA-256 of them is enough: there is nothing to guess.
create table keys (
    id          uuid primary key,
    name        text not null,
    hash        bytea not null unique,
    created_at  timestamptz not null default now(),
    revoked_at  timestamptz
);

-- `attempt` only ever grows: it is the fence that keeps a worker thought dead from writing.
-- `handed_back` counts attempts given up by a stopping worker; they are not held against the task.
create table tasks (
    id          uuid primary key,
    key_id      uuid not null references keys,
    engine      text not null,
    generation  jsonb not null,
    sources     jsonb not null,
    status      text not null,
    attempt     integer not null default 0,
    handed_back integer not null default 0,
    percent     integer not null default 0,
    eta         integer,
    reason      text not null default '',
    video       text,
    created_at  timestamptz not null default now(),
    started_at  timestamptz,
    finished_at timestamptz
);

create index tasks_open on tasks (created_at)
    where status in ('TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING');
create index tasks_of_key on tasks (key_id, created_at desc, id);
create index tasks_finished on tasks (finished_at) where finished_at is not null;
create index tasks_with_video on tasks (finished_at) where video is not null;
