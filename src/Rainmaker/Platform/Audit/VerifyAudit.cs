namespace Rainmaker.Platform.Audit;

/// <summary>Walks a tenant's audit and names every row that was changed, removed or put out of order since it was sealed.</summary>
public static class VerifyAudit
{
    /// <param name="Sealed">How many rows stand in the chain.</param>
    /// <param name="Unsealed">How many wait for the sealer.</param>
    /// <param name="Faults">A sentence for each row that does not fit; empty where all is as it was written.</param>
    public sealed record Answer(long Sealed, long Unsealed, IReadOnlyList<string> Faults);

    public static async Task<Answer> Handle(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (expected, chain, faults) = (1L, AuditSeal.Beginning(actor.Tenant), new List<string>());
        var links = from seal in db.Set<AuditSeal>()
                    join audit in db.Set<AuditEntry>() on seal.AuditId equals audit.Id into rows
                    from audit in rows.DefaultIfEmpty()
                    orderby seal.Position
                    select new { seal, audit };
        await foreach (var link in links.AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
        {
            if (link.seal.Position != expected)
                faults.Add($"Links {expected} to {link.seal.Position - 1} are missing.");
            if (link.audit is null)
                faults.Add($"Row {link.seal.AuditId} at link {link.seal.Position} was removed.");
            else if (!link.audit.Recomputed().AsSpan().SequenceEqual(link.audit.Digest))
                faults.Add($"Row {link.audit.Id} at link {link.seal.Position} was changed.");
            else if (!AuditSeal.Next(chain, link.audit.Digest).AsSpan().SequenceEqual(link.seal.Chain))
                faults.Add($"Row {link.audit.Id} at link {link.seal.Position} does not follow the one before it.");
            (expected, chain) = (link.seal.Position + 1, link.seal.Chain);
        }
        var unsealed = await db.Set<AuditEntry>().CountAsync(a => !db.Set<AuditSeal>().Any(s => s.AuditId == a.Id), stop);
        return new Answer(expected - 1, unsealed, faults);
    }
}
