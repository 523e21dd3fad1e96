-- What is learned from a tenant's own past and watched day by day.

create table learned_outlook (
  tenant_id uuid not null,
  id uuid not null,
  -- The zero id stands for all pipelines together.
  pipeline_id uuid not null,
  made_on date not null,
  made_at timestamptz not null,
  content jsonb not null,
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id)
);
call protect('learned_outlook');

create table pipeline_snapshot (
  tenant_id uuid not null,
  id uuid not null,
  pipeline_id uuid not null,
  taken_on date not null,
  deals integer not null,
  total numeric not null,
  weighted numeric not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id, taken_on),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id)
);
call protect('pipeline_snapshot');

-- Something unusual that is about no single deal: a rep's week, a source, a stage, a pipeline.
create table finding (
  tenant_id uuid not null,
  id uuid not null,
  -- One case, one row: what, of whom, when.
  key text not null,
  scope text not null check (scope in ('rep', 'source', 'stage', 'tenant', 'pipeline')),
  -- Whose it is; null concerns the whole tenant.
  owner_id uuid,
  severity text not null check (severity in ('critical', 'warning', 'info')),
  title text not null,
  description text not null,
  recommendation text not null,
  evidence jsonb not null,
  state text not null default 'open' check (state in ('open', 'dismissed', 'acted', 'gone')),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  settled_by uuid,
  settled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
create index finding_open on finding (tenant_id, state);
call protect('finding');
