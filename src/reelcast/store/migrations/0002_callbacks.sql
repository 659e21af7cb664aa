-- What signs a key's webhooks, sealed with the server's secret; made when it is first needed.
alter table keys add column sealed_secret bytea;

-- `number` is the id in the vendor's own dialect, whose clients expect digits. `origin` is what the
-- dialect a task came through needs to answer and to call back. `cover` is a picture of the clip.
alter table tasks
    add column number bigint generated always as identity (start with 910000000000000000),
    add column origin jsonb not null default '{}',
    add column cover text;
create unique index tasks_by_number on tasks (number);
drop index tasks_of_key;
create index tasks_of_key on tasks (key_id, created_at desc, id desc);

-- A client's own name for a request, so that sending it twice does not render it twice.
create table idempotency (
    key_id     uuid not null references keys,
    name       text not null,
    body_hash  bytea not null,
    task_id    uuid not null references tasks on delete cascade,
    created_at timestamptz not null default now(),
    primary key (key_id, name)
);
create index idempotency_by_age on idempotency (created_at);

-- Every try to call somebody back, and what came of it.
create table deliveries (
    id         bigint generated always as identity primary key,
    task_id    uuid not null references tasks on delete cascade,
    event      text not null,
    attempt    integer not null,
    answer     integer,
    error      text not null default '',
    seconds    real not null,
    created_at timestamptz not null default now()
);
create index deliveries_of_task on deliveries (task_id, id);
