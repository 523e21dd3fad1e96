-- Models learned from a tenant's own outcomes, and what they say of open leads and deals: apart from the rows they describe.
create table scoring_model (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind in ('lead', 'deal')),
  version int not null,
  state text not null check (state in ('in_use', 'replaced', 'refused')),
  has_evidence boolean not null,
  -- Outcomes learned from, those of them that came out well, and the time they span.
  outcomes int not null,
  positives int not null,
  since timestamptz not null,
  until timestamptz not null,
  -- Judged by outcomes its judges had not seen; null without evidence.
  figures jsonb,
  -- Columns by weight, strongest first.
  weights jsonb not null default '[]',
  -- Why it replaced the one before, or did not.
  why text not null,
  -- As text: jsonb would reorder the names that tell the kinds of columns apart.
  model text not null,
  -- Track records by source (leads) or owner (deals), for scoring one by itself.
  record jsonb not null default '{}',
  trained_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, kind, version)
);
create unique index scoring_model_in_use on scoring_model (tenant_id, kind) where state = 'in_use';
call protect('scoring_model');

create table learned_score (
  tenant_id uuid not null references tenant (id),
  kind text not null check (kind in ('lead', 'deal')),
  entity_id uuid not null,
  model_id uuid not null,
  score int not null check (score between 0 and 100),
  probability numeric(7, 6) not null check (probability between 0 and 1),
  reasons jsonb not null,
  missing jsonb not null,
  -- What the model was given.
  features jsonb not null,
  scored_at timestamptz not null,
  primary key (tenant_id, kind, entity_id),
  foreign key (tenant_id, model_id) references scoring_model (tenant_id, id)
);
call protect('learned_score');

-- What became of earlier leads of the same company and address.
create index lead_settled_company on lead (tenant_id, lower(company)) where status in ('converted', 'disqualified') and deleted_at is null;
create index lead_settled_domain on lead (tenant_id, domain) where status in ('converted', 'disqualified') and deleted_at is null;
