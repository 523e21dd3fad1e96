namespace Rainmaker.Activities;

/// <summary>Changes an activity; completing it notes when. What Rainmaker wrote itself stays as it is.</summary>
public static class UpdateActivity
{
    public sealed record Request
    {
        public Optional<string> ActivityType { get; init; }
        public Optional<string> Description { get; init; }
        public Optional<bool?> Completed { get; init; }
        public Optional<DateTimeOffset?> ScheduledAt { get; init; }
        public Optional<DateTimeOffset?> CompletedAt { get; init; }
        public Optional<JsonElement?> Metadata { get; init; }

        // What a client that sends back all it read includes; none of it is looked at.
        public JsonElement? Id { get; init; }
        public JsonElement? EntityType { get; init; }
        public JsonElement? EntityId { get; init; }
        public JsonElement? CreatedBy { get; init; }
        public JsonElement? Timestamp { get; init; }
        public JsonElement? CreatedAt { get; init; }
        public JsonElement? UpdatedAt { get; init; }
    }

    public sealed record WrittenByRainmaker() : Conflict("Rainmaker wrote this line itself; it tells what happened and stays.");

    /// <summary>Puts the change on the activity; all that is wrong with it, or null.</summary>
    public static Faults? Decide(Activity activity, Request request, DateTimeOffset now)
    {
        var faults = new List<Invalid>();
        var kind = request.ActivityType.IsSent ? LogActivity.Kind(request.ActivityType.Value, faults) : activity.Kind;
        if (request.Description.IsSent)
            LogActivity.Text(request.Description.Value, kind, faults);
        var metadata = request.Metadata.IsSent ? LogActivity.Metadata(request.Metadata.Value, faults) : activity.Metadata;
        if (request.CompletedAt.Value > now.AddMinutes(5))
            faults.Add(new LogActivity.DoneInTheFuture(request.CompletedAt.Value!.Value));
        if (faults.Count > 0)
            return new Faults(faults);

        var completed = request.Completed is { IsSent: true, Value: { } said } ? said : request.CompletedAt.IsSent ? request.CompletedAt.Value is not null : activity.Completed;
        activity.Kind = kind!.Value;
        activity.Description = request.Description.IsSent ? request.Description.Value?.Trim() ?? "" : activity.Description;
        if (metadata != activity.Metadata && !JsonElement.DeepEquals(JsonElement.Parse(metadata), JsonElement.Parse(activity.Metadata)))
            activity.Metadata = metadata;
        activity.ScheduledAt = request.ScheduledAt.IsSent ? request.ScheduledAt.Value?.ToUniversalTime() : activity.ScheduledAt;
        activity.CompletedAt = !completed ? null : request.CompletedAt.Value?.ToUniversalTime() ?? (activity.Completed ? activity.CompletedAt : null) ?? now;
        activity.Completed = completed;
        activity.At = activity.CompletedAt ?? activity.ScheduledAt ?? activity.At;
        return null;
    }

    public static async Task<Result<Activity>> Handle(Guid id, Request request, uint? edition, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Activities.SingleOrDefaultAsync(a => a.Id == id, stop) is not { } activity
            || hosts.FirstOrDefault(h => h.Type == activity.EntityType) is not { } records || await records.Find(db, activity.EntityId, stop) is not { } host)
            return new NotFound("activity");
        if (edition is { } seen && seen != activity.Version)
            return new Stale("activity");
        if (!LogActivity.ByHand.Contains(activity.Kind))
            return new WrittenByRainmaker();
        if (Decide(activity, request, db.Now) is { } faults)
            return faults;
        if (!db.ChangeTracker.HasChanges())
            return activity;
        activity.UpdatedAt = db.Now;
        await LogActivity.Follow(db, host, activity, hosts, stop);
        LogActivity.Tell(db, "activity.updated", host, activity);
        await db.Commit("activity.update", stop, new { unseen = edition is null });
        return activity;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/activities/{id:guid}", async (Guid id, Request request, Actor actor, IEnumerable<IHasActivities> hosts, Database database, HttpContext http, CancellationToken stop) =>
            {
                var result = await Handle(id, request, http.Seen(), actor, hosts, database, stop);
                if (result.Refused(out var refusal))
                    return refusal.Problem();
                http.Tell(result.Value.Version);
                return (IResult)TypedResults.Ok(ActivityView.Of(result.Value));
            })
            .Requires(ActivityRights.Log).Produces<ActivityView>()
            .WithSummary("Change or complete an activity");
}
