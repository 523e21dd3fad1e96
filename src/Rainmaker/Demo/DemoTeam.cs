using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads;
using Rainmaker.Teams;
using Absence = Rainmaker.Teams.Absence;
using AssignmentRule = Rainmaker.Leads.AssignmentRule;
using Territory = Rainmaker.Teams.Territory;

namespace Rainmaker.Demo;

/// <summary>Twelve people in three teams, where they sell, what they can, and who gets which leads.</summary>
static class DemoTeam
{
    /// <summary>Everybody's in the demo, which is open anyway.</summary>
    public const string Password = "rain-on-monday";

    const string Domain = "demo.rainmaker.example";

    sealed record Member(string Name, Role Role, string? Team = null, string[]? Skills = null, string? Territory = null, int Capacity = 20);

    static readonly Member[] Members =
    [
        new("Ana Ruiz", Role.Admin),
        new("Tom Hallberg", Role.SalesManager, "Americas"),
        new("Ingrid Falk", Role.SalesManager, "Europe"),
        new("Samir Nasser", Role.SalesManager, "Key accounts"),
        new("Maya Collins", Role.SalesRep, "Americas", ["english", "spanish"], "North America"),
        new("Jonah Reyes", Role.SalesRep, "Americas", ["english", "logistics"], "North America", 12),
        new("Elise Tremblay", Role.SalesRep, "Americas", ["english", "french"], "North America", 8),
        new("Lukas Brandt", Role.SalesRep, "Europe", ["german", "english"], "German-speaking", 12),
        new("Chiara Fontana", Role.SalesRep, "Europe", ["french", "spanish"], "Western Europe"),
        new("Owen Fairweather", Role.SalesRep, "Europe", ["english"], "Western Europe", 12),
        new("Dina Halabi", Role.SalesRep, "Key accounts", ["enterprise", "english"], null, 6),
        new("Pia Sommer", Role.CustomerSuccess, null, ["english", "german"]),
    ];

    public static IReadOnlyList<(string Email, string Name, Role Role)> SignIns => [.. Members.Select(m => (Address(m.Name), m.Name, m.Role))];

    /// <summary>All their rows, in the order the foreign keys want.</summary>
    public static List<object> Make(SalesDb db, Accounts accounts)
    {
        var teams = Members.Select(m => m.Team).OfType<string>().Distinct().ToDictionary(n => n, n => new Team { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = n, CreatedAt = db.Now });
        var territories = new (string Name, string[] Countries)[] { ("North America", ["US", "CA"]), ("German-speaking", ["DE", "AT", "CH"]), ("Western Europe", ["GB", "FR", "NL", "SE", "ES"]) }
            .ToDictionary(t => t.Name, t => new Territory { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = t.Name, Countries = t.Countries, CreatedAt = db.Now });
        var users = Members.Select(m => User(m, m.Team is { } team ? teams[team].Id : null, m.Territory is { } of ? [territories[of].Id] : [], db, accounts)).ToDictionary(u => u.Name);
        var rows = new List<object>([.. teams.Values, .. territories.Values, .. users.Values]);
        rows.Add(new Absence { TenantId = db.TenantId, Id = Ids.At(db.Now), UserId = users["Elise Tremblay"].Id, FromDay = db.Today.AddDays(-2), ToDay = db.Today.AddDays(5), Reason = "Holiday", CreatedAt = db.Now });
        rows.Add(new Form { TenantId = db.TenantId, Id = Ids.At(db.Now), Key = "demo-website", Name = "Contact form of the website", CreatedAt = db.Now });

        Rule(1, "Large companies to key accounts", [new("company_size", Comparison.In, ["501-1000", "1001-5000", "5001+"])], teams["Key accounts"].Id);
        Rule(2, "German-speaking countries", [new("country", Comparison.In, ["DE", "AT", "CH"])], teams["Europe"].Id, skill: "german");
        Rule(3, "By territory", [new("country", Comparison.IsSet, [])], null, byTerritory: true);
        return rows;

        void Rule(int position, string name, Condition[] when, Guid? team, string? skill = null, bool byTerritory = false) => rows.Add(new AssignmentRule
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Position = position, Name = name, Conditions = when, TeamId = team, Skill = skill, ByTerritory = byTerritory, CreatedAt = db.Now, UpdatedAt = db.Now,
        });
    }

    /// <summary>Rates and ideal customer, so that sums in three currencies and the score's fit have something to go by.</summary>
    public static Task Configure(SalesDb db, CancellationToken stop)
    {
        var rates = Json.Write(new Dictionary<string, decimal> { ["EUR"] = 1.08m, ["GBP"] = 1.27m });
        var judgement = Json.Write(new { ideal_customer = new IdealCustomerProfile { Industries = ["software", "logistics", "manufacturing"], Countries = ["US", "CA", "GB", "DE"] } });
        return db.Execute($"update tenant_setting set rates = {rates}::jsonb, judgement = {judgement}::jsonb where tenant_id = {db.TenantId}", stop);
    }

    static User User(Member member, Guid? team, Guid[] territories, SalesDb db, Accounts accounts)
    {
        var user = new User
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = member.Name, Role = member.Role, TeamId = team, Email = Address(member.Name), NormalizedEmail = Platform.Identity.User.Normalize(Address(member.Name)),
            TakesLeads = member.Role == Role.SalesRep, CapacityPerDay = member.Capacity, Skills = member.Skills ?? [], TerritoryIds = territories, CreatedAt = db.Now,
        };
        _ = accounts.SetPassword(user, Password).Value;
        return user;
    }

    static string Address(string name) => $"{name.Replace(' ', '.').ToLowerInvariant()}@{Domain}";
}
