using System.Text.Json.Serialization;

namespace Rainmaker.Platform.Files;

/// <summary>Which column of a file means which field. Kept as JSON beside the files it is for; see samples/*.map.json.</summary>
public sealed record ImportMap
{
    /// <summary>What the rows are: <c>leads</c>, <c>deals</c>. A map for one is refused for the other.</summary>
    public string? Kind { get; init; }

    /// <summary>For people who read the file.</summary>
    public string? About { get; init; }

    /// <summary>One character, or <c>tab</c>; recognised where left out.</summary>
    public string? Delimiter { get; init; }

    /// <summary>A dot or a comma; recognised cell by cell where left out, the tenant's where a cell can be read both ways.</summary>
    public string? DecimalMark { get; init; }

    /// <summary>Tried in order, such as <c>dd.MM.yyyy</c>; ISO 8601 and the tenant's own way of writing are always understood.</summary>
    public string[] DateFormats { get; init; } = [];

    /// <summary>By the column's name in the file's header, letter for letter but for case.</summary>
    public IReadOnlyDictionary<string, MappedColumn> Columns { get; init; } = new Dictionary<string, MappedColumn>();

    /// <summary>By field: what every row has that says nothing itself.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether columns that mean no field are kept with the record.</summary>
    public bool KeepUnmapped { get; init; } = true;

    public sealed record MapIsNoJson(string Place) : Invalid("map", $"The map is not what a map must be: {Place}");
    public sealed record DelimiterIsOneCharacter(string Given) : Invalid("map.delimiter", $"A delimiter is one character or \"tab\", not \"{Given}\".", Given);
    public sealed record DecimalMarkIsDotOrComma(string Given) : Invalid("map.decimal_mark", $"The decimal separator is \".\" or \",\", not \"{Given}\".", Given);

    public static Result<ImportMap> Parse(string json)
    {
        try
        {
            var map = JsonSerializer.Deserialize<ImportMap>(json, Json.Wire);
            return map is null ? new MapIsNoJson("it is empty.") : map;
        }
        catch (JsonException bad)
        {
            return new MapIsNoJson($"line {(bad.LineNumber ?? 0) + 1}, at {bad.Path ?? "$"}.");
        }
    }

    internal Result<char?> Separator() => Delimiter switch
    {
        null => (char?)null,
        "tab" => '\t',
        [var one] => one,
        _ => new DelimiterIsOneCharacter(Delimiter),
    };

    internal Result<CellReader> Reader(TenantInfo tenant) => DecimalMark switch
    {
        null => new CellReader(null, DateFormats, tenant),
        "." or "," => new CellReader(DecimalMark[0], DateFormats, tenant),
        _ => new DecimalMarkIsDotOrComma(DecimalMark),
    };
}

/// <summary>What a column means: just a field's name, or with the words it uses and how it writes dates.</summary>
/// <param name="Field">Its name on the wire.</param>
/// <param name="Values">The file's word and ours; case does not matter. A word not named here is taken as it stands.</param>
/// <param name="Format">How this column writes dates, such as <c>MM/dd/yyyy</c>.</param>
[JsonConverter(typeof(MappedColumnConverter))]
public sealed record MappedColumn(string Field, IReadOnlyDictionary<string, string>? Values = null, string? Format = null);

sealed class MappedColumnConverter : JsonConverter<MappedColumn>
{
    sealed record Long(string Field, Dictionary<string, string>? Values = null, string? Format = null);

    public override MappedColumn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new(reader.GetString()!);
        var full = JsonSerializer.Deserialize<Long>(ref reader, options);
        if (full?.Field is null)
            throw new JsonException("A column names its field.");
        return new(full.Field, full.Values is null ? null : new Dictionary<string, string>(full.Values, StringComparer.OrdinalIgnoreCase), full.Format);
    }

    public override void Write(Utf8JsonWriter writer, MappedColumn value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Long(value.Field, value.Values?.ToDictionary(), value.Format), options);
}
