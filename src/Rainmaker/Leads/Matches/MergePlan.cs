using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>
/// What merging means for one kind of record: which gaps of the survivor are filled from the other, and which rows move over. Names of tables and columns stand here and
/// nowhere else.
/// </summary>
sealed record MergePlan(string Table, string EntityWord, IReadOnlyList<MergePlan.Fill> Fills, IReadOnlyList<MergePlan.Move> Moves)
{
    /// <summary>Columns that go together: all are taken from the other where the first is empty here.</summary>
    public sealed record Fill(params string[] Columns);

    /// <param name="Key">Column that names a row among those of the table.</param>
    /// <param name="Unless">When a row cannot move: the survivor has one like it.</param>
    public sealed record Move(string Table, string Column, string Key = "id", string Only = "true", string Unless = "false");

    static readonly Move[] _byLead =
    [
        new("lead_touch", "lead_id"), new("lead_signal", "lead_id"), new("lead_assignment", "lead_id"), new("deal", "lead_id"), new("contact", "lead_id"),
    ];

    public static MergePlan Of(RecordKind kind) => kind switch
    {
        RecordKind.Lead => new("lead", "lead",
            [
                new("first_name"), new("last_name"), new("job_title"), new("company", "company_id"), new("domain"), new("industry"), new("company_size"), new("country", "region", "city", "postal_code"),
                new("email_sealed", "email_hash"), new("phone_sealed", "phone_hash", "phone_verified"), new("whatsapp_sealed", "whatsapp_hash"), new("name_company_hash"), new("external_id"),
                new("prospective_type"), new("notes"), new("timeline"), new("budget"), new("decision_maker"), new("competitor"), new("consent"), new("first_touch"), new("last_touch"), new("owner_id"),
            ],
            [.. _byLead, Activities("lead")]),
        RecordKind.Company => new("company", "company",
            [new("domain"), new("industry"), new("size"), new("country", "region", "city"), new("owner_id"), new("external_id")],
            [new("lead", "company_id"), new("contact", "company_id"), new("deal", "company_id"), Activities("company")]),
        _ => new("contact", "contact",
            [
                new("company_id"), new("first_name"), new("last_name"), new("job_title"), new("email_sealed", "email_hash"), new("phone_sealed", "phone_hash"), new("whatsapp_sealed", "whatsapp_hash"),
                new("country"), new("owner_id"), new("lead_id"), new("external_id"),
            ],
            [
                new("deal", "contact_id"), Activities("contact"),
                new("deal_contact", "contact_id", "deal_id", Unless: "exists (select 1 from deal_contact o where o.tenant_id = r.tenant_id and o.deal_id = r.deal_id and o.contact_id = @to)"),
            ]),
    };

    static Move Activities(string word) => new("activity", "entity_id", Only: $"r.entity_type = '{word}'");

    /// <summary>Fills the gaps of @to from @from. What a lead can be found by, and when something was last done, is taken from both.</summary>
    public string FillSql
    {
        get
        {
            var columns = Fills.SelectMany(fill => fill.Columns.Select(column => $"{column} = case when s.{fill.Columns[0]} is null then m.{column} else s.{column} end"));
            if (Table == "lead")
            {
                columns = columns.Concat(
                [
                    "blocking_keys = array(select distinct k from unnest(s.blocking_keys || m.blocking_keys) k order by k)", "tags = array(select distinct t from unnest(s.tags || m.tags) t order by t)",
                    "last_activity_at = greatest(s.last_activity_at, m.last_activity_at)", "next_activity_at = least(s.next_activity_at, m.next_activity_at)",
                    "first_contacted_at = least(s.first_contacted_at, m.first_contacted_at)",
                ]);
            }
            return $"update {Table} s set {string.Join(", ", columns)} from {Table} m where s.tenant_id = @tenant and s.id = @to and m.tenant_id = @tenant and m.id = @from";
        }
    }

    public string RowSql => $"select to_jsonb(s) from {Table} s where s.tenant_id = @tenant and s.id = @to for update";

    public string GoneSql => $"update {Table} s set deleted_at = @now, updated_at = @now where s.tenant_id = @tenant and s.id = @from";

    public string BackSql => $"update {Table} s set deleted_at = null, updated_at = @now where s.tenant_id = @tenant and s.id = @from";

    public string TouchedSql => $"update {Table} s set updated_at = @now where s.tenant_id = @tenant and s.id = @to";

    public static string MoveSql(Move move) =>
        $"update {move.Table} r set {move.Column} = @to where r.tenant_id = @tenant and r.{move.Column} = @from and {move.Only} and not ({move.Unless}) returning r.{move.Key}";

    public static string MoveBackSql(Move move) =>
        $"update {move.Table} r set {move.Column} = @from where r.tenant_id = @tenant and r.{move.Column} = @to and {move.Only} and r.{move.Key} = any(@keys)";

    /// <summary>Puts one column back as it was, unless somebody changed it since.</summary>
    public string UnfillSql(IEnumerable<string> columns)
    {
        var back = columns.Select(column => $"{column} = case when to_jsonb(s) -> '{column}' is not distinct from @after::jsonb -> '{column}' then b.{column} else s.{column} end");
        return $"update {Table} s set {string.Join(", ", back)} from jsonb_populate_record(null::{Table}, @before::jsonb) b where s.tenant_id = @tenant and s.id = @to";
    }

    /// <summary>Every column that a merge may change.</summary>
    public IEnumerable<string> Columns => Fills.SelectMany(fill => fill.Columns)
        .Concat(Table == "lead" ? ["blocking_keys", "tags", "last_activity_at", "next_activity_at", "first_contacted_at"] : Array.Empty<string>());
}
