-- Who may be one: leads, and also companies and contacts; found by a scan as well. Merges keep what they moved, so that they can be undone.

alter table lead_match
  add column kind text not null default 'lead' check (kind in ('lead', 'company', 'contact')),
  drop constraint lead_match_tenant_id_lead_id_fkey,
  drop constraint lead_match_tenant_id_other_lead_id_fkey;
create index lead_match_open on lead_match (tenant_id, kind, state, weight desc);

create table record_merge (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind in ('lead', 'company', 'contact')),
  survivor_id uuid not null,
  merged_id uuid not null,
  -- The columns of the survivor that were changed, before and after; what is secret stays sealed in it.
  before jsonb not null,
  after jsonb not null,
  -- {"activity": ["id", ...]}: the rows that were moved from the one to the other.
  moved jsonb not null,
  merged_by uuid,
  merged_at timestamptz not null,
  undone_by uuid,
  undone_at timestamptz,
  primary key (tenant_id, id)
);
create unique index record_merge_merged on record_merge (tenant_id, merged_id) where undone_at is null;
create index record_merge_survivor on record_merge (tenant_id, survivor_id);
call protect('record_merge');

create table match_scan (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  state text not null check (state in ('running', 'done', 'failed')),
  step text not null,
  done integer not null default 0,
  total integer not null default 0,
  found integer not null default 0,
  -- Whether answers of reviewers were enough to learn from.
  learned boolean not null default false,
  started_by uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index match_scan_latest on match_scan (tenant_id, started_at desc);
call protect('match_scan');
