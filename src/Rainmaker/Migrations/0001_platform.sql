-- Tenancy, people who sign in, events, audit and the other things that know nothing of sales.
-- Run by the owner role. The application connects as rainmaker_app, which owns nothing and bypasses nothing.

create extension if not exists pg_trgm;

do $$ begin
  if not exists (select from pg_roles where rolname = 'rainmaker_app') then
    create role rainmaker_app login nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  -- Owns the few look-ups that run before a tenant is known, and nothing else.
  if not exists (select from pg_roles where rolname = 'rainmaker_lookup') then
    create role rainmaker_lookup nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  execute format('grant rainmaker_lookup to %I', current_user);
end $$;

revoke all on schema public from public;
grant usage on schema public to rainmaker_app, rainmaker_lookup;
-- So that the health page can tell whether all migrations have run.
grant select on schema_migration to rainmaker_app;

-- Puts a table behind row-level security. Every table with a tenant_id passes through here once.
-- After a transaction-local set_config the setting reverts to '', not to null, hence the nullif.
create procedure protect(guarded regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('alter table %s force row level security', guarded);
  execute format('create policy tenant on %s to rainmaker_app using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid) with check (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid)', guarded);
  -- Where the owner is not a superuser, forced row-level security binds it too: migrations and backups must still see all rows.
  execute format('create policy owner on %s to %I using (true) with check (true)', guarded, current_user);
  execute format('grant select, insert, update, delete on %s to rainmaker_app', guarded);
end $$;

-- The directory of tenants: names only, no secret, so that jobs can walk it without seeing into any of them.
create table tenant (
  id uuid primary key,
  key text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  created_at timestamptz not null
);
grant select, insert, update on tenant to rainmaker_app;

create table tenant_setting (
  tenant_id uuid primary key references tenant (id),
  currency char(3) not null,
  time_zone text not null,
  region char(2) not null,
  culture text not null default 'en-GB',
  plan text not null default 'unlimited' check (plan in ('free', 'solo', 'team', 'enterprise', 'unlimited')),
  is_demo boolean not null default false,
  data_key_sealed bytea not null,
  hash_key_sealed bytea not null,
  -- Fixed rates into the base currency, by ISO code: {"USD": 0.92}
  rates jsonb not null default '{}',
  -- Settings of the judging parts by name (score_card, risk, ideal_customer, spam ...); what is absent has its default.
  judgement jsonb not null default '{}',
  updated_at timestamptz not null
);
call protect('tenant_setting');

create table team (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call protect('team');

create table app_user (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null,
  role text not null check (role in ('admin', 'sales_manager', 'sales_rep', 'customer_success')),
  team_id uuid,
  is_active boolean not null default true,
  -- Imported owners are users without sign-in.
  can_sign_in boolean not null default true,
  takes_leads boolean not null default false,
  capacity_per_day integer not null default 20 check (capacity_per_day between 0 and 10000),
  skills text[] not null default '{}',
  territory_ids uuid[] not null default '{}',
  user_name text,
  normalized_user_name text,
  email text,
  normalized_email text,
  email_confirmed boolean not null default false,
  password_hash text,
  security_stamp text,
  concurrency_stamp text,
  phone_number text,
  phone_number_confirmed boolean not null default false,
  two_factor_enabled boolean not null default false,
  lockout_end timestamptz,
  lockout_enabled boolean not null default true,
  access_failed_count integer not null default 0,
  created_at timestamptz not null,
  last_signed_in_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, team_id) references team (tenant_id, id)
);
create unique index app_user_email on app_user (tenant_id, normalized_email);
create index app_user_sign_in on app_user (normalized_email) where can_sign_in;
call protect('app_user');

create table territory (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null,
  -- ISO country codes, regions and postal code prefixes; empty means any.
  countries text[] not null default '{}',
  regions text[] not null default '{}',
  postal_prefixes text[] not null default '{}',
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call protect('territory');

create table absence (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  from_day date not null,
  to_day date not null,
  reason text,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id),
  check (to_day >= from_day)
);
create index absence_user on absence (tenant_id, user_id, to_day);
call protect('absence');

create table api_token (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null,
  role text not null check (role in ('admin', 'sales_manager', 'sales_rep', 'customer_success')),
  -- Acts as this user; null acts for the tenant as nobody in particular.
  user_id uuid,
  hash bytea not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id)
);
create unique index api_token_hash on api_token (tenant_id, hash);
create index api_token_lookup on api_token (hash);
call protect('api_token');

-- A public capture form: its key is printed in the page that embeds it, so it is no secret.
create table form (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  key text not null,
  name text not null,
  source text not null default 'website',
  -- Empty means any.
  allowed_origins text[] not null default '{}',
  redirect_urls text[] not null default '{}',
  -- Silent forms always answer ok and never tell whether the person is known.
  is_silent boolean not null default false,
  is_active boolean not null default true,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
create index form_lookup on form (key);
call protect('form');

-- The three look-ups that run before the tenant is known. Nothing else bypasses the tenant filter.
create policy lookup on app_user for select to rainmaker_lookup using (true);
create policy lookup on api_token for select to rainmaker_lookup using (true);
create policy lookup on form for select to rainmaker_lookup using (true);
grant select (tenant_id, id, normalized_email, can_sign_in, is_active) on app_user to rainmaker_lookup;
grant select (tenant_id, id, hash) on api_token to rainmaker_lookup;
grant select (tenant_id, id, key) on form to rainmaker_lookup;

create function find_sign_in(wanted text) returns table (tenant_id uuid, user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select u.tenant_id, u.id from app_user u where u.normalized_email = wanted and u.can_sign_in and u.is_active $$;
create function find_api_token(wanted bytea) returns table (tenant_id uuid, token_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select t.tenant_id, t.id from api_token t where t.hash = wanted $$;
create function find_form(wanted text) returns table (tenant_id uuid, form_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select f.tenant_id, f.id from form f where f.key = wanted $$;

grant create on schema public to rainmaker_lookup;
alter function find_sign_in(text) owner to rainmaker_lookup;
alter function find_api_token(bytea) owner to rainmaker_lookup;
alter function find_form(text) owner to rainmaker_lookup;
revoke create on schema public from rainmaker_lookup;
revoke all on function find_sign_in(text), find_api_token(bytea), find_form(text) from public;
grant execute on function find_sign_in(text), find_api_token(bytea), find_form(text) to rainmaker_app;

-- What happened, append-only, written in the transaction of the change.
-- Partitioned by the month inside the UUIDv7, so that the key stays (tenant_id, id).
create table event (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  entity_type text not null,
  entity_id uuid not null,
  -- Who owned the record then: decides who may see the message.
  owner_id uuid,
  actor_id uuid,
  at timestamptz not null,
  data jsonb not null default '{}',
  -- Readers that follow the table stop below the oldest running transaction: late commits hide behind newer ids.
  txid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id)
) partition by range (id);
create index event_tail on event (tenant_id, txid, id);
create index event_entity on event (tenant_id, entity_id, id);
call protect('event');
create table event_other partition of event default;

create table delivery (
  tenant_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  subscriber text not null,
  state text not null default 'due' check (state in ('due', 'done', 'dead')),
  attempts integer not null default 0,
  next_try_at timestamptz not null,
  -- Claimed until then; a worker that comes back later finds its claim gone.
  leased_until timestamptz,
  lease uuid,
  last_error text,
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, event_id, subscriber)
);
create index delivery_due on delivery (tenant_id, next_try_at) where state = 'due';
create index delivery_dead on delivery (tenant_id, created_at) where state = 'dead';
call protect('delivery');

create table audit (
  tenant_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'token', 'system', 'public')),
  action text not null,
  resource_type text not null,
  resource_id uuid,
  outcome text not null check (outcome in ('success', 'denied', 'failed')),
  -- {"before": .., "after": .., "metadata": ..}; json, not jsonb: the digest covers the text as written.
  detail json not null,
  digest bytea not null,
  txid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id)
);
create index audit_unsealed on audit (tenant_id, txid, id);
create index audit_resource on audit (tenant_id, resource_id, id);
call protect('audit');

-- The chain over the digests, written in order by one sealer right after.
create table audit_seal (
  tenant_id uuid not null,
  position bigint not null,
  audit_id uuid not null,
  txid xid8 not null,
  chain bytea not null,
  primary key (tenant_id, position),
  unique (tenant_id, audit_id)
);
call protect('audit_seal');

create table notification (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  event_id uuid not null,
  kind text not null,
  title text not null,
  entity_type text,
  entity_id uuid,
  at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, user_id, event_id),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id)
);
create index notification_newest on notification (tenant_id, user_id, at desc);
call protect('notification');

create table idempotency_key (
  tenant_id uuid not null,
  caller uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  -- Null while the first request is still running.
  status integer,
  content_type text,
  headers jsonb,
  answer bytea,
  created_at timestamptz not null,
  primary key (tenant_id, caller, key)
);
create index idempotency_key_age on idempotency_key (tenant_id, created_at);
call protect('idempotency_key');

create table plan_usage (
  tenant_id uuid not null,
  hour timestamptz not null,
  used bigint not null,
  primary key (tenant_id, hour)
);
call protect('plan_usage');

-- Creates the monthly partitions of a table partitioned by UUIDv7, from the month of first_day to the month of last_day.
-- Granted to nobody: rows are reached through the parent, where the policy stands.
create procedure ensure_months(parent regclass, first_day date, last_day date) language plpgsql as $$
declare
  month date := date_trunc('month', first_day);
  lower uuid; upper uuid; part text;
begin
  while month <= last_day loop
    lower := (lpad(to_hex((extract(epoch from month::timestamp at time zone 'UTC') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
    upper := (lpad(to_hex((extract(epoch from (month + interval '1 month')::timestamp at time zone 'UTC') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
    part := parent::text || to_char(month, '_YYYYMM');
    if to_regclass(part) is null then
      execute format('create table %I partition of %s for values from (%L) to (%L)', part, parent, lower, upper);
    end if;
    month := month + interval '1 month';
  end loop;
end $$;

do $$ begin
  call ensure_months('event', (now() - interval '1 month')::date, (now() + interval '3 months')::date);
end $$;
