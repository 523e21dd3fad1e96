using Npgsql;
using NpgsqlTypes;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>The leads that the rows of a chunk may be about, found by keyed hashes in one round trip; new ones join while the chunk is decided.</summary>
sealed class KnownLeads
{
    const string Columns = $"id, external_id, email_hash, phone_hash, whatsapp_hash, name_company_hash, created_at, owner_id, {KnownPerson.Columns}";

    // Row by row through the index: for a list of thousands the planner would read the whole table where it has no statistics yet.
    const string Sql = $"""
        select {Columns} from unnest(@ids) k cross join lateral (select * from lead where tenant_id = @tenant and external_id = k and deleted_at is null limit 5) l
        union all select {Columns} from unnest(@emails) k cross join lateral (select * from lead where tenant_id = @tenant and email_hash = k and deleted_at is null limit 20) l
        union all select {Columns} from unnest(@numbers) k cross join lateral (select * from lead where tenant_id = @tenant and phone_hash = k and deleted_at is null limit 20) l
        union all select {Columns} from unnest(@numbers) k cross join lateral (select * from lead where tenant_id = @tenant and whatsapp_hash = k and deleted_at is null limit 20) l
        union all select {Columns} from unnest(@names) k cross join lateral (select * from lead where tenant_id = @tenant and name_company_hash = k and deleted_at is null limit 20) l
        """;

    // Rows with nothing but a name are few; for them the table is read.
    const string NamesSql = $"select {Columns} from lead where tenant_id = @tenant and name = any(@plain) and external_id is null and email_hash is null and phone_hash is null and whatsapp_hash is null and name_company_hash is null and deleted_at is null";

    readonly Dictionary<Guid, Known> _all = [];
    readonly Dictionary<string, Guid> _byExternalId = new(StringComparer.Ordinal);
    readonly Dictionary<ulong, List<Guid>> _byHash = [];
    readonly Dictionary<string, Guid> _byPlainName = new(StringComparer.Ordinal);
    readonly Sight _sight;
    readonly Guid _floor;
    readonly Vault _vault;

    sealed record Known(Guid Id, string? ExternalId, byte[]? Email, byte[]? Phone, byte[]? Whatsapp, byte[]? NameCompany, DateTimeOffset CreatedAt, Guid? Owner, KnownPerson Person);

    /// <param name="since">Leads younger than the run are not what its rows are about: a dry run, which makes none, must decide the same.</param>
    KnownLeads(SalesDb db, DateTimeOffset since)
    {
        (_sight, _vault) = (LeadSight.SightOf(db.Actor), db.Vault);
        var milliseconds = since.ToUnixTimeMilliseconds();
        _floor = new Guid((int)(milliseconds >> 16), (short)milliseconds, 0, new byte[8]);
    }

    public static async Task<KnownLeads> Find(SalesDb db, IReadOnlyList<ImportedLead> rows, DateTimeOffset since, CancellationToken stop)
    {
        var known = new KnownLeads(db, since);
        string[] plain = [.. rows.Where(IsPlain).Select(r => r.Draft.Lead.Name.Full).OfType<string>().Distinct()];
        await using var command = db.Command(plain.Length == 0 ? Sql : $"{Sql} union all {NamesSql}");
        command.Parameters.Add(new NpgsqlParameter<Guid>("tenant", db.TenantId));
        command.Parameters.Add(new NpgsqlParameter<string[]>("ids", [.. rows.Select(r => r.ExternalId).OfType<string>()]));
        command.Parameters.Add(Hashes("emails", rows.Select(r => r.Draft.Keys.Email)));
        command.Parameters.Add(Hashes("numbers", rows.SelectMany(r => r.Draft.Keys.Numbers)));
        command.Parameters.Add(Hashes("names", rows.Select(r => r.Draft.Keys.NameCompany)));
        if (plain.Length > 0)
            command.Parameters.Add(new NpgsqlParameter<string[]>("plain", plain));
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
            known.Add(new Known(row.GetGuid(0), Text(row, 1), Bytes(row, 2), Bytes(row, 3), Bytes(row, 4), Bytes(row, 5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetGuid(7), KnownPerson.Read(row, 8)));
        return known;
    }

    /// <summary>A lead of this chunk, so that the rows after it see it.</summary>
    public void Add(Lead lead) => Add(new Known(lead.Id, lead.ExternalId, lead.EmailHash, lead.PhoneHash, lead.WhatsappHash, lead.NameCompanyHash, lead.CreatedAt, lead.OwnerId, KnownPerson.Of(lead)));

    /// <summary>The lead on record that the row is certainly about; null where there is none within sight.</summary>
    public Guid? Of(ImportedLead row)
    {
        if (row.ExternalId is { } id && _byExternalId.TryGetValue(id, out var same) && IsOpenTo(_all[same]))
            return same;
        Known[] candidates = [.. CandidatesOf(row).Where(IsOpenTo).Where(k => row.ExternalId is null || k.ExternalId is null)];
        if (MatchLead.Certain(row.Draft.Lead, Judged(row, candidates)) is { } certain)
            return certain.LeadId;
        if (row.IsReachable || row.ExternalId is not null)
            return null;
        if (IsPlain(row))
            return row.Draft.Lead.Name.Full is { } name && _byPlainName.TryGetValue(name, out var plain) && IsOpenTo(_all[plain]) ? plain : null;
        // Nothing but name and company is known of the row: whoever bears both is meant.
        return candidates.OrderBy(c => c.CreatedAt).FirstOrDefault()?.Id;
    }

    /// <summary>Leads that the new one may also be, for somebody to look at.</summary>
    public IReadOnlyList<(MatchedLead Match, bool IsHidden)> Likely(ImportedLead row)
    {
        Known[] candidates = [.. CandidatesOf(row)];
        var decision = MatchLead.Decide(row.Draft.Lead, row.Draft.Traits, Judged(row, candidates), row.Draft.Desk.Weights);
        return [.. (decision.Certain is { } certain ? decision.Likely.Prepend(certain) : decision.Likely).Take(20).Select(m => (m, !_sight.Includes(_all[m.LeadId].Owner)))];
    }

    bool IsOpenTo(Known lead) => lead.Id.CompareTo(_floor) < 0 && _sight.Includes(lead.Owner);

    static bool IsPlain(ImportedLead row) => row.ExternalId is null && !row.IsReachable && row.Draft.Keys.NameCompany is null;

    IEnumerable<Known> CandidatesOf(ImportedLead row)
    {
        var keys = row.Draft.Keys;
        return new[] { keys.Email, keys.Phone, keys.Whatsapp, keys.NameCompany }.OfType<byte[]>()
            .SelectMany(h => _byHash.TryGetValue(RowIdentity.Key(h), out var ids) ? ids : []).Distinct().Select(id => _all[id]);
    }

    MatchCandidate[] Judged(ImportedLead row, Known[] candidates) =>
    [
        .. candidates.Select(k => new MatchCandidate
        {
            LeadId = k.Id, Name = k.Person.Name, Traits = () => k.Person.Open(_vault), CreatedAt = k.CreatedAt, SameEmail = Same(k.Email, row.Draft.Keys.Email),
            SamePhone = row.Draft.Keys.Numbers.Any(n => Same(k.Phone, n) || Same(k.Whatsapp, n)), SameNameAndCompany = Same(k.NameCompany, row.Draft.Keys.NameCompany),
        }),
    ];

    static bool Same(byte[]? a, byte[]? b) => a is not null && b is not null && a.AsSpan().SequenceEqual(b);

    void Add(Known lead)
    {
        if (!_all.TryAdd(lead.Id, lead))
            return;
        if (lead.ExternalId is { } id)
            _byExternalId.TryAdd(id, lead.Id);
        foreach (var hash in new[] { lead.Email, lead.Phone, lead.Whatsapp, lead.NameCompany }.OfType<byte[]>().Select(RowIdentity.Key).Distinct())
        {
            if (!_byHash.TryGetValue(hash, out var ids))
                _byHash[hash] = ids = [];
            ids.Add(lead.Id);
        }
        if (lead is { ExternalId: null, Email: null, Phone: null, Whatsapp: null, NameCompany: null })
            _byPlainName.TryAdd(lead.Person.Name, lead.Id);
    }

    static NpgsqlParameter Hashes(string name, IEnumerable<byte[]?> hashes) =>
        new NpgsqlParameter<byte[][]>(name, NpgsqlDbType.Array | NpgsqlDbType.Bytea) { TypedValue = [.. hashes.OfType<byte[]>()] };

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static byte[]? Bytes(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
