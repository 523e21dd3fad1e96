namespace Rainmaker.Activities;

/// <summary>Notes something done or planned on a record's timeline.</summary>
public static class LogActivity
{
    public const int MostText = 20_000, MostMetadata = 8_000;

    /// <summary>What a person notes; the other kinds Rainmaker writes itself.</summary>
    public static readonly IReadOnlyList<ActivityKind> ByHand =
        [ActivityKind.Call, ActivityKind.Email, ActivityKind.Whatsapp, ActivityKind.Meeting, ActivityKind.Task, ActivityKind.Note, ActivityKind.Proposal, ActivityKind.Quotation];

    /// <param name="EntityType">lead, opportunity (deal), company or contact.</param>
    /// <param name="ActivityType">call, email, whatsapp, meeting, task, note, proposal or quotation.</param>
    /// <param name="Completed">Whether it was done; where left out, unless it is scheduled for later.</param>
    /// <param name="CompletedAt">When it was done, never in the future; now where left out.</param>
    /// <param name="Metadata">An object of one's own. <c>outcome</c> (a word: how a call or meeting ended) and <c>replied</c> (true or false: whether they came back on it) are read by the activity quality.</param>
    public sealed record Request(string? EntityType = null, Guid? EntityId = null, string? ActivityType = null, string? Description = null, bool? Completed = null,
        DateTimeOffset? ScheduledAt = null, DateTimeOffset? CompletedAt = null, JsonElement? Metadata = null);

    public sealed record Required(string Of) : Invalid(Of, $"'{Of}' is needed.");
    public sealed record UnknownWord(string Of, string Sent, IEnumerable<string> Choices) : Invalid(Of, $"'{Sent}' is not a value of '{Of}'; there are {string.Join(", ", Choices)}.", Sent);
    public sealed record TooLong(string Of, int Length, int Most) : Invalid(Of, $"It has {Length:N0} characters; {Most:N0} is the most.", Length);
    public sealed record NotAnObject() : Invalid("metadata", "'metadata' is a JSON object.");
    public sealed record DoneInTheFuture(DateTimeOffset At) : Invalid("completed_at", "What is done cannot have been done later than now.", At);
    public sealed record SayWhen() : Invalid("scheduled_at", "Say when it is planned for.");

    /// <summary>The activity, or everything wrong with it.</summary>
    public static Result<Activity> Decide(Request request, Guid tenant, Guid? by, DateTimeOffset now)
    {
        var faults = new List<Invalid>();
        var type = EntityWords.Read(request.EntityType);
        if (type is null)
            faults.Add(request.EntityType is { } word ? new UnknownWord("entity_type", word, Words<EntityType>.All) : new Required("entity_type"));
        if (request.EntityId is null)
            faults.Add(new Required("entity_id"));
        var kind = Kind(request.ActivityType, faults);
        Text(request.Description, kind, faults);
        var metadata = Metadata(request.Metadata, faults);
        var completed = request.Completed ?? (request.CompletedAt is not null || request.ScheduledAt is not { } planned || planned <= now);
        if (completed && request.CompletedAt > now.AddMinutes(5))
            faults.Add(new DoneInTheFuture(request.CompletedAt.Value));
        if (!completed && request.ScheduledAt is null && kind is not (null or ActivityKind.Task))
            faults.Add(new SayWhen());
        if (faults.Count > 0)
            return new Faults(faults);

        var done = completed ? (request.CompletedAt ?? (request.ScheduledAt <= now ? request.ScheduledAt : null) ?? now).ToUniversalTime() : (DateTimeOffset?)null;
        var at = done ?? request.ScheduledAt?.ToUniversalTime() ?? now;
        return new Activity
        {
            TenantId = tenant, Id = Ids.At(at), EntityType = type!.Value, EntityId = request.EntityId!.Value, Kind = kind!.Value, Description = request.Description?.Trim() is { Length: > 0 } text ? text : Usual(kind.Value),
            Completed = completed, ScheduledAt = request.ScheduledAt?.ToUniversalTime(), CompletedAt = done, At = at, CreatedBy = by, Metadata = metadata, CreatedAt = now, UpdatedAt = now,
        };
    }

    public static async Task<Result<Activity>> Handle(Request request, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var decision = Decide(request, db.TenantId, actor.Person, db.Now);
        if (decision.Refused(out var refusal))
            return refusal;
        var activity = decision.Value;
        if (hosts.FirstOrDefault(h => h.Type == activity.EntityType) is not { } records || await records.Find(db, activity.EntityId, stop) is not { } host)
            return new NotFound(Words<EntityType>.ToWord[activity.EntityType]);
        await Write(db, host, activity, hosts, stop);
        await db.Commit("activity.log", stop);
        return activity;
    }

    /// <summary>Puts a decided activity on its record, within the caller's transaction: whoever reads the record next finds it counted.</summary>
    internal static async Task Write(SalesDb db, ActivityHost host, Activity activity, IEnumerable<IHasActivities> hosts, CancellationToken stop)
    {
        db.Add(activity);
        await Follow(db, host, activity, hosts, stop);
        Tell(db, "activity.logged", host, activity);
    }

    internal static async Task Follow(SalesDb db, ActivityHost host, Activity activity, IEnumerable<IHasActivities> hosts, CancellationToken stop)
    {
        foreach (var room in hosts)
            await room.Follow(db, host, activity, stop);
    }

    /// <summary>The record and, for a converted lead, its deal hear of it.</summary>
    internal static void Tell(SalesDb db, string kind, ActivityHost host, Activity activity)
    {
        var data = new { activity_id = activity.Id, activity_type = activity.Kind, completed = activity.Completed, at = activity.At };
        if (host.Type == EntityType.Lead)
            db.Record(kind, "lead", host.Id, host.Owner, data);
        if (host.Deal is { } deal)
            db.Record(kind, "deal", deal, host.Owner, data);
        if (host.Type is not (EntityType.Lead or EntityType.Opportunity))
            db.Record(kind, "activity", activity.Id, host.Owner, data);
    }

    internal static ActivityKind? Kind(string? sent, List<Invalid> faults)
    {
        if (sent is not null && Words<ActivityKind>.FromWord.TryGetValue(sent, out var kind) && ByHand.Contains(kind))
            return kind;
        faults.Add(sent is null ? new Required("activity_type") : new UnknownWord("activity_type", sent.Length > 100 ? sent[..100] : sent, ByHand.Select(k => Words<ActivityKind>.ToWord[k])));
        return null;
    }

    internal static void Text(string? sent, ActivityKind? kind, List<Invalid> faults)
    {
        if (sent?.Length > MostText)
            faults.Add(new TooLong("description", sent.Length, MostText));
        if (string.IsNullOrWhiteSpace(sent) && kind is ActivityKind.Note or ActivityKind.Task)
            faults.Add(new Required("description"));
    }

    internal static string Metadata(JsonElement? sent, List<Invalid> faults)
    {
        if (sent is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } metadata)
            return "{}";
        if (metadata.ValueKind != JsonValueKind.Object)
            faults.Add(new NotAnObject());
        else if (metadata.GetRawText().Length > MostMetadata)
            faults.Add(new TooLong("metadata", metadata.GetRawText().Length, MostMetadata));
        else
            ActivityOutcome.Check(metadata, faults);
        return metadata.GetRawText();
    }

    static string Usual(ActivityKind kind)
    {
        var word = Words<ActivityKind>.ToWord[kind].Replace('_', ' ');
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/activities", async (Request request, Actor actor, IEnumerable<IHasActivities> hosts, Database database, HttpContext http, CancellationToken stop) =>
            {
                var result = await Handle(request, actor, hosts, database, stop);
                if (result.Refused(out var refusal))
                    return refusal.Problem();
                http.Tell(result.Value.Version);
                return (IResult)TypedResults.Created($"/api/activities/{result.Value.Id}", ActivityView.Of(result.Value));
            })
            .Requires(ActivityRights.Log).Produces<ActivityView>(StatusCodes.Status201Created)
            .WithSummary("Note something done or planned");
}
