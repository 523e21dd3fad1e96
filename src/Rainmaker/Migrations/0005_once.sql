-- A request with a key runs once. Whoever runs it holds the claim; the commit of its effect checks the claim and leaves its mark in the same
-- transaction, so that neither a kill nor a second runner can make it happen twice.
alter table idempotency_key
  add column claim uuid not null,
  add column claimed_at timestamptz not null,
  -- What was done: [{"kind": .., "entity_type": .., "entity_id": ..}]; null while nothing is committed.
  add column effect jsonb;
