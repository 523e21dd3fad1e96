namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How alike two values of one kind are, 0 to 1; 1 only where they mean the same. Symmetric.</summary>
static class Alike
{
    public static double Of(Vocabulary values, int a, int b)
    {
        if (a == b)
            return 1;
        var (left, right, apart) = (values.Text(a), values.Text(b), Edits.Apart(values.Letters[a], values.Letters[b]));
        switch (values.Kind)
        {
            case FieldKind.FirstName or FieldKind.LastName:
                return Names(left, right, apart);
            case FieldKind.Name or FieldKind.Company or FieldKind.Street or FieldKind.City or FieldKind.Text:
                return Wordy(values, a, b);
            case FieldKind.Email:
                return Emails(left, right, apart);
            case FieldKind.Phone:
                return Phones(left, right, apart);
            case FieldKind.Date:
                return Dates(left, right);
            default:
                return Edits.Alike(left, right, apart);
        }
    }

    /// <summary>Single names: edits and Jaro-Winkler in equal parts; known short forms, initials and beginnings count as well.</summary>
    public static double Names(string a, string b, int apart = 0)
    {
        var (brief, full) = a.Length <= b.Length ? (a, b) : (b, a);
        if (brief.Length == 1)
            return full[0] == brief[0] ? 0.8 : 0;
        var alike = Typed(a, b, apart);
        if (alike < 0.92 && Nicknames.Same(a, b))
            return 0.92;
        return alike < 0.85 && brief.Length >= 3 && full.StartsWith(brief, StringComparison.Ordinal) ? 0.85 : alike;
    }

    static double Typed(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int apart = 0) =>
        Edits.Alike(a, b, apart) is var edits and > 0 ? (edits + Likeness.Of(a, b)) / 2 : 0;

    // Soft TF-IDF (Cohen, Ravikumar, Fienberg 2003): rare words count more, nearly equal words count nearly as much; the cosine and the share of the poorer side
    // that is found on the other, in equal parts. Set against the whole text without blanks, where words were run together.
    static double Wordy(Vocabulary values, int a, int b)
    {
        var (mine, theirs) = (values.Words[a], values.Words[b]);
        var whole = mine.Length == 1 || theirs.Length == 1 || mine.Length != theirs.Length ? Whole(values.Text(a), values.Text(b)) : Edits.Alike(values.Text(a), values.Text(b));
        if (mine.Length == 0 || theirs.Length == 0 || (mine.Length == 1 && theirs.Length == 1))
            return whole;
        if (mine.Length > theirs.Length || (mine.Length == theirs.Length && a > b))
            (mine, theirs) = (theirs, mine);
        Span<bool> taken = stackalloc bool[theirs.Length];
        var (common, found, here, there, weight) = (0d, 0d, 0d, 0d, 0d);
        foreach (var word in theirs)
            there += Square(values.WordWeights[word]);
        foreach (var word in mine)
        {
            var (best, at) = (0d, -1);
            for (var j = 0; j < theirs.Length && best < 1; j++)
            {
                if (taken[j])
                    continue;
                var alike = word == theirs[j] ? 1 : OneWord(values.WordTexts[word], values.WordTexts[theirs[j]], values.Kind);
                if (alike > best)
                    (best, at) = (alike, j);
            }
            var mineWeight = values.WordWeights[word];
            here += Square(mineWeight);
            weight += mineWeight;
            if (best < 0.75)
                continue;
            taken[at] = true;
            common += best * mineWeight * values.WordWeights[theirs[at]];
            found += best * mineWeight;
        }
        var soft = (common / Math.Sqrt(here * there) + found / weight) / 2;
        return Math.Min(0.999, Math.Max(soft, whole));
    }

    static double OneWord(string a, string b, FieldKind kind)
    {
        // A house number is another house when one digit differs.
        if (char.IsAsciiDigit(a[0]) || char.IsAsciiDigit(b[0]))
            return Math.Max(0, Edits.Alike(a, b) - 0.1);
        if (kind == FieldKind.Name)
            return Names(a, b);
        var (brief, full) = a.Length <= b.Length ? (a, b) : (b, a);
        if (brief.Length >= 3 && full.StartsWith(brief, StringComparison.Ordinal))
            return Math.Max(0.85, Typed(a, b));
        return Typed(a, b);
    }

    static double Whole(string a, string b)
    {
        if (!a.Contains(' ', StringComparison.Ordinal) && !b.Contains(' ', StringComparison.Ordinal))
            return Typed(a, b);
        var (x, y) = (a.Replace(" ", "", StringComparison.Ordinal), b.Replace(" ", "", StringComparison.Ordinal));
        return x == y ? 0.99 : Typed(x, y);
    }

    // One mailbox at two services is less than one address; two boxes of one company are nothing. Two boxes at two services are alike only as far as slips of the finger go:
    // addresses are made of names and companies, and two of those have much in common without being one.
    static double Emails(string a, string b, int apart)
    {
        var (at, there) = (a.IndexOf('@', StringComparison.Ordinal), b.IndexOf('@', StringComparison.Ordinal));
        if (at <= 0 || there <= 0)
            return Edits.Alike(a, b, apart);
        var mine = a.AsSpan(0, at);
        var theirs = b.AsSpan(0, there);
        if (mine.SequenceEqual(theirs))
            return Math.Max(Edits.Alike(a, b, apart), mine.Length > 3 ? 0.85 : 0.65);
        if (a.AsSpan(at).SequenceEqual(b.AsSpan(there)))
        {
            var box = Edits.Alike(mine, theirs);
            return box >= 0.75 ? Math.Min(Edits.Alike(a, b, apart), box + 0.1) : box / 2;
        }
        var slips = Edits.Between(a, b, MostSlips);
        return slips <= MostSlips ? 1 - (double)slips / Math.Max(a.Length, b.Length) : 0;
    }

    static double Phones(string a, string b, int apart)
    {
        var (brief, full) = a.Length <= b.Length ? (a, b) : (b, a);
        return brief.Length >= 7 && full.EndsWith(brief, StringComparison.Ordinal) ? 0.97 : Edits.Alike(a, b, apart);
    }

    // Day and month exchanged is the commonest slip in dates; a date that shares two of its three parts comes next.
    static double Dates(string a, string b)
    {
        var edits = Edits.Between(a, b, 3);
        if (a.Length != 8 || b.Length != 8)
            return Edits.Alike(a, b);
        var (year, month, day) = (a.AsSpan(0, 4).SequenceEqual(b.AsSpan(0, 4)), a.AsSpan(4, 2).SequenceEqual(b.AsSpan(4, 2)), a.AsSpan(6, 2).SequenceEqual(b.AsSpan(6, 2)));
        if (edits == 1 || (year && a.AsSpan(4, 2).SequenceEqual(b.AsSpan(6, 2)) && a.AsSpan(6, 2).SequenceEqual(b.AsSpan(4, 2))))
            return 0.92;
        if (year ? month || day : month && day)
            return 0.85;
        return year || edits == 2 ? 0.7 : edits == 3 ? 0.4 : 0.2;
    }

    const int MostSlips = 3;

    static double Square(double value) => value * value;
}
