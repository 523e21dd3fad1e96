using System.Globalization;
using NpgsqlTypes;

namespace Rainmaker.Leads;

/// <summary>An order of leads that a cursor can go on behind.</summary>
public sealed class LeadSort
{
    static readonly Dictionary<string, (string Column, NpgsqlDbType Type)> Columns = new(StringComparer.Ordinal)
    {
        ["created_at"] = ("created_at", NpgsqlDbType.TimestampTz), ["updated_at"] = ("updated_at", NpgsqlDbType.TimestampTz), ["score"] = ("ai_score", NpgsqlDbType.Numeric), ["name"] = ("lower(name)", NpgsqlDbType.Text),
    };

    readonly string _key;
    readonly bool _falling;

    LeadSort(string key, bool falling) => (_key, _falling) = (key, falling);

    public string Word => _falling ? "-" + _key : _key;

    public sealed record NotASort(string Sent) : Invalid("sort", $"'{Sent}' is no order of leads; there are {string.Join(", ", Columns.Keys)}, with - in front falling.", Sent);

    /// <param name="sent">-created_at where left out.</param>
    public static Result<LeadSort> Of(string? sent)
    {
        var word = string.IsNullOrWhiteSpace(sent) ? "-created_at" : sent;
        var key = word.TrimStart('-') switch { "ai_score" => "score", var other => other };
        return Columns.ContainsKey(key) ? new LeadSort(key, word.StartsWith('-')) : new NotASort(word);
    }

    // Whoever was not judged comes last either way.
    public string OrderBy => $"{Columns[_key].Column} {(_falling ? "desc" : "asc")}{(_key == "score" ? " nulls last" : "")}, id {(_falling ? "desc" : "asc")}";

    /// <summary>Adds the condition that goes on behind a cursor; false where it is none of this order's.</summary>
    public bool GoOn(ChooseLeads choice, string cursor)
    {
        if (Cursor.Read(cursor, Word) is not [var value, var last] || !Guid.TryParse(last, out var id))
            return false;
        var (column, type) = Columns[_key];
        var (than, lastId) = (_falling ? "<" : ">", choice.Add(NpgsqlDbType.Uuid, id));
        if (value.Length == 0 && _key == "score")
        {
            choice.And($"ai_score is null and id {than} {lastId}");
            return true;
        }
        object? place = type switch
        {
            NpgsqlDbType.TimestampTz => long.TryParse(value, CultureInfo.InvariantCulture, out var ticks) && ticks is >= 0 and <= 3_155_378_975_999_999_999 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            NpgsqlDbType.Numeric => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var score) ? score : null,
            _ => value,
        };
        if (place is null)
            return false;
        var behind = $"({column}, id) {than} ({choice.Add(type, place)}, {lastId})";
        choice.And(_key == "score" ? $"({behind} or ai_score is null)" : behind);
        return true;
    }

    public string Place(DateTimeOffset createdAt, DateTimeOffset updatedAt, decimal? score, string name, Guid id) => Cursor.Write(Word, _key switch
    {
        "created_at" => createdAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        "updated_at" => updatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        "score" => score?.ToString(CultureInfo.InvariantCulture) ?? "",
        _ => name.ToLowerInvariant(),
    }, id.ToString());
}
