-- People, leads, deals and what is done about them.

create table lead_source (
  tenant_id uuid not null references tenant (id),
  key text not null,
  label text not null,
  is_built_in boolean not null default false,
  -- Source-specific logic: required fields, default tags, priority, owner, names of fields in other tongues.
  required_fields text[] not null default '{}',
  default_tags text[] not null default '{}',
  default_priority text check (default_priority in ('hot', 'warm', 'cold')),
  default_owner_id uuid,
  field_aliases jsonb not null default '{}',
  primary key (tenant_id, key),
  foreign key (tenant_id, default_owner_id) references app_user (tenant_id, id)
);
call protect('lead_source');

create table company (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null,
  -- Folded, without the legal form: what two spellings of one company share.
  name_key text not null,
  domain text,
  industry text,
  size text,
  country char(2),
  region text,
  city text,
  owner_id uuid,
  external_id text,
  source text not null default 'manual',
  -- Where each value came from: {"industry": "typed"}
  origins jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user (tenant_id, id)
);
create index company_name_key on company (tenant_id, name_key);
create index company_domain on company (tenant_id, domain) where domain is not null;
call protect('company');

create table contact (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  company_id uuid,
  name text not null,
  first_name text,
  last_name text,
  job_title text,
  email_sealed bytea,
  email_hash bytea,
  phone_sealed bytea,
  phone_hash bytea,
  whatsapp_sealed bytea,
  whatsapp_hash bytea,
  country char(2),
  owner_id uuid,
  lead_id uuid,
  external_id text,
  source text not null default 'manual',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user (tenant_id, id)
);
create index contact_of_company on contact (tenant_id, company_id);
create index contact_email on contact (tenant_id, email_hash) where email_hash is not null;
create index contact_phone on contact (tenant_id, phone_hash) where phone_hash is not null;
call protect('contact');

create table assignment_rule (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  position integer not null,
  name text not null,
  is_active boolean not null default true,
  -- When: territory, skill and conditions on fields; all that are given must hold.
  territory_id uuid,
  skill text,
  -- Only those whose own territory covers the lead.
  by_territory boolean not null default false,
  conditions jsonb not null default '[]',
  -- To whom: a team or named users; empty means everyone who takes leads.
  team_id uuid,
  user_ids uuid[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, territory_id) references territory (tenant_id, id),
  foreign key (tenant_id, team_id) references team (tenant_id, id)
);
call protect('assignment_rule');

create table lead (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  external_id text,
  name text not null,
  first_name text,
  last_name text,
  job_title text,
  company text,
  company_id uuid,
  domain text,
  industry text,
  company_size text,
  -- ISO code, or as typed where no country is called that.
  country text,
  region text,
  city text,
  postal_code text,
  email_sealed bytea,
  email_hash bytea,
  phone_sealed bytea,
  phone_hash bytea,
  phone_verified boolean not null default false,
  whatsapp_sealed bytea,
  whatsapp_hash bytea,
  -- Keyed hash of normalised name and company.
  name_company_hash bytea,
  -- Keyed blocking hashes (local part, domain, last seven digits, sound of the name) for comparison inside a job.
  blocking_keys bytea[] not null default '{}',
  -- What was typed, where normalising changed it; sealed, because it holds addresses.
  typed_sealed bytea,
  source text not null,
  status text not null default 'new' check (status in ('new', 'contacted', 'qualified', 'disqualified', 'converted', 'spam')),
  spam_reason text,
  priority text not null default 'cold' check (priority in ('hot', 'warm', 'cold')),
  priority_origin text not null default 'computed' check (priority_origin in ('computed', 'manual')),
  prospective_type text check (prospective_type in ('individual', 'sme', 'corporate')),
  tags text[] not null default '{}',
  notes text,
  timeline text,
  budget text,
  decision_maker text,
  competitor text,
  consent jsonb,
  -- Fields of the public form that Rainmaker has no column for, capped.
  unmapped jsonb,
  ai_score numeric(5, 2),
  ai_qualification_summary text,
  score_reasons jsonb,
  -- What each step of the capture did and why: normalised, matched, enriched, spam, assigned.
  trace jsonb not null default '{}',
  -- Fields a person typed (never overwritten by an anonymous form), and values that newer ones displaced.
  typed_by_person text[] not null default '{}',
  older_values jsonb not null default '[]',
  first_touch jsonb,
  last_touch jsonb,
  owner_id uuid,
  deal_id uuid,
  converted_at timestamptz,
  first_contacted_at timestamptz,
  last_activity_at timestamptz,
  next_activity_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user (tenant_id, id)
);
create index lead_newest on lead (tenant_id, created_at desc, id desc) where deleted_at is null;
create index lead_status on lead (tenant_id, status, created_at desc, id desc);
create index lead_owner on lead (tenant_id, owner_id, status, created_at desc);
create index lead_score on lead (tenant_id, ai_score desc nulls last, id desc) where deleted_at is null;
create index lead_updated on lead (tenant_id, updated_at desc);
create index lead_email on lead (tenant_id, email_hash) where email_hash is not null;
create index lead_phone on lead (tenant_id, phone_hash) where phone_hash is not null;
create index lead_whatsapp on lead (tenant_id, whatsapp_hash) where whatsapp_hash is not null;
create index lead_name_company on lead (tenant_id, name_company_hash) where name_company_hash is not null;
create index lead_external on lead (tenant_id, external_id) where external_id is not null;
call protect('lead');

-- A likely match waits for a person: never merged in silence.
create table lead_match (
  tenant_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  other_lead_id uuid not null,
  weight numeric(6, 3) not null,
  evidence jsonb not null,
  state text not null default 'open' check (state in ('open', 'merged', 'separate', 'later')),
  -- The other lead is outside the sight of whoever typed this one: for the manager's review only.
  is_hidden boolean not null default false,
  settled_by uuid,
  settled_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, lead_id, other_lead_id),
  foreign key (tenant_id, lead_id) references lead (tenant_id, id),
  foreign key (tenant_id, other_lead_id) references lead (tenant_id, id)
);
create index lead_match_of_other on lead_match (tenant_id, other_lead_id);
call protect('lead_match');

-- Who got a lead, by which rule, and who was passed over and why.
create table lead_assignment (
  tenant_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  user_id uuid,
  rule text not null,
  reason text,
  trace jsonb not null,
  assigned_by uuid,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, lead_id) references lead (tenant_id, id),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id)
);
create index lead_assignment_lead on lead_assignment (tenant_id, lead_id, at);
create index lead_assignment_user on lead_assignment (tenant_id, at desc, user_id);
call protect('lead_assignment');

-- How the person came to us, each time.
create table lead_touch (
  tenant_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  at timestamptz not null,
  source text not null,
  medium text,
  campaign text,
  term text,
  content text,
  click_id text,
  referrer text,
  landing_page text,
  form_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, lead_id) references lead (tenant_id, id)
);
create index lead_touch_lead on lead_touch (tenant_id, lead_id, at);
call protect('lead_touch');

create table lead_signal (
  tenant_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  kind text not null,
  value text,
  origin text not null,
  at timestamptz not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, lead_id) references lead (tenant_id, id)
);
create index lead_signal_lead on lead_signal (tenant_id, lead_id, at);
call protect('lead_signal');

create table pipeline (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  key text not null,
  name text not null,
  is_default boolean not null default false,
  position integer not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
create unique index pipeline_default on pipeline (tenant_id) where is_default;
call protect('pipeline');

create table stage (
  tenant_id uuid not null,
  id uuid not null,
  pipeline_id uuid not null,
  key text not null,
  label text not null,
  position integer not null,
  kind text not null check (kind in ('open', 'won', 'lost')),
  -- Percent, 0 to 100; null where the stage says nothing.
  probability numeric(5, 2) check (probability between 0 and 100),
  stalled_after_days integer not null default 14 check (stalled_after_days between 1 and 3650),
  long_after_days integer not null default 30 check (long_after_days between 1 and 3650),
  leave_out_of_win_rate boolean not null default false,
  -- What must be there to enter: {value, expected_close_date, contact}
  entry_rules text[] not null default '{}',
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id, key),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id)
);
call protect('stage');

create table deal (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  external_id text,
  name text not null,
  company text,
  company_id uuid,
  contact_id uuid,
  lead_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null check (status in ('open', 'won', 'lost')),
  -- Percent, 0 to 100.
  probability numeric(5, 2) not null check (probability between 0 and 100),
  probability_origin text not null default 'stage' check (probability_origin in ('stage', 'manual')),
  value numeric(18, 2) check (value >= 0),
  currency char(3) not null,
  -- The value in the tenant's base currency, at the rate beside it.
  base_value numeric(18, 2),
  rate numeric(18, 8) not null default 1,
  source text not null default 'manual',
  product text,
  expected_close_date date,
  close_date_pushes integer not null default 0,
  closed_on date,
  lost_reason text,
  owner_id uuid,
  health_score numeric(5, 2),
  health_reasons jsonb,
  risk_level text check (risk_level in ('critical', 'warning', 'info')),
  notes text,
  tags text[] not null default '{}',
  -- Columns of an import that Rainmaker has no field for.
  unmapped jsonb,
  stage_entered_at timestamptz not null,
  -- A person's last change of stage, value or date.
  last_change_at timestamptz not null,
  last_activity_at timestamptz,
  next_activity_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, contact_id) references contact (tenant_id, id),
  foreign key (tenant_id, lead_id) references lead (tenant_id, id),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id),
  foreign key (tenant_id, stage_id) references stage (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user (tenant_id, id)
);
create index deal_stage on deal (tenant_id, stage_id, base_value desc nulls last, id) where deleted_at is null;
create index deal_owner on deal (tenant_id, owner_id, status) where deleted_at is null;
create index deal_updated on deal (tenant_id, updated_at desc);
create index deal_newest on deal (tenant_id, created_at desc, id desc) where deleted_at is null;
create index deal_of_company on deal (tenant_id, company_id) where company_id is not null;
create index deal_of_contact on deal (tenant_id, contact_id) where contact_id is not null;
create unique index deal_of_lead on deal (tenant_id, lead_id) where lead_id is not null and deleted_at is null;
create index deal_external on deal (tenant_id, external_id) where external_id is not null;
-- Answers the command center without touching the table.
create index deal_figures on deal (tenant_id, status, pipeline_id, stage_id)
  include (owner_id, base_value, probability, expected_close_date, closed_on, contact_id, created_at) where deleted_at is null;
call protect('deal');

create table deal_stage_change (
  tenant_id uuid not null,
  id uuid not null,
  deal_id uuid not null,
  from_stage_id uuid,
  to_stage_id uuid not null,
  from_probability numeric(5, 2),
  to_probability numeric(5, 2) not null,
  value numeric(18, 2),
  changed_by uuid,
  at timestamptz not null,
  -- How long the deal had been in the stage it left.
  seconds_in_stage bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, deal_id) references deal (tenant_id, id),
  foreign key (tenant_id, from_stage_id) references stage (tenant_id, id),
  foreign key (tenant_id, to_stage_id) references stage (tenant_id, id)
);
create index deal_stage_change_deal on deal_stage_change (tenant_id, deal_id, at);
call protect('deal_stage_change');

create table deal_contact (
  tenant_id uuid not null,
  deal_id uuid not null,
  contact_id uuid not null,
  role text,
  primary key (tenant_id, deal_id, contact_id),
  foreign key (tenant_id, deal_id) references deal (tenant_id, id),
  foreign key (tenant_id, contact_id) references contact (tenant_id, id)
);
create index deal_contact_contact on deal_contact (tenant_id, contact_id);
call protect('deal_contact');

-- Done or planned with someone. Partitioned by the month inside the UUIDv7 id, which is when it happened or is planned for.
create table activity (
  tenant_id uuid not null,
  id uuid not null,
  entity_type text not null check (entity_type in ('lead', 'opportunity', 'customer', 'company', 'contact')),
  entity_id uuid not null,
  kind text not null check (kind in ('call', 'email', 'whatsapp', 'meeting', 'task', 'note', 'proposal', 'quotation', 'stage_change', 'lead_created', 'deal_created')),
  description text not null,
  completed boolean not null default true,
  scheduled_at timestamptz,
  completed_at timestamptz,
  -- When it happened, or is planned for.
  at timestamptz not null,
  created_by uuid,
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id)
) partition by range (id);
create index activity_entity on activity (tenant_id, entity_id, at desc) where deleted_at is null;
create index activity_newest on activity (tenant_id, at desc) where deleted_at is null;
create index activity_planned on activity (tenant_id, created_by, scheduled_at) where not completed and deleted_at is null;
call protect('activity');
create table activity_other partition of activity default;

create table insight (
  tenant_id uuid not null,
  id uuid not null,
  -- stalled_deal_<deal id> and the like: one case, one row.
  key text not null,
  rule text not null,
  severity text not null check (severity in ('critical', 'warning', 'info')),
  deal_id uuid not null,
  title text not null,
  description text not null,
  recommendation text not null,
  action_type text not null check (action_type in ('email', 'call', 'schedule', 'update')),
  action_payload jsonb not null,
  evidence jsonb not null,
  -- Changes when the case changes, not when a day passes: a dismissed insight comes back only then.
  fingerprint text not null,
  state text not null default 'open' check (state in ('open', 'dismissed', 'acted', 'gone')),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  settled_by uuid,
  settled_at timestamptz,
  notified_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  foreign key (tenant_id, deal_id) references deal (tenant_id, id)
);
create index insight_open on insight (tenant_id, state, severity);
create index insight_deal on insight (tenant_id, deal_id);
call protect('insight');

create table forecast_snapshot (
  tenant_id uuid not null,
  id uuid not null,
  taken_on date not null,
  pipeline_id uuid not null,
  months jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, taken_on, pipeline_id),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id)
);
call protect('forecast_snapshot');

create table import_run (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind in ('leads', 'deals')),
  file_name text not null,
  mode text not null check (mode in ('create', 'update', 'upsert')),
  state text not null check (state in ('running', 'done', 'failed')),
  total integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  rejected integer not null default 0,
  -- What a reader must know about the figures: blank columns, spellings mended, users made.
  notices jsonb not null default '[]',
  started_by uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
call protect('import_run');

do $$ begin
  call ensure_months('activity', (now() - interval '27 months')::date, (now() + interval '3 months')::date);
end $$;
