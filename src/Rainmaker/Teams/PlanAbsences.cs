namespace Rainmaker.Teams;

/// <summary>Days away: one's own, the team's for its manager, everybody's for an administrator. Why somebody is away is told to these only.</summary>
public static class PlanAbsences
{
    const int LongestReason = 200, MostDays = 400;

    /// <param name="ToDay">The last day away, included.</param>
    public sealed record Request(DateOnly FromDay, DateOnly ToDay, string? Reason = null);
    public sealed record View(Guid Id, Guid UserId, DateOnly FromDay, DateOnly ToDay, string? Reason, DateTimeOffset CreatedAt);

    public sealed record EndsBeforeItBegins(DateOnly ToDay) : Invalid("to_day", $"{ToDay:yyyy-MM-dd} is before the first day.", ToDay);
    public sealed record LastsTooLong(DateOnly ToDay) : Invalid("to_day", $"An absence lasts at most {MostDays} days.", ToDay);
    public sealed record NotYoursToPlan() : Forbidden("You plan your own absences, and as a manager those of your team.");

    public static Result<Done> Decide(Request request) => request switch
    {
        _ when request.ToDay < request.FromDay => new EndsBeforeItBegins(request.ToDay),
        _ when request.ToDay.DayNumber - request.FromDay.DayNumber >= MostDays => new LastsTooLong(request.ToDay),
        { Reason.Length: > LongestReason } => new InvalidField("reason", $"At most {LongestReason} characters.", request.Reason),
        _ => Done.It,
    };

    public static async Task<Result<Listing<View>>> List(Guid user, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Users.AnyAsync(u => u.Id == user, stop))
            return new NotFound("user");
        var told = actor.Sight.Includes(user);
        return Listing<View>.Whole(await db.Absences.Where(a => a.UserId == user).OrderByDescending(a => a.FromDay).Take(500)
            .Select(a => new View(a.Id, a.UserId, a.FromDay, a.ToDay, told ? a.Reason : null, a.CreatedAt)).ToListAsync(stop));
    }

    public static async Task<Result<View>> Plan(Guid user, Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Users.AnyAsync(u => u.Id == user, stop))
            return new NotFound("user");
        if (!actor.Sight.Includes(user))
            return new NotYoursToPlan();
        if (Decide(request).Refused(out var refusal))
            return refusal;
        var absence = new Absence { TenantId = db.TenantId, Id = Ids.At(db.Now), UserId = user, FromDay = request.FromDay, ToDay = request.ToDay, Reason = request.Reason?.Trim(), CreatedAt = db.Now };
        db.Add(absence);
        db.Record("user.changed", "absence", absence.Id, user);
        await db.Commit("absence.create", stop);
        return new View(absence.Id, user, absence.FromDay, absence.ToDay, absence.Reason, absence.CreatedAt);
    }

    public static async Task<Result<Done>> Cancel(Guid user, Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Absences.SingleOrDefaultAsync(a => a.Id == id && a.UserId == user, stop) is not { } absence)
            return new NotFound("absence");
        if (!actor.Sight.Includes(user))
            return new NotYoursToPlan();
        db.Remove(absence);
        db.Record("user.changed", "absence", absence.Id, user);
        await db.Commit("absence.delete", stop);
        return Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/users/{id:guid}/absences", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await List(id, actor, database, stop)).Answer())
            .Requires(TeamRights.Read).WithSummary("List a user's absences").WithTags("Team");
        routes.MapPost("/api/users/{id:guid}/absences", async (Guid id, Request request, Actor actor, Database database, CancellationToken stop) =>
                (await Plan(id, request, actor, database, stop)).Created(a => $"/api/users/{id}/absences/{a.Id}"))
            .Requires(TeamRights.PlanAbsences).WithSummary("Plan an absence").WithTags("Team");
        routes.MapDelete("/api/users/{id:guid}/absences/{absenceId:guid}", async (Guid id, Guid absenceId, Actor actor, Database database, CancellationToken stop) =>
                (await Cancel(id, absenceId, actor, database, stop)).Answer())
            .Requires(TeamRights.PlanAbsences).WithSummary("Cancel an absence").WithTags("Team");
    }
}
