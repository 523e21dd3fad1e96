using System.Globalization;
using System.Text.Json.Nodes;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>
/// What a stranger's form holds, whether it came as JSON or as an HTML form: known fields are taken, others kept as they are within limits, since a
/// lost lead is worse than a stray field.
/// </summary>
public sealed class PublicForm
{
    const int MostFields = 100, MostUnmapped = 30, MostName = 60, MostText = 500;
    static readonly string[] Workspace = ["organization_id", "org_id", "workspace_id", "tenant_id"];
    static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "form", "form_key", "honeypot", "redirect_url", "filled_in_ms", "source", "tags", "consent", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
        "gclid", "fbclid", "referrer", "landing_page", "timeline", "budget", "decision_maker", "competitor", "city", "prospective_type",
    };

    readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    readonly Dictionary<string, JsonNode> _rest = new(StringComparer.Ordinal);
    readonly List<Invalid> _faults = [];
    List<string> _tags = [];

    public sealed record NotText(string Field) : Invalid(Field, $"'{Field}' is a text.");

    public sealed record TooManyFields(int Count) : Invalid("", $"There are {Count} fields; {MostFields} is the most.", Count);

    public string? Key => this["form"] ?? this["form_key"];
    public string? RedirectUrl => this["redirect_url"];
    public IEnumerable<KeyValuePair<string, string>> Workspaces => _texts.Where(t => Workspace.Contains(t.Key) && t.Value.Length > 0);

    string? this[string field] => _texts.TryGetValue(field, out var text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public static PublicForm Of(IFormCollection form)
    {
        var sent = new PublicForm();
        foreach (var (field, values) in form)
            sent.Take(field, values.Count > 1 ? string.Join(", ", values!) : values.ToString());
        sent._tags = [.. form["tags"].SelectMany(t => t!.Split(','))];
        return sent;
    }

    public static PublicForm Of(JsonElement body)
    {
        var sent = new PublicForm();
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Value.ValueKind)
            {
                case JsonValueKind.Null: break;
                case JsonValueKind.String: sent.Take(field.Name, field.Value.GetString()!); break;
                case JsonValueKind.Array when field.Name == "tags" && field.Value.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String): sent._tags = [.. field.Value.EnumerateArray().Select(t => t.GetString()!)]; break;
                case JsonValueKind.Array or JsonValueKind.Object when field.Name == "consent": sent._texts["consent"] = field.Value.GetRawText(); break;
                case JsonValueKind.Array or JsonValueKind.Object when Knows(field.Name): sent._faults.Add(new NotText(field.Name)); break;
                case JsonValueKind.Array or JsonValueKind.Object: sent.Keep(field.Name, JsonNode.Parse(field.Value.GetRawText().Length > MostText ? "null" : field.Value.GetRawText())); break;
                default: sent.Take(field.Name, field.Value.GetRawText()); break;
            }
        }
        return sent;
    }

    /// <param name="recent">Captures from the same address within the hour.</param>
    /// <param name="page">Where the browser says it was, for forms that send no landing page.</param>
    public CaptureLead.Request Request(PublicDoor.Opened door, LeadDesk desk, int recent, string? page)
    {
        var input = new LeadInput(desk, Actor.Public(desk.Tenant.Id));
        if (_texts.Count > MostFields)
            _faults.Add(new TooManyFields(_texts.Count));
        var source = input.Line("source", this["source"], 100) is { } named ? named.ToLowerInvariant() : null;
        var aliases = desk.Sources.GetValueOrDefault(source ?? door.Form?.Source ?? "")?.FieldAliases ?? new Dictionary<string, string>();
        var lead = new IncomingLead { Tags = _tags };
        foreach (var (field, text) in _texts)
        {
            var ours = aliases.GetValueOrDefault(field, field);
            if (LeadFields.Has(ours))
                lead = lead.Of(ours) is null || ours == field ? lead.With(ours, text) : lead;
            else if (!Own.Contains(field) && !Workspace.Contains(field))
                Keep(field, JsonValue.Create(text.Length > MostText ? text[..MostText] : text));
        }
        return new()
        {
            Door = LeadDoor.Public, Lead = lead, Source = source, UsualSource = door.Form?.Source ?? "website", FormId = door.Form?.Id, Honeypot = this["honeypot"], RecentFromAddress = recent,
            FilledIn = long.TryParse(this["filled_in_ms"], CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and < 86_400_000 ? TimeSpan.FromMilliseconds(ms) : null,
            Touch = new TouchInput
            {
                UtmSource = Cut("utm_source"), UtmMedium = Cut("utm_medium"), UtmCampaign = Cut("utm_campaign"), UtmTerm = Cut("utm_term"), UtmContent = Cut("utm_content"),
                Gclid = Cut("gclid"), Fbclid = Cut("fbclid"), Referrer = Cut("referrer", LeadInput.LongText), LandingPage = Cut("landing_page", LeadInput.LongText) ?? page,
            },
            Timeline = Cut("timeline"), Budget = Cut("budget"), DecisionMaker = Cut("decision_maker"), Competitor = Cut("competitor"), City = Cut("city"),
            ProspectiveType = this["prospective_type"] is { } type && Words<ProspectiveType>.FromWord.TryGetValue(type, out var known) ? known : null,
            Consent = ConsentOf(page), Unmapped = _rest.Count > 0 ? Json.Write(_rest) : null, Faults = [.. _faults, .. input.Faults],
        };
    }

    // What a campaign tool appends is not worth losing a lead over.
    string? Cut(string field, int most = LeadInput.Text) => this[field] is { } text ? text.Length > most ? text[..most] : text : null;

    string? ConsentOf(string? page) => this["consent"] is not { Length: <= LeadInput.LongText } consent ? null
        : consent.StartsWith('{') ? consent : Json.Write(new Dictionary<string, string?> { ["text"] = consent, ["page"] = Cut("landing_page", LeadInput.LongText) ?? page });

    void Take(string field, string text) => _texts[field] = text;

    void Keep(string field, JsonNode? value)
    {
        if (value is not null && field.Length is > 0 and <= MostName && _rest.Count < MostUnmapped)
            _rest[field] = value;
    }

    static bool Knows(string field) => LeadFields.Has(field) || Own.Contains(field) || Workspace.Contains(field);
}
