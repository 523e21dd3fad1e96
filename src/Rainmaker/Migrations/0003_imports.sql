-- What an import leaves behind besides its figures.
alter table import_run
  -- Looked only: nothing but this row and its rejections was written.
  add column is_dry boolean not null default false,
  -- Moves with every chunk: a run that says running and stands still was killed.
  add column moved_at timestamptz,
  -- The file's header, so that the rejected rows can be given back in the file's own columns.
  add column headers text[] not null default '{}';

create table import_rejection (
  tenant_id uuid not null,
  run_id uuid not null,
  -- Of the file, counted from 1, header included.
  line bigint not null,
  -- {"cells": [..], "why": ".."}; sealed, because cells hold addresses.
  row_sealed bytea not null,
  primary key (tenant_id, run_id, line),
  foreign key (tenant_id, run_id) references import_run (tenant_id, id) on delete cascade
);
call protect('import_rejection');
create index import_run_newest on import_run (tenant_id, started_at desc);
