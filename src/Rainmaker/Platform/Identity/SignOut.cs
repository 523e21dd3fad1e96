namespace Rainmaker.Platform.Identity;

/// <summary>Ends the session of the browser at hand, from the next request on. Other browsers of the same user stay signed in.</summary>
public static class SignOut
{
    public static async Task Handle(Caller caller, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(caller.Actor, stop);
        var session = await db.Set<Session>().SingleOrDefaultAsync(s => s.Id == caller.Credential, stop);
        if (session is null or { EndedAt: not null })
            return;
        session.EndedAt = db.Now;
        db.Add(db.NewAudit("user.sign_out", "session", session.Id, "{}"));
        db.Record("user.changed", "session", session.Id, null);
        await db.Commit("user.sign_out", stop);
    }
}
