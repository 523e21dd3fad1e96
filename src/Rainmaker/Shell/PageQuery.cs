using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace Rainmaker.Shell;

/// <summary>The address of the page at hand, to build its neighbours from: same filters, another sort; same list, next page.</summary>
public sealed class PageQuery
{
    readonly string _path;
    readonly Dictionary<string, StringValues> _values;

    PageQuery(string path, Dictionary<string, StringValues> values) => (_path, _values) = (path, values);

    public static PageQuery Of(HttpContext context) =>
        new(context.Request.Path, new(context.Request.Query, StringComparer.Ordinal));

    /// <summary>The first value sent under that name, null where there is none.</summary>
    public string? this[string key] => _values.TryGetValue(key, out var value) && value is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>With that one value, or without it where it is null or empty. Going elsewhere starts at the first page again.</summary>
    public PageQuery With(string key, string? value)
    {
        var changed = new Dictionary<string, StringValues>(_values, StringComparer.Ordinal);
        if (key is not "cursor")
            changed.Remove("cursor");
        if (string.IsNullOrEmpty(value))
            changed.Remove(key);
        else
            changed[key] = value;
        return new(_path, changed);
    }

    /// <summary>Without those filters and without the search.</summary>
    public PageQuery Clear(params IEnumerable<string> keys) => keys.Append("q").Aggregate(this, (query, key) => query.With(key, null));

    public PageQuery At(string path) => new(path, _values);

    /// <summary>Every name and value but those, for the hidden fields of a filter form.</summary>
    public IEnumerable<(string Key, string Value)> Except(params IEnumerable<string> keys) =>
        from pair in _values.ExceptBy(keys.Append("cursor"), p => p.Key, StringComparer.Ordinal)
        from value in pair.Value
        where !string.IsNullOrEmpty(value)
        select (pair.Key, value);

    public override string ToString() => _path + new QueryBuilder(_values.Where(p => !StringValues.IsNullOrEmpty(p.Value)).SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v ?? "")));
}
