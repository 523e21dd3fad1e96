using System.Globalization;
using System.Text.RegularExpressions;

namespace Rainmaker.Simulators.Salesforce;

/// <summary>As much of SOQL as a sales tool needs: fields, sub-queries, conditions with AND, OR and brackets, order, limit. What it does not know it refuses.</summary>
sealed partial class SoqlQuery
{
    readonly List<string> _words;
    int _at;

    SoqlQuery(string text) => _words = [.. Word().Matches(text).Select(m => m.Value)];

    public List<string> Fields { get; } = [];
    public List<SoqlQuery> Children { get; } = [];
    public string From { get; private set; } = "";
    public Func<Func<string, object?>, bool> Where { get; private set; } = _ => true;
    public List<(string Field, bool Descending)> Order { get; } = [];
    public int? Limit { get; private set; }
    public bool IsCount { get; private set; }

    /// <exception cref="FormatException">MALFORMED_QUERY, in Salesforce's words.</exception>
    public static SoqlQuery Read(string text)
    {
        var query = new SoqlQuery(text);
        query.Select();
        return query._at == query._words.Count ? query : throw query.Unexpected();
    }

    void Select()
    {
        Expect("SELECT");
        do
        {
            if (Is("COUNT"))
            {
                Expect("(");
                Expect(")");
                IsCount = true;
            }
            else if (Is("("))
            {
                var child = new SoqlQuery(string.Join(' ', UpToBracket()));
                child.Select();
                Children.Add(child);
            }
            else
                Fields.Add(Next());
        }
        while (Is(","));
        Expect("FROM");
        From = Next();
        if (Is("WHERE"))
            Where = Any();
        if (Is("ORDER"))
        {
            Expect("BY");
            do
            {
                var field = Next();
                var descending = Is("DESC");
                _ = !descending && Is("ASC");
                Order.Add((field, descending));
            }
            while (Is(","));
        }
        if (Is("LIMIT"))
            Limit = int.Parse(Next(), CultureInfo.InvariantCulture);
    }

    IEnumerable<string> UpToBracket()
    {
        for (var depth = 1; _at < _words.Count; _at++)
        {
            depth += _words[_at] == "(" ? 1 : _words[_at] == ")" ? -1 : 0;
            if (depth == 0)
            {
                _at++;
                yield break;
            }
            yield return _words[_at];
        }
    }

    Func<Func<string, object?>, bool> Any()
    {
        var left = All();
        while (Is("OR"))
        {
            var (one, other) = (left, All());
            left = of => one(of) || other(of);
        }
        return left;
    }

    Func<Func<string, object?>, bool> All()
    {
        var left = One();
        while (Is("AND"))
        {
            var (one, other) = (left, One());
            left = of => one(of) && other(of);
        }
        return left;
    }

    Func<Func<string, object?>, bool> One()
    {
        if (Is("("))
        {
            var inner = Any();
            Expect(")");
            return inner;
        }
        var field = Next();
        var sign = Next();
        if (string.Equals(sign, "IN", StringComparison.OrdinalIgnoreCase))
        {
            Expect("(");
            var values = new List<object?>();
            do
                values.Add(Value(Next()));
            while (Is(","));
            Expect(")");
            return of => values.Contains(of(field));
        }
        var value = Value(Next());
        return sign switch
        {
            "=" => of => Compare(of(field), value) == 0,
            "!=" => of => Compare(of(field), value) != 0,
            ">" => of => of(field) is { } v && Compare(v, value) > 0,
            ">=" => of => of(field) is { } v && Compare(v, value) >= 0,
            "<" => of => of(field) is { } v && Compare(v, value) < 0,
            "<=" => of => of(field) is { } v && Compare(v, value) <= 0,
            _ => throw Unexpected(),
        };
    }

    public static int Compare(object? one, object? other) => (one, other) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b) is var c && string.Equals(a, b, StringComparison.OrdinalIgnoreCase) && a.Contains('@', StringComparison.Ordinal) ? 0 : c,
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (decimal a, decimal b) => a.CompareTo(b),
        _ => throw new FormatException($"MALFORMED_QUERY: {one} and {other} cannot be compared"),
    };

    static object? Value(string word) =>
        word[0] == '\'' ? Unescape().Replace(word[1..^1], m => m.Value[1..])
        : word.ToUpperInvariant() switch
        {
            "NULL" => null,
            "TRUE" => true,
            "FALSE" => false,
            _ when DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
            _ when word.Length > 10 && DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            _ when decimal.TryParse(word, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new FormatException($"MALFORMED_QUERY: unexpected token: {word}"),
        };

    bool Is(string word)
    {
        if (_at >= _words.Count || !string.Equals(_words[_at], word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }

    string Next() => _at < _words.Count ? _words[_at++] : throw new FormatException("MALFORMED_QUERY: unexpected end");

    void Expect(string word)
    {
        if (!Is(word))
            throw Unexpected();
    }

    FormatException Unexpected() => new($"MALFORMED_QUERY: unexpected token: {(_at < _words.Count ? _words[_at] : "<EOF>")}");

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|[\w.:+\-]+|!=|>=|<=|[=<>(),]", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\\.", RegexOptions.None, 1000)]
    private static partial Regex Unescape();
}
