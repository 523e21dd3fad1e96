-- The pipeline as it stood, the weeks as they were reported, and findings that stay aside while nothing changes.

-- Changes when the case changes, not when a day passes: a dismissed finding comes back only then.
alter table finding add column fingerprint text not null default '';
-- Where the rows behind it are: a path of ours.
alter table finding add column rows_at text;

-- How long deals stay in a stage before they go on; learned from the past year.
create table stage_pace (
  tenant_id uuid not null,
  stage_id uuid not null,
  usual_days double precision not null,
  long_days double precision not null,
  learned_on date not null,
  primary key (tenant_id, stage_id),
  foreign key (tenant_id, stage_id) references stage (tenant_id, id) on delete cascade
);
call protect('stage_pace');

-- A moment at which all deals were written down as they stood.
create table deal_snapshot (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  taken_at timestamptz not null,
  -- The tenant's day whose end (so far) it shows.
  stands_for date not null,
  -- rebuilt: made later, from the journal of changes.
  origin text not null check (origin in ('daily', 'on_demand', 'rebuilt')),
  taken_by uuid,
  -- How many deals had changed since the one before.
  changed integer not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, taken_at)
);
create index deal_snapshot_day on deal_snapshot (tenant_id, stands_for desc, taken_at desc);
call protect('deal_snapshot');

-- One version of a deal, as the snapshots in [from_at, until_at) saw it: a day on which it does not change costs nothing.
create table deal_state (
  tenant_id uuid not null,
  deal_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null default 'infinity' check (until_at > from_at),
  name text not null,
  company text,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null check (status in ('open', 'won', 'lost')),
  -- Percent, 0 to 100.
  probability numeric(5, 2) not null,
  value numeric(18, 2),
  currency char(3) not null,
  base_value numeric(18, 2),
  owner_id uuid,
  source text not null,
  expected_close_date date,
  closed_on date,
  opened_at timestamptz not null,
  primary key (tenant_id, deal_id, from_at),
  foreign key (tenant_id, stage_id) references stage (tenant_id, id)
);
create unique index deal_state_current on deal_state (tenant_id, deal_id) where until_at = 'infinity';
-- What stood open at a moment, without touching the table.
create index deal_state_open on deal_state (tenant_id, until_at, from_at)
  include (pipeline_id, stage_id, owner_id, base_value, probability, expected_close_date) where status = 'open';
create index deal_state_settled on deal_state (tenant_id, until_at, from_at) include (pipeline_id, stage_id, owner_id, base_value, status) where status <> 'open';
-- What changed between two moments.
create index deal_state_began on deal_state (tenant_id, from_at);
create index deal_state_ended on deal_state (tenant_id, until_at) where until_at < 'infinity';
call protect('deal_state');

-- Open deals of each snapshot by stage and owner: trends are drawn without looking at deals. The zero id stands for nobody.
create table deal_snapshot_sum (
  tenant_id uuid not null,
  snapshot_id uuid not null,
  stage_id uuid not null,
  owner_id uuid not null,
  pipeline_id uuid not null,
  deals integer not null,
  -- In base currency.
  total numeric not null,
  weighted numeric not null,
  primary key (tenant_id, snapshot_id, stage_id, owner_id),
  foreign key (tenant_id, snapshot_id) references deal_snapshot (tenant_id, id)
);
call protect('deal_snapshot_sum');

-- A week that is over, as its report told it to those of one sight: all, a team, a user.
create table weekly_report (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  -- Its Monday.
  week date not null,
  sight text not null,
  content jsonb not null,
  made_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, week, sight)
);
call protect('weekly_report');

-- What was kept stays: by rights for the application, by triggers for everybody.
revoke update, delete on deal_snapshot, deal_snapshot_sum, deal_state, weekly_report from rainmaker_app;
grant update (until_at) on deal_state to rainmaker_app;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'What % holds is kept as it was: no %.', tg_table_name, lower(tg_op) using errcode = 'integrity_constraint_violation';
end $$;
create trigger kept before update or delete or truncate on deal_snapshot for each statement execute function refuse_change();
create trigger kept before update or delete or truncate on deal_snapshot_sum for each statement execute function refuse_change();
create trigger kept before update or delete or truncate on weekly_report for each statement execute function refuse_change();
create trigger kept before delete or truncate on deal_state for each statement execute function refuse_change();

-- A version may begin only after the latest snapshot, and end once, after it too: what a snapshot shows can never change.
create function begin_after_snapshots() returns trigger language plpgsql as $$
begin
  if exists (select from (select tenant_id, min(from_at) as at from fresh group by tenant_id) f
    where f.at <= (select max(s.taken_at) from deal_snapshot s where s.tenant_id = f.tenant_id)) then
    raise exception 'A version of a deal begins after the latest snapshot.' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger begins after insert on deal_state referencing new table as fresh for each statement execute function begin_after_snapshots();

create function end_once() returns trigger language plpgsql as $$
begin
  if exists (select from earlier e full join later l using (tenant_id, deal_id, from_at)
      where e.until_at is distinct from 'infinity' or (to_jsonb(l) - 'until_at') is distinct from (to_jsonb(e) - 'until_at'))
    or exists (select from (select tenant_id, min(until_at) as at from later group by tenant_id) l
      where l.at <= (select max(s.taken_at) from deal_snapshot s where s.tenant_id = l.tenant_id)) then
    raise exception 'A version of a deal only ends, once, after the latest snapshot.' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger ends after update on deal_state referencing old table as earlier new table as later for each statement execute function end_once();
