using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Rainmaker.Platform.Files;

/// <summary>Separated text: commas, semicolons, tabs or bars; quotes as in RFC 4180; any line ends; UTF-8, UTF-16 or Windows Latin.</summary>
sealed class CsvTable : TableFile
{
    const int SampleLength = 1 << 16;

    readonly Stream _file;
    readonly CsvParser _parser;
    readonly Quotes _quotes;

    CsvTable(Stream file, CsvParser parser, Quotes quotes) => (_file, _parser, _quotes) = (file, parser, quotes);

    public override double Read => _file.Length == 0 ? 1 : _file.Position / (double)_file.Length;

    public static Result<TableFile> OpenText(Stream file, char? delimiter)
    {
        if (TextEncodings.Of(file) is not { } encoding)
            return new NotATable("This is neither text nor an .xlsx workbook.");
        var sample = Sample(file, encoding);
        if (string.IsNullOrWhiteSpace(sample))
            return new FileIsEmpty();
        var best = Delimiters.Of(sample);
        var first = sample[..(sample.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : sample.Length)];
        if (delimiter is { } given && given != best && Delimiters.Columns(sample, given) < 2 && Delimiters.Columns(sample, best) > 1)
        {
            // Our own file of rejected rows comes back with the map of the file it is from.
            if (!first.Contains(RejectedRows.WhyColumn, StringComparison.Ordinal))
                return new WrongDelimiter(Delimiters.Name(given), Delimiters.Name(best), first[..Math.Min(100, first.Length)]);
            delimiter = best;
        }

        var quotes = new Quotes();
        var parser = new CsvParser(Text(file, encoding), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = (delimiter ?? best).ToString(),
            Mode = CsvMode.RFC4180,
            MaxFieldSize = MaxCell,
            BufferSize = 1 << 16,
            // Skipped below, where they count as lines.
            IgnoreBlankLines = false,
            BadDataFound = bad => quotes.Broken |= bad.Field.TrimStart().StartsWith('"'),
        });
        try
        {
            // Excel itself may write a line "sep=;" above the header.
            do
            {
                if (!parser.Read())
                    return new FileIsEmpty();
            }
            while (IsBlank(parser.Record!) || parser.Record is [['s', 'e', 'p', '=', ..], ..]);
            var headers = HeadersOf(parser.Record!);
            return headers.Refused(out var refusal) ? refusal : new CsvTable(file, parser, quotes) { Headers = headers.Value };
        }
        catch (MaxFieldSizeException)
        {
            return new NotATable($"The first line has a cell of more than {MaxCell:N0} characters; is a quote left open there?");
        }
    }

    public override IEnumerable<TableRow> Rows()
    {
        while (true)
        {
            var line = _parser.RawRow + 1;
            _quotes.Broken = false;
            if (!Advance(line))
                yield break;
            var cells = _parser.Record!;
            if (IsBlank(cells))
                continue;
            // A quote left open swallows the lines behind it, up to the end of the file.
            var swallowed = _parser.RawRow > line && _parser.RawRecord.Count(c => c == '"') % 2 == 1;
            yield return Shaped(line, cells!, mayBeShort: false, _quotes.Broken || swallowed ? "Its quotes do not match." : null);
        }
    }

    public override void Dispose() => _parser.Dispose();

    bool Advance(long line)
    {
        try
        {
            return _parser.Read();
        }
        catch (MaxFieldSizeException)
        {
            // The parser stands in the field that grew too long: those before it are whole.
            var column = Math.Min(_parser.Count, Headers.Count - 1);
            throw new TableBroken(line, Headers[Math.Max(0, column)], $"a cell has more than {MaxCell:N0} characters. Is a quote left open there?");
        }
    }

    static StreamReader Text(Stream file, Encoding encoding)
    {
        file.Position = 0;
        return new(file, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: SampleLength, leaveOpen: true);
    }

    static string Sample(Stream file, Encoding encoding)
    {
        using var text = Text(file, encoding);
        var buffer = new char[SampleLength];
        return new string(buffer, 0, text.ReadBlock(buffer, 0, buffer.Length));
    }

    sealed class Quotes
    {
        public bool Broken { get; set; }
    }
}
