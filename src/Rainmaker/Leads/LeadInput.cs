using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>Reads the fields of a request one by one and gathers everything wrong with them, so that all is told at once.</summary>
public sealed class LeadInput(LeadDesk desk, Actor actor)
{
    public const int Text = 255, LongText = 2000;

    /// <summary>Statuses that somebody sets; the others are reached by converting and by marking as spam.</summary>
    public static readonly IReadOnlyList<LeadStatus> ByHand = [LeadStatus.New, LeadStatus.Contacted, LeadStatus.Qualified, LeadStatus.Disqualified];

    readonly List<Invalid> _faults = [];

    public sealed record NotAmong(string Field, string Sent, IEnumerable<string> Choices) : Invalid(Field, $"'{Sent}' is not a value of '{Field}'; there are {string.Join(", ", Choices)}.", Sent);

    public sealed record TooLong(string Field, int Length, int Most) : Invalid(Field, $"It has {Length} characters; {Most} is the most.", Length);

    public sealed record NoSuchUser(string Field, Guid Sent) : Invalid(Field, "There is no such user who can own a lead.", Sent);

    public sealed record InTheFuture(string Field, DateTimeOffset Sent) : Invalid(Field, $"'{Field}' has not come yet.", Sent);

    /// <summary>A rep keeps own leads and gives none away; whoever leads the team does.</summary>
    public sealed record OnlyManagersGiveLeads() : Forbidden("Only managers and administrators give a lead to somebody else.");

    public IReadOnlyList<Invalid> Faults => _faults;
    public Refusal? Refusal { get; private set; }

    public string? Line(string field, string? sent, int most = Text)
    {
        if (sent?.Length > most)
            _faults.Add(new TooLong(field, sent.Length, most));
        return string.IsNullOrWhiteSpace(sent) ? null : sent.Trim();
    }

    public T? Choice<T>(string field, string? sent, IEnumerable<T>? among = null) where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(sent))
            return null;
        if (Words<T>.FromWord.TryGetValue(sent.Trim(), out var value) && (among is null || among.Contains(value)))
            return value;
        _faults.Add(new NotAmong(field, sent.Length > 100 ? sent[..100] : sent, among is null ? Words<T>.All : among.Select(v => Words<T>.ToWord[v])));
        return null;
    }

    public Guid? Owner(string field, Guid? sent)
    {
        if (sent is not { } user)
            return null;
        if (!desk.People.Any(person => person.Id == user && person.IsActive))
            _faults.Add(new NoSuchUser(field, user));
        else if (user != actor.Person && !LeadRights.Assign.Allows(actor))
            Refusal = new OnlyManagersGiveLeads();
        return user;
    }

    public string? Consent(JsonElement? sent)
    {
        if (sent is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } consent)
            return null;
        var text = consent.GetRawText();
        if (text.Length > LongText)
            _faults.Add(new TooLong("consent", text.Length, LongText));
        return text;
    }

    public DateTimeOffset? Past(string field, DateTimeOffset? sent, DateTimeOffset now)
    {
        if (sent > now.AddMinutes(5))
            _faults.Add(new InTheFuture(field, sent.Value));
        return sent?.ToUniversalTime();
    }
}
