using Npgsql;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>
/// What is on record that an incoming lead may be or belong to, read in the round trip that also begins the transaction and takes the locks:
/// two posts of one person at once wait for each other here, and the second sees what the first wrote.
/// </summary>
public sealed class KnownRecords
{
    const string LockSql = "select count(pg_advisory_xact_lock(k)) from unnest($1::bigint[]) as k";

    // One index and one equality each: with an OR or an ANY a planner that has no statistics yet reads the whole tenant.
    const string LeadsSql = $"""
        (select {Columns}, 1 from lead where tenant_id = $1 and email_hash = $2 and {Counts} limit 20)
        union all (select {Columns}, 2 from lead where tenant_id = $1 and phone_hash = $3 and {Counts} limit 20)
        union all (select {Columns}, 2 from lead where tenant_id = $1 and whatsapp_hash = $3 and {Counts} limit 20)
        union all (select {Columns}, 3 from lead where tenant_id = $1 and name_company_hash = $4 and {Counts} limit 20)
        """;

    // Few leads say a number for WhatsApp, and getting these two ready costs as much as asking them.
    const string LeadsByWhatsappSql = $"""
        {LeadsSql}
        union all (select {Columns}, 2 from lead where tenant_id = $1 and phone_hash = $5 and {Counts} limit 20)
        union all (select {Columns}, 2 from lead where tenant_id = $1 and whatsapp_hash = $5 and {Counts} limit 20)
        """;
    const string Counts = "deleted_at is null and status <> 'spam'";
    const string Columns = $"id, created_at, owner_id, {KnownPerson.Columns}";
    const string CompanySql = """
        (select id, name, domain, industry, size, country, owner_id from company where tenant_id = $1 and domain = $2 and deleted_at is null order by created_at limit 1)
        union all (select id, name, domain, industry, size, country, owner_id from company where tenant_id = $1 and name_key = $3 and deleted_at is null order by created_at limit 1)
        """;
    const string ContactSql = "select owner_id from contact where tenant_id = $1 and email_hash = $2 and deleted_at is null and owner_id is not null limit 1";

    readonly List<Row> _leads = [];

    sealed record Row(Guid Id, DateTimeOffset CreatedAt, Guid? Owner, KnownPerson Person, int How);

    public sealed record KnownCompany(Guid Id, Guid? Owner, Crm.Company Facts);

    public KnownCompany? Company { get; private set; }
    public Guid? ContactOwner { get; private set; }

    public static void Ask(TenantBatch batch, Draft draft, LeadDesk desk)
    {
        var (tenant, keys) = (desk.Tenant.Id, draft.Keys);
        batch.Add(LockSql, P(draft.Spam.IsSpam ? [] : keys.Locks));
        if (keys.Whatsapp is null)
            batch.Add(LeadsSql, P(tenant), P(keys.Email), P(keys.Phone), P(keys.NameCompany));
        else
            batch.Add(LeadsByWhatsappSql, P(tenant), P(keys.Email), P(keys.Phone), P(keys.NameCompany), P(keys.Whatsapp));
        batch.Add(CompanySql, P(tenant), P(draft.Lead.Domain), P(draft.Lead.CompanyKey))
            .Add(ContactSql, P(tenant), P(keys.Email));
    }

    public static async Task<KnownRecords> Read(NpgsqlDataReader row, CancellationToken stop)
    {
        var known = new KnownRecords();
        await row.NextResultAsync(stop);
        await known.ReadLeads(row, stop);
        await row.NextResultAsync(stop);
        if (await row.ReadAsync(stop))
        {
            var facts = new Crm.Company { Id = row.GetGuid(0).ToString(), Name = row.GetString(1), Domain = Text(row, 2), Industry = Text(row, 3), Size = Text(row, 4), Country = Text(row, 5) };
            known.Company = new(row.GetGuid(0), Id(row, 6), facts);
        }
        await row.NextResultAsync(stop);
        if (await row.ReadAsync(stop))
            known.ContactOwner = row.GetGuid(0);
        return known;
    }

    /// <summary>The leads alone, of which a lead on record may be another.</summary>
    public static async Task<KnownRecords> LeadsLike(SalesDb db, Lead lead, CancellationToken stop)
    {
        await using var command = db.Command(LeadsByWhatsappSql);
        command.Parameters.AddRange(new[] { P(db.TenantId), P(lead.EmailHash), P(lead.PhoneHash), P(lead.NameCompanyHash), P(lead.WhatsappHash) });
        await using var row = await command.ExecuteReaderAsync(stop);
        var known = new KnownRecords();
        await known.ReadLeads(row, stop);
        known._leads.RemoveAll(other => other.Id == lead.Id);
        return known;
    }

    async Task ReadLeads(NpgsqlDataReader row, CancellationToken stop)
    {
        while (await row.ReadAsync(stop))
            _leads.Add(new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), Id(row, 2), KnownPerson.Read(row, 3), row.GetInt32(3 + KnownPerson.Width)));
    }

    /// <param name="vault">Opens addresses where they are compared, and only then.</param>
    public IReadOnlyList<MatchCandidate> Candidates(Vault vault) => _leads.Count == 0 ? [] :
    [
        .. _leads.GroupBy(row => row.Id).Select(rows => (Rows: rows, rows.First().Person, rows.First().CreatedAt)).Select(found => new MatchCandidate
        {
            LeadId = found.Rows.Key, SameEmail = found.Rows.Any(r => r.How == 1), SamePhone = found.Rows.Any(r => r.How == 2), SameNameAndCompany = found.Rows.Any(r => r.How == 3),
            Name = found.Person.Name, Traits = () => found.Person.Open(vault), CreatedAt = found.CreatedAt,
        }),
    ];

    public Guid? OwnerOf(Guid lead) => _leads.First(row => row.Id == lead).Owner;

    /// <summary>A stranger's form updates whoever it certainly is; somebody of the tenant only what they see (K41).</summary>
    public bool Visible(Guid lead, Actor actor) => actor.Kind is ActorKind.Public or ActorKind.System || LeadSight.SightOf(actor).Includes(OwnerOf(lead));

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    static NpgsqlParameter P<T>(T value) where T : struct => new NpgsqlParameter<T> { TypedValue = value };

    static NpgsqlParameter P(long[] values) => new NpgsqlParameter<long[]> { TypedValue = values };

    static NpgsqlParameter P(byte[]? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea, Value = value is null ? DBNull.Value : value };

    static NpgsqlParameter P(string? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value };
}
