-- What the command center needs beside the sales tables, the schedule's schema, and reporting under the names of seed 000.

create index contact_of_lead on contact (tenant_id, lead_id) where lead_id is not null;
create index insight_untold on insight (tenant_id) where state = 'open' and notified_at is null;
create index notification_unread on notification (tenant_id, user_id) where read_at is null;

-- Quartz makes and keeps its tables here, as the owner.
create schema quartz;

-- For reports by SQL. They run with the rights of whoever asks, so row-level security holds behind them.
create view sales_leads with (security_invoker = true) as
  -- Addresses are sealed under the tenant's key: SQL cannot read them.
  select l.id, l.tenant_id, l.external_id, null::text as email, l.first_name, l.last_name, l.company, l.source, l.status,
    l.status = 'converted' as is_converted, l.status = 'spam' as is_spam, l.ai_score, l.ai_qualification_summary, l.created_at, l.updated_at
  from lead l where l.deleted_at is null;

create view deals with (security_invoker = true) as
  select d.id, d.tenant_id, d.name, d.company, d.base_value as value, s.key as stage, d.probability, d.source, d.health_score, d.risk_level,
    d.expected_close_date::timestamp as expected_close_date, d.created_at, d.updated_at
  from deal d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id where d.deleted_at is null;

create view sales_activities with (security_invoker = true) as
  select a.id, a.tenant_id, a.entity_id as deal_id, a.created_by as user_id, a.kind as type, a.description, a.at as timestamp
  from activity a where a.entity_type = 'opportunity' and a.deleted_at is null;

create view saas_audit_logs with (security_invoker = true) as
  select a.id, a.tenant_id, a.actor_id as user_id, a.action, a.resource_type, a.resource_id, a.outcome, a.detail -> 'metadata' as metadata, a.at as timestamp
  from audit a;

grant select on sales_leads, deals, sales_activities, saas_audit_logs to rainmaker_app;
