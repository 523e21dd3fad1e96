using Rainmaker.Platform.Files;

namespace Rainmaker.Deals;

/// <summary>What a column of a file of deals can mean, with the names other systems and both schemas of seed 003 have for it.</summary>
static class ImportDealFields
{
    public static readonly ImportField ExternalId = new("external_id", "id", "deal_id", "opportunity_id", "record_id");
    public static readonly ImportField Name = new("deal_name", "name", "deal", "opportunity_name", "opportunity", "title");
    public static readonly ImportField Company = new("company", "company_name", "account", "account_name", "organization", "organisation", "customer", "client");
    public static readonly ImportField Owner = new("assigned_to", "owner", "owner_id", "owner_name", "owner_email", "deal_owner", "opportunity_owner", "sales_agent", "sales_rep", "salesperson", "rep");
    public static readonly ImportField Stage = new("deal_stage", "stage", "stage_name", "status", "pipeline_stage");
    public static readonly ImportField Pipeline = new("pipeline", "pipeline_name");
    public static readonly ImportField Value = new("value_estimate", "value", "amount", "deal_value", "close_value", "revenue", "deal_amount");
    public static readonly ImportField Currency = new("currency", "currency_code", "deal_currency");
    public static readonly ImportField Probability = new("probability", "win_probability", "chance", "deal_probability");
    public static readonly ImportField Expected = new("expected_close_date", "expected_close", "expected_closing_date", "forecast_close_date");
    public static readonly ImportField ClosedOn = new("closed_on", "closed_at", "closed_date", "date_closed", "actual_close_date", "won_date");

    /// <summary>What CRMs call both: the day it was settled where it is, the day it is expected on where it is not.</summary>
    public static readonly ImportField CloseDate = new("close_date", "closing_date");
    public static readonly ImportField CreatedAt = new("created_at", "created", "create_date", "date_created", "created_date", "opened_at", "engage_date", "start_date");

    /// <summary>The stage a settled deal lay in before; files of today's state do not tell it.</summary>
    public static readonly ImportField EntryStage = new("entry_stage", "first_stage");
    public static readonly ImportField Source = new("source", "platform", "deal_source", "lead_source");
    public static readonly ImportField Product = new("product", "product_name", "item");
    public static readonly ImportField LostReason = new("lost_reason", "loss_reason", "closed_lost_reason", "reason");
    public static readonly ImportField Notes = new("notes", "note", "description", "comment", "comments");
    public static readonly ImportField Tags = new("tags", "labels");

    public static readonly ImportFields All = new(ExternalId, Name, Company, Owner, Stage, Pipeline, Value, Currency, Probability, Expected, ClosedOn, CloseDate, CreatedAt, EntryStage, Source, Product, LostReason, Notes, Tags);
}
