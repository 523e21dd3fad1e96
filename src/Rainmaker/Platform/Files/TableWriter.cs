using System.Globalization;
using System.Text;

namespace Rainmaker.Platform.Files;

public enum TableFormat { Csv, Xlsx }

/// <summary>A table on its way out to a caller, row by row. Cells are texts, numbers, days and moments; null is empty.</summary>
public abstract class TableWriter : IAsyncDisposable
{
    public sealed record NotAFormat(string Sent) : Invalid("format", $"'{Sent}' is not a format: {string.Join(", ", Words<TableFormat>.All)}.", Sent);

    /// <summary>The format a caller names; CSV where none is named.</summary>
    public static Result<TableFormat> FormatOf(string? sent) => string.IsNullOrWhiteSpace(sent) ? TableFormat.Csv
        : Words<TableFormat>.FromWord.TryGetValue(sent, out var format) ? format : new NotAFormat(sent.Length > 100 ? sent[..100] : sent);

    /// <summary>Begins a file that the caller's browser keeps.</summary>
    /// <param name="name">Without its ending.</param>
    public static TableWriter Begin(HttpContext http, TableFormat format, string name)
    {
        http.Response.ContentType = format == TableFormat.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{Words<TableFormat>.ToWord[format]}\"";
        return format == TableFormat.Csv ? new CsvWriter(http.Response.Body) : new XlsxWriter(http.Response.Body);
    }

    public abstract Task Row(IEnumerable<object?> cells);

    /// <summary>Sends what is left. What is not finished is no file.</summary>
    public abstract Task Finish(CancellationToken stop);

    public abstract ValueTask DisposeAsync();

    /// <summary>Quoted where CSV needs it, disarmed where a spreadsheet would calculate; importing the file again undoes both.</summary>
    public static string Cell(object? value) => Formulas.Neutralise(Said(value)) switch
    {
        null => "",
        var cell when cell.AsSpan().ContainsAny(",\"\r\n") => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        var cell => cell,
    };

    static string? Said(object? value) => value switch
    {
        null => null,
        string text => text,
        decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    sealed class CsvWriter(Stream target) : TableWriter
    {
        // Spreadsheets take a file without a mark for their country's old encoding.
        readonly StreamWriter _file = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 32 * 1024, leaveOpen: true) { NewLine = "\r\n" };

        public override Task Row(IEnumerable<object?> cells) => _file.WriteLineAsync(string.Join(',', cells.Select(Cell)));

        public override Task Finish(CancellationToken stop) => _file.FlushAsync(stop);

        public override ValueTask DisposeAsync() => _file.DisposeAsync();
    }
}
