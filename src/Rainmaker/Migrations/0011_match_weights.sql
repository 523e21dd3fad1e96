-- What the last search for duplicates estimated of a tenant's leads: a capture judges single pairs by it. It holds no address and no number.
create table match_weights (
  tenant_id uuid primary key references tenant (id),
  -- The search that estimated them, and how many leads it looked at.
  scan_id uuid not null,
  records integer not null,
  -- As text: it is read whole and never asked.
  weights text not null
);
call protect('match_weights');
