using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Rainmaker.Platform.Files;

/// <summary>A row that was not taken: where it stood, what was in it, and why.</summary>
public sealed record RejectedRow(long Line, string?[] Cells, string Why);

/// <summary>The file of rejected rows: the columns of the file they came from, then the line and the reason. Mended, it can be imported as it is.</summary>
public static class RejectedRows
{
    public const string LineColumn = "_row";
    public const string WhyColumn = "_reason";

    internal static bool IsOurs(string header) => header is LineColumn or WhyColumn;

    public static void Write(TextWriter file, IReadOnlyList<string> headers, IEnumerable<RejectedRow> rows)
    {
        using var csv = new CsvWriter(file, new CsvConfiguration(CultureInfo.InvariantCulture), leaveOpen: true);
        WriteHeader(csv, headers);
        foreach (var row in rows)
            WriteRow(csv, headers, row);
    }

    internal static CsvWriter Begin(TextWriter file, IReadOnlyList<string> headers)
    {
        var csv = new CsvWriter(file, new CsvConfiguration(CultureInfo.InvariantCulture), leaveOpen: true);
        WriteHeader(csv, headers);
        return csv;
    }

    internal static void WriteRow(CsvWriter csv, IReadOnlyList<string> headers, RejectedRow row)
    {
        for (var i = 0; i < headers.Count; i++)
            // A file that was rejected once and is rejected again keeps one pair of our columns.
            if (!IsOurs(headers[i]))
                csv.WriteField(Formulas.Neutralise(i < row.Cells.Length ? row.Cells[i] : null));
        csv.WriteField(row.Line);
        csv.WriteField(Formulas.Neutralise(row.Why));
        csv.NextRecord();
    }

    static void WriteHeader(CsvWriter csv, IReadOnlyList<string> headers)
    {
        foreach (var header in headers.Where(h => !IsOurs(h)).Select(Formulas.Neutralise).Append(LineColumn).Append(WhyColumn))
            csv.WriteField(header);
        csv.NextRecord();
    }
}

static class SealedRejections
{
    const string Field = "import.row";

    sealed record Kept(string?[] Cells, string Why);

    public static ImportRejection Seal(this RejectedRow row, ImportRun run, Vault vault) => new()
    {
        TenantId = run.TenantId, RunId = run.Id, Line = row.Line, RowSealed = vault.Seal(Field, Json.Write(new Kept(row.Cells, row.Why)))!,
    };

    public static RejectedRow Open(this ImportRejection row, Vault vault)
    {
        var kept = Json.Read<Kept>(vault.Open(Field, row.RowSealed)!);
        return new(row.Line, kept.Cells, kept.Why);
    }
}
