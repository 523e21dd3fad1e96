using System.Globalization;
using System.Text.Json.Nodes;
using Rainmaker.Activities;
using Rainmaker.Leads;

using Rainmaker.Leads.Matches;
using Rainmaker.People;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Deals;
using ActivityKind = Rainmaker.Crm.ActivityKind;

namespace Rainmaker.Tests.Leads;

/// <summary>Leads, contacts and companies with whatever a merge may touch, filled or empty by chance, and with all that hangs on them.</summary>
sealed class MergeWorld(LeadTeam team, HttpClient admin, Random random)
{
    const int Each = 5, Deals = 6;

    // What merging itself writes, and what only tells of it.
    static readonly string[] _besides = ["event", "delivery", "audit", "audit_seal", "audit_head", "record_merge", "lead_match", "notification", "idempotency_key", "once"];

    public Dictionary<RecordKind, Guid[]> Ids { get; } = [];

    public async Task Fill()
    {
        foreach (var kind in new[] { RecordKind.Company, RecordKind.Lead, RecordKind.Contact })
            Ids[kind] = [.. Enumerable.Range(0, Each).Select(_ => Guid.CreateVersion7())];
        await team.Change(async db =>
        {
            foreach (var id in Ids[RecordKind.Company])
                db.Add(Filled(db, RecordKind.Company, new Company { TenantId = db.TenantId, Id = id, Name = Word("Works"), NameKey = Word("works"), CreatedAt = db.Now, UpdatedAt = db.Now }));
            await db.SaveChangesAsync();
            foreach (var id in Ids[RecordKind.Lead])
                db.Add(Filled(db, RecordKind.Lead, new Lead { TenantId = db.TenantId, Id = id, Name = Word("Lead"), Source = "website", CreatedAt = db.Now, UpdatedAt = db.Now }));
            foreach (var id in Ids[RecordKind.Contact])
                db.Add(Filled(db, RecordKind.Contact, new Contact { TenantId = db.TenantId, Id = id, Name = Word("Contact"), CreatedAt = db.Now, UpdatedAt = db.Now }));
            foreach (var (kind, ids) in Ids)
            {
                for (var i = random.Next(12); i > 0; i--)
                    db.Add(Activity.Happened(db, Enum.Parse<EntityType>(kind.ToString()), Of(ids), ActivityKind.Call, Word("Call")));
            }
            for (var i = 0; i < 8; i++)
            {
                db.Add(new LeadTouch { TenantId = db.TenantId, Id = Guid.CreateVersion7(), LeadId = Of(Ids[RecordKind.Lead]), At = db.Now, Source = "website" });
                db.Add(new LeadSignal { TenantId = db.TenantId, Id = Guid.CreateVersion7(), LeadId = Of(Ids[RecordKind.Lead]), Kind = Intelligence.Scoring.SignalKind.Visit, Origin = "api", At = db.Now, CreatedAt = db.Now });
                db.Add(new LeadAssignment { TenantId = db.TenantId, Id = Guid.CreateVersion7(), LeadId = Of(Ids[RecordKind.Lead]), UserId = team.Ada.Id, Rule = "given", At = db.Now });
            }
        });
        for (var i = 0; i < Deals; i++)
        {
            var deal = (await admin.Post("/api/opportunities", new { deal_name = Word("Deal"), value_estimate = 100, deal_stage = "discovery" })).Body.Word("id");
            await Sql($"update deal set company_id = {Maybe(RecordKind.Company)}, contact_id = {Maybe(RecordKind.Contact)} where id = '{deal}'");
            foreach (var contact in Ids[RecordKind.Contact].Where(_ => random.Next(2) == 0))
                await Sql($"insert into deal_contact (tenant_id, deal_id, contact_id) values ('{team.App.Tenant}', '{deal}', '{contact}')");
            // Two of the leads have become a deal.
            if (i < 2)
                await Sql($"with d as (update deal set lead_id = '{Ids[RecordKind.Lead][i]}' where id = '{deal}') update lead set status = 'converted', deal_id = '{deal}', converted_at = now() where id = '{Ids[RecordKind.Lead][i]}'");
        }
    }

    public Guid Of(Guid[] ids) => ids[random.Next(ids.Length)];

    public RecordKind AnyKind() => Of(Enum.GetValues<RecordKind>());

    public T Of<T>(T[] all) => all[random.Next(all.Length)];

    public Task Sql(string sql) => team.App.Store.Ask<int?>(sql);

    /// <summary>Makes a pair of the two and merges it.</summary>
    public async Task<(System.Net.HttpStatusCode Status, JsonNode? Answer)> Merge(RecordKind kind, Guid stays, Guid goes)
    {
        var pair = Guid.NewGuid();
        await Sql("delete from lead_match");
        await team.Change(db =>
        {
            db.Add(new LeadMatch { TenantId = db.TenantId, Id = pair, Kind = kind, LeadId = goes, OtherLeadId = stays, Weight = 80, Evidence = [], CreatedAt = db.Now });
            return Task.CompletedTask;
        });
        var (status, answer, _) = await admin.Post($"/api/matches/{pair}/merge", new { keep = stays });
        return (status, answer);
    }

    public async Task<(System.Net.HttpStatusCode Status, JsonNode? Answer)> Undo(JsonNode? merge)
    {
        var (status, answer, _) = await admin.Post($"/api/merges/{merge.Word("merge_id")}/undo", new { });
        return (status, answer);
    }

    /// <summary>Every row of every table, but for moments of change and the lines that tell of merging.</summary>
    public async Task<JsonObject> Whole()
    {
        var tables = await team.App.Store.Ask<string>("""
            select string_agg(format('select %L as t, jsonb_agg(to_jsonb(r) - ''updated_at'' order by (to_jsonb(r) - ''updated_at'')::text) as rows from %I r where coalesce(to_jsonb(r) ->> ''description'', '''') not like ''%%duplicate%%''', c.relname, c.relname), ' union all ')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
            where c.relkind in ('r', 'p') and not c.relispartition and not c.relname = any($1)
            """, (object)_besides);
        return (JsonObject)JsonNode.Parse((await team.App.Store.Ask<string>($"select jsonb_object_agg(t, rows)::text from ({tables}) x"))!)!;
    }

    public static JsonNode Row(JsonObject whole, RecordKind kind, Guid id) => whole[kind.ToString().ToLowerInvariant()]!.AsArray().Single(row => row.Word("id") == id.ToString())!;

    T Filled<T>(SalesDb db, RecordKind kind, T record) where T : class
    {
        var columns = MergePlan.Of(kind).Columns.ToHashSet();
        foreach (var property in db.Model.FindEntityType(typeof(T))!.GetProperties().Where(p => columns.Contains(Column(p.Name)) && p.PropertyInfo is not null))
        {
            if (random.Next(2) == 0 && Value(property.Name, property.ClrType, db) is { } value)
                property.PropertyInfo!.SetValue(record, value);
        }
        return record;
    }

    object? Value(string name, Type type, SalesDb db) => name switch
    {
        "OwnerId" => Of([team.Ada.Id, team.Ben.Id]),
        "CompanyId" => Of(Ids[RecordKind.Company]),
        "LeadId" => Of(Ids[RecordKind.Lead]),
        "Country" => Of(["DE", "AT", "CH"]),
        "Consent" => """{"marketing": true}""",
        _ when type == typeof(string) => Word(name),
        _ when type == typeof(byte[]) => db.Vault.Seal("test", Word(name)),
        _ when type == typeof(byte[][]) => new[] { new[] { (byte)random.Next(6) }, [(byte)random.Next(6), 1] }.DistinctBy(Convert.ToHexString).ToArray(),
        _ when type == typeof(string[]) => new[] { Of(["navy", "fair", "partner"]), Of(["hot list", "second"]) },
        _ when type == typeof(bool) => true,
        _ when type == typeof(DateTimeOffset?) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(400_000)),
        _ when type == typeof(TouchDetail) => new TouchDetail(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Word("source")),
        _ when Nullable.GetUnderlyingType(type) is { IsEnum: true } words => Enum.GetValues(words).GetValue(random.Next(2)),
        _ => throw new InvalidOperationException($"Say what a {name} may be."),
    };

    string Word(string of) => string.Create(CultureInfo.InvariantCulture, $"{of} {random.Next(1000)}");

    string Maybe(RecordKind kind) => random.Next(3) == 0 ? "null" : $"'{Of(Ids[kind])}'";

    static string Column(string property) => string.Concat(property.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
