using System.Text.RegularExpressions;
using Rainmaker.Connectors;
using Rainmaker.Platform.Outgoing;
using Rainmaker.Teams;

namespace Rainmaker.Sync;

/// <summary>Connects another CRM, and changes how. Secrets go in; none is ever told again.</summary>
public static partial class SaveConnection
{
    const int LongestSecret = 8_000, MostFields = 200;

    /// <summary>Fields that are not sent stay.</summary>
    public sealed record Request
    {
        /// <summary>hubspot, salesforce, pipedrive, nutshell or custom; said when it is connected, and never changed.</summary>
        public Optional<string> Provider { get; init; }

        /// <summary>What people call it; the CRM's own name where left out.</summary>
        public Optional<string> Name { get; init; }

        /// <summary>Needed for salesforce and custom; the vendor's own elsewhere. A new one needs the credentials again.</summary>
        public Optional<string> BaseUrl { get; init; }
        public Optional<string> ApiVersion { get; init; }

        /// <summary>ISO 4217, for money that the CRM states without a currency; the tenant's own where left out.</summary>
        public Optional<string> Currency { get; init; }

        /// <summary>Ours to theirs, by kind: <c>{"deals": {"value": "amount_home"}}</c>. Replaces all.</summary>
        public Optional<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> Fields { get; init; }
        public Optional<SecretsSent> Credentials { get; init; }

        /// <summary>False keeps it, but neither reads nor writes it.</summary>
        public Optional<bool> IsActive { get; init; }

        /// <summary>Leads captured here are written to it.</summary>
        public Optional<bool> TakesLeads { get; init; }

        /// <summary>What people change here is written to it.</summary>
        public Optional<bool> WritesBack { get; init; }

        /// <summary>5 to 10,080; null: only when somebody asks.</summary>
        public Optional<int?> ReadEveryMinutes { get; init; }
    }

    /// <summary>Write-only. What is not sent stays; null takes one away.</summary>
    public sealed record SecretsSent
    {
        public Optional<string> Key { get; init; }
        public Optional<string> User { get; init; }
        public Optional<string> ClientId { get; init; }
        public Optional<string> ClientSecret { get; init; }
        public Optional<string> RefreshToken { get; init; }
        public Optional<string> PrivateKey { get; init; }

        internal ConnectionSecrets Onto(ConnectionSecrets known) => new()
        {
            Key = Said(Key, known.Key), User = Said(User, known.User), ClientId = Said(ClientId, known.ClientId),
            ClientSecret = Said(ClientSecret, known.ClientSecret), RefreshToken = Said(RefreshToken, known.RefreshToken), PrivateKey = Said(PrivateKey, known.PrivateKey),
        };

        static string? Said(Optional<string> sent, string? known) => sent.IsSent ? string.IsNullOrWhiteSpace(sent.Value) ? null : sent.Value.Trim() : known;

        public override string ToString() => "SecretsSent (secret)";
    }

    public sealed record NameIsTaken(string Name) : Conflict($"There is a connection called {Name} already.");
    public sealed record NewAddressNeedsTheKey() : Invalid("credentials", "Enter the key again: it is not sent to another address than the one it was given for.");

    /// <summary>Puts what is right onto the connection and answers what is not.</summary>
    public static IReadOnlyList<Invalid> Apply(Connection connection, Request request, ref ConnectionSecrets secrets)
    {
        var faults = new List<Invalid>();
        var vendor = CrmWords.Of(connection.Source);
        if (request.Provider.IsSent && request.Provider.Value != connection.Source)
            faults.Add(new InvalidField("provider", "A connection keeps its CRM; make another one.", request.Provider.Value));
        if (request.Name.IsSent)
            connection.Name = request.Name.Value?.Trim() is { Length: > 0 } name ? name : vendor.Name;
        if (connection.Name.Length > 100)
            faults.Add(new InvalidField("name", "A name has at most 100 characters.", connection.Name));
        Address(connection, request, vendor, faults);
        if (request.ApiVersion.IsSent)
            connection.ApiVersion = string.IsNullOrWhiteSpace(request.ApiVersion.Value) ? null : request.ApiVersion.Value.Trim();
        if (connection.ApiVersion is { } version && !VersionShape().IsMatch(version))
            faults.Add(new InvalidField("api_version", "A version looks like 2026-09, v3 or v67.0.", version));
        connection.Currency = (request.Currency.Value is { Length: > 0 } code ? code.Trim() : connection.Currency).ToUpperInvariant();
        if (!CurrencyShape().IsMatch(connection.Currency))
            faults.Add(new InvalidField("currency", $"'{connection.Currency}' is not an ISO currency such as EUR.", connection.Currency));
        if (request.Fields.IsSent)
            Map(connection, request.Fields.Value ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(), faults);
        if (request.Credentials.Value is { } sent)
            secrets = sent.Onto(secrets);
        Enough(secrets, vendor, faults);
        (connection.IsActive, connection.TakesLeads, connection.WritesBack) = (request.IsActive.Or(connection.IsActive), request.TakesLeads.Or(connection.TakesLeads), request.WritesBack.Or(connection.WritesBack));
        connection.ReadEveryMinutes = request.ReadEveryMinutes.Or(connection.ReadEveryMinutes);
        if (connection.ReadEveryMinutes is < 5 or > 10_080)
            faults.Add(new InvalidField("read_every_minutes", "Every 5 to 10,080 minutes, or only when somebody asks.", connection.ReadEveryMinutes));
        return faults;
    }

    static void Address(Connection connection, Request request, CrmWords.Vendor vendor, List<Invalid> faults)
    {
        var before = connection.BaseUrl;
        if (request.BaseUrl.IsSent)
            connection.BaseUrl = string.IsNullOrWhiteSpace(request.BaseUrl.Value) ? null : request.BaseUrl.Value.Trim();
        if (connection.BaseUrl is null && vendor.NeedsAddress)
            faults.Add(new InvalidField("base_url", $"{vendor.Name} needs its address, such as {vendor.AddressHint![(vendor.AddressHint!.IndexOf("http", StringComparison.Ordinal))..]}.", null));
        else if (connection.BaseUrl is { } text && !(text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0))
            faults.Add(new InvalidField("base_url", "An address looks like https://mine.my.salesforce.com, without a name or password in it.", text));
        // Whoever may change the address must not be able to have the key sent to themselves.
        if (connection.SecretsSet.Length > 0 && connection.BaseUrl != before && (request.Credentials.Value is not { } sent || connection.SecretsSet.Any(s => !IsSent(sent, s))))
            faults.Add(new NewAddressNeedsTheKey());
    }

    static bool IsSent(SecretsSent sent, string name) => name switch
    {
        "key" => sent.Key.IsSent, "user" => sent.User.IsSent, "client_id" => sent.ClientId.IsSent, "client_secret" => sent.ClientSecret.IsSent, "refresh_token" => sent.RefreshToken.IsSent, _ => sent.PrivateKey.IsSent,
    };

    static void Map(Connection connection, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> fields, List<Invalid> faults)
    {
        if (fields.Values.Sum(f => f?.Count ?? 0) > MostFields || fields.Values.Any(f => f is null || f.Any(p => p.Key.Length is 0 or > 100 || p.Value is not { Length: > 0 and <= 200 } || p.Key.Contains('\0', StringComparison.Ordinal) || p.Value.Contains('\0', StringComparison.Ordinal))))
            faults.Add(new InvalidField("fields", $"At most {MostFields} fields, each with a name of ours and one of theirs."));
        else if (fields.Keys.FirstOrDefault(k => !FieldMap.Ours.ContainsKey(k)) is { } strange)
            faults.Add(new InvalidField("fields", $"Fields are those of contacts, companies and deals, not of '{strange}'.", strange));
        else
            connection.Fields = fields;
    }

    static void Enough(ConnectionSecrets secrets, CrmWords.Vendor vendor, List<Invalid> faults)
    {
        if (((string?[])[secrets.Key, secrets.User, secrets.ClientId, secrets.ClientSecret, secrets.RefreshToken, secrets.PrivateKey]).Any(s => s?.Length > LongestSecret))
            faults.Add(new InvalidField("credentials", $"A key of more than {LongestSecret:N0} characters is none."));
        var set = secrets.Names();
        if (vendor.Source != "custom" && !vendor.Ways.Any(way => way.Secrets.All(set.Contains)))
            faults.Add(new InvalidField("credentials", $"{vendor.Name} needs {string.Join("; or ", vendor.Ways.Select(w => string.Join(" and ", w.Secrets)))}."));
    }

    /// <param name="id">The connection to change; null makes one.</param>
    /// <param name="edition">The version the caller has seen; null lets the last one win.</param>
    public static async Task<Result<Connection>> Handle(Guid? id, Request request, uint? edition, Actor actor, Database database, OutgoingCalls outgoing, CancellationToken stop)
    {
        if (id is null && CrmWords.Vendors.All(v => v.Source != request.Provider.Value))
            return new InvalidField("provider", $"'{request.Provider.Value}' is none of {string.Join(", ", CrmWords.Vendors.Select(v => v.Source))}.", request.Provider.Value);
        await using var db = await database.Open(actor, stop);
        var connection = id is null ? New(request, db) : await db.Connections.SingleOrDefaultAsync(c => c.Id == id, stop);
        if (connection is null)
            return new NotFound("connection");
        if (edition is { } seen && seen != connection.Edition)
            return new Stale("connection");
        var known = id is null ? new ConnectionSecrets() : OpenCrms.Secrets(connection, db.Vault);
        var secrets = known;
        List<Invalid> faults = [.. Apply(connection, request, ref secrets)];
        if (faults.Count == 0 && request.BaseUrl.IsSent && connection.BaseUrl is { } address && await outgoing.Refusal(new(address), stop) is { } why)
            faults.Add(new InvalidField("base_url", why, address));
        if (faults.Count > 0)
            return new Faults(faults);
        if (secrets != known || id is null)
        {
            (connection.SecretsSealed, connection.SecretsSet) = (db.Vault.Seal(Connection.SecretsField, Json.Write(secrets))!, secrets.Names());
            connection.State = ConnectionState.Untested;
        }
        if (id is null)
            db.Add(connection);
        else if (!db.ChangeTracker.HasChanges())
            return connection;
        connection.UpdatedAt = db.Now;
        db.Record("connection.changed", "connection", connection.Id, null);
        return await ShapeTeams.Unless(() => db.Commit(id is null ? "connection.create" : "connection.update", stop), new NameIsTaken(connection.Name), new NameIsTaken(connection.Name)) is { } refusal ? refusal : connection;
    }

    static Connection New(Request request, SalesDb db) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), Source = request.Provider.Value!, Name = CrmWords.NameOf(request.Provider.Value!), Currency = db.Tenant.Currency,
        CreatedBy = db.Actor.Person, CreatedAt = db.Now, UpdatedAt = db.Now,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/connections", async (Request request, Actor actor, Database database, OutgoingCalls outgoing, HttpContext http, CancellationToken stop) =>
                Told(await Handle(null, request, null, actor, database, outgoing, stop), http).Created(c => $"/api/connections/{c.Id}"))
            .Requires(ConnectionRights.Manage).WithSummary("Connect another CRM");
        routes.MapPut("/api/connections/{id:guid}", async (Guid id, Request request, Actor actor, Database database, OutgoingCalls outgoing, HttpContext http, CancellationToken stop) =>
                Told(await Handle(id, request, http.Seen(), actor, database, outgoing, stop), http).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Change a connection: only the fields sent");
    }

    internal static Result<ConnectionView> Told(Result<Connection> result, HttpContext http)
    {
        if (result.Refused(out var refusal))
            return refusal;
        http.Tell(result.Value.Edition);
        return ConnectionView.Of(result.Value);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$", RegexOptions.NonBacktracking)]
    private static partial Regex VersionShape();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex CurrencyShape();
}
