-- Sign-ins that are open. The cookie carries the tenant's id and a random secret; only its SHA-256 is kept.
create table session (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  user_id uuid not null,
  hash bytea not null,
  -- The user's security stamp at sign-in: a session whose stamp is an older one has ended.
  stamp text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, hash),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id)
);
create index session_of_user on session (tenant_id, user_id);
call protect('session');

-- Keys that seal form tokens and flash cookies, themselves sealed under the master key. They belong to the installation, not to a tenant.
create table protection_key (
  name text primary key,
  sealed bytea not null,
  created_at timestamptz not null
);
grant select, insert on protection_key to rainmaker_app;
