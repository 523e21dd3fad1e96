namespace Rainmaker.Platform.Files;

/// <summary>The columns of one file, each with the field it means.</summary>
public sealed class ColumnPlan
{
    readonly (int Column, MappedColumn? Map, string? Constant)[] _byField;

    ColumnPlan(ImportFields fields, IReadOnlyList<string> headers, (int, MappedColumn?, string?)[] byField, int[] aside) =>
        (Fields, Headers, _byField, Aside) = (fields, headers, byField, aside);

    public ImportFields Fields { get; }
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Columns that mean no field and are kept with the record.</summary>
    public IReadOnlyList<int> Aside { get; }

    public sealed record NoSuchColumn(string Column, string Headers) : Invalid("map.columns", $"The map names a column \"{Column}\", but the file has: {Headers}.", Column);
    public sealed record NoSuchField(string Field, string Names) : Invalid("map.columns", $"There is no field \"{Field}\" to import. There are: {Names}.", Field);
    public sealed record FieldTwice(string Field, string First, string Second) : Invalid("map.columns", $"The columns \"{First}\" and \"{Second}\" both mean {Field}. Say in a map which one does.", Field);
    public sealed record MapIsForOther(string Kind, string Wanted) : Invalid("map.kind", $"The map is for {Kind}, not for {Wanted}.", Kind);
    public sealed record NothingRecognised(string Headers, string Names) : Invalid("file", $"No column is recognised in: {Headers}. Give a map, or use names such as: {Names}. If the whole header stands in one column, the file is separated by another character: name it in the map.");

    internal bool Has(ImportField field) => _byField[field.Place] is { Column: >= 0 } or { Constant: not null };

    internal (int Column, MappedColumn? Map, string? Constant) Of(ImportField field) => _byField[field.Place];

    /// <summary>By the map alone where there is one; else by the names of the columns.</summary>
    /// <param name="aliases">Further names of fields that the tenant knows (a source's own words).</param>
    public static Result<ColumnPlan> Make(string kind, ImportFields fields, ImportMap? map, IReadOnlyList<string> headers, IReadOnlyDictionary<string, string> aliases)
    {
        if (map?.Kind is { } other && other != kind)
            return new MapIsForOther(other, kind);
        var faults = new List<Invalid>();
        var byField = new (int Column, MappedColumn? Map, string? Constant)[fields.All.Count];
        Array.Fill(byField, (-1, null, null));
        var taken = new bool[headers.Count];

        void Take(int column, ImportField field, MappedColumn? how)
        {
            taken[column] = true;
            if (byField[field.Place].Column is var first and >= 0)
                faults.Add(new FieldTwice(field.Name, headers[first], headers[column]));
            byField[field.Place] = (column, how, null);
        }

        if (map is { Columns.Count: > 0 })
        {
            foreach (var (name, how) in map.Columns)
            {
                var column = Place(headers, name);
                if (column < 0)
                    faults.Add(new NoSuchColumn(name, string.Join(", ", headers)));
                if (fields.Named(how.Field) is not { } field)
                    faults.Add(new NoSuchField(how.Field, fields.Names));
                else if (column >= 0)
                    Take(column, field, how);
            }
        }
        else
        {
            for (var i = 0; i < headers.Count; i++)
                if ((fields.Named(headers[i]) ?? (aliases.TryGetValue(headers[i], out var ours) ? fields.Named(ours) : null)) is { } field)
                    Take(i, field, null);
        }
        foreach (var (name, value) in map?.Constants ?? new Dictionary<string, string>())
        {
            if (fields.Named(name) is { } field)
                byField[field.Place].Constant = value;
            else
                faults.Add(new NoSuchField(name, fields.Names));
        }
        if (faults.Count > 0)
            return new Faults(faults);
        if (Array.TrueForAll(taken, t => !t))
            return new NothingRecognised(string.Join(", ", headers), fields.Names);
        var aside = Enumerable.Range(0, headers.Count).Where(i => !taken[i] && !RejectedRows.IsOurs(headers[i]));
        return new ColumnPlan(fields, headers, byField, map?.KeepUnmapped == false ? [] : [.. aside]);
    }

    static int Place(IReadOnlyList<string> headers, string name)
    {
        for (var i = 0; i < headers.Count; i++)
            if (string.Equals(headers[i], name.Trim(), StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }
}
