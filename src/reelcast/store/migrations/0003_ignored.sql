-- What the request decides and the engine that rendered it does not obey.
alter table tasks add column ignored text[] not null default '{}';
