namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// What holds where no search has estimated anything yet: rough shares, as any list of customers has them. One person's fields agree as <see cref="EstimateModel"/> assumes before
/// it has seen a pair, but people have several addresses and numbers; two others agree by chance as rarely as the kind of field allows, and on a mailbox more often where
/// their names agree.
/// </summary>
public static class UsualWeights
{
    // As if a tenth of two thousand records stood twice.
    const double Prior = 1e-4;

    static readonly double[] _several = [0, 0.4, 0.02, 0.03, 0.05, 0.5];
    static readonly double[] _mailboxOfName = [0, 0.8, 0.08, 0.06, 0.04, 0.02];

    public static LinkageWeights Of(IReadOnlyList<LinkField> fields)
    {
        var slots = fields.Count + 2;
        double[][] m = [.. Enumerable.Range(0, slots).Select(slot => slot >= fields.Count ? EstimateModel.StartOrder : fields[slot].Kind is FieldKind.Email or FieldKind.Phone ? _several : EstimateModel.Start)];
        var parents = Enumerable.Repeat(-1, slots).ToArray();
        var u = new double[slots][][];
        var hasNames = fields.Any(field => field.Kind == FieldKind.FirstName) && fields.Any(field => field.Kind == FieldKind.LastName);
        for (var slot = 0; slot < slots; slot++)
        {
            var chance = slot >= fields.Count ? EstimateModel.StartOrder : Chance(Agreement(fields[slot].Kind));
            u[slot] = [.. Enumerable.Range(0, PairComparer.Levels).Select(_ => chance.ToArray())];
            if (slot >= fields.Count || fields[slot].Kind != FieldKind.Email || !hasNames)
                continue;
            parents[slot] = slots;
            u[slot][PairComparer.VerySimilar] = [.. _mailboxOfName];
            u[slot][PairComparer.Same] = [.. _mailboxOfName];
        }
        return new() { Fields = fields, M = m, U = EstimateModel.Rising(m, u), Parents = parents, Prior = Prior, Values = [.. fields.Select(_ => new ValueShares())] };
    }

    // How often two that are not one have the same.
    static double Agreement(FieldKind kind) => kind switch
    {
        FieldKind.Email or FieldKind.Phone => 1e-4,
        FieldKind.Name => 5e-4,
        FieldKind.Date or FieldKind.Number => 1e-3,
        FieldKind.Street => 2e-3,
        FieldKind.LastName or FieldKind.Company => 3e-3,
        FieldKind.FirstName or FieldKind.Postcode => 1e-2,
        FieldKind.StreetNumber => 2e-2,
        FieldKind.City or FieldKind.Text => 5e-2,
        FieldKind.State => 0.1,
        _ => 0.5,
    };

    // Near misses are about as frequent as agreement, looser likeness more so, within what is left.
    static double[] Chance(double same)
    {
        var (rest, alike, similar, close) = (1 - same, Math.Min(2 * same, 0.2), Math.Min(same, 0.1), Math.Min(same / 2, 0.05));
        return [0, rest * (1 - alike - similar - close), rest * alike, rest * similar, rest * close, same];
    }
}
