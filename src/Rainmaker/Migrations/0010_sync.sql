-- Other CRMs that a tenant reads and writes.

create table connection (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  source text not null check (source in ('hubspot', 'salesforce', 'pipedrive', 'nutshell', 'custom')),
  name text not null,
  -- The vendor's own where null.
  base_url text,
  api_version text,
  -- Of money that the CRM states without a currency.
  currency char(3) not null,
  -- Ours to theirs: {"deals": {"value": "amount_home"}}
  fields jsonb not null default '{}',
  -- Keys and tokens as one sealed JSON object, and the names of those that are set.
  secrets_sealed bytea not null,
  secrets_set text[] not null default '{}',
  is_active boolean not null default true,
  -- Leads captured here are written to it.
  takes_leads boolean not null default true,
  -- What people change here is written to it.
  writes_back boolean not null default true,
  -- Null: only when somebody asks.
  read_every_minutes integer check (read_every_minutes between 5 and 10080),
  state text not null default 'untested' check (state in ('untested', 'working', 'failing')),
  account text,
  scopes_found text[] not null default '{}',
  scopes_missing text[] not null default '{}',
  abilities jsonb not null default '[]',
  calls_left_today bigint,
  tested_at timestamptz,
  last_success_at timestamptz,
  last_error_kind text,
  last_error text,
  last_error_at timestamptz,
  -- Records that are linked, by kind.
  counts jsonb not null default '{}',
  -- Everything that changed there before this moment has been read, by kind.
  read_through jsonb not null default '{}',
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call protect('connection');

-- One reading of a CRM. The steps tell how far it is: a killed one goes on behind its last whole page.
create table sync_run (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  mode text not null check (mode in ('full', 'incremental')),
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
  steps jsonb not null default '[]',
  gaps jsonb not null default '[]',
  -- By kind: how many were held against the source, and how many were equal.
  comparison jsonb not null default '[]',
  asked_by uuid,
  created_at timestamptz not null,
  started_at timestamptz,
  moved_at timestamptz,
  finished_at timestamptz,
  attempts integer not null default 0,
  next_try_at timestamptz not null,
  lease uuid,
  leased_until timestamptz,
  error_kind text,
  error text,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connection (tenant_id, id) on delete cascade
);
-- Two readings of one CRM at once would spend its limits twice and write the same rows.
create unique index sync_run_open on sync_run (tenant_id, connection_id) where state in ('waiting', 'running');
create index sync_run_newest on sync_run (tenant_id, connection_id, created_at desc);
call protect('sync_run');

-- Which record of ours is which of theirs.
create table sync_link (
  tenant_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('owner', 'pipeline', 'stage', 'company', 'contact', 'lead', 'deal', 'activity')),
  external_id text not null,
  record_id uuid not null,
  state text not null default 'there' check (state in ('there', 'deleted', 'merged')),
  -- The id of theirs that took it over.
  merged_into text,
  -- Keyed digest of what they told last: equal means that there is nothing to do.
  told_hash bytea,
  -- What both sides last agreed on, field by field; sealed, because it holds addresses. Who changed a field since shows against it.
  agreed_sealed bytea,
  -- When they last changed it, as they say.
  changed_at timestamptz,
  seen_run_id uuid,
  seen_at timestamptz not null,
  primary key (tenant_id, connection_id, kind, external_id),
  foreign key (tenant_id, connection_id) references connection (tenant_id, id) on delete cascade
);
create index sync_link_record on sync_link (tenant_id, record_id);
create index sync_link_seen on sync_link (tenant_id, connection_id, kind, seen_run_id);
call protect('sync_link');

-- What is to be written to a CRM: one waiting row a record, whatever changed in it. What is written is read when it goes out.
create table crm_write (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('contact', 'lead', 'deal')),
  record_id uuid not null,
  state text not null default 'due' check (state in ('due', 'done', 'dead')),
  attempts integer not null default 0,
  next_try_at timestamptz not null,
  lease uuid,
  leased_until timestamptz,
  -- created, updated, unchanged
  outcome text,
  external_id text,
  error_kind text,
  last_error text,
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connection (tenant_id, id) on delete cascade
);
create unique index crm_write_waiting on crm_write (tenant_id, connection_id, kind, record_id) where state = 'due';
create index crm_write_due on crm_write (tenant_id, next_try_at) where state = 'due';
create index crm_write_newest on crm_write (tenant_id, connection_id, created_at desc);
call protect('crm_write');
