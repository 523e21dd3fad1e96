using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Rainmaker.Platform.Files;

/// <summary>The first sheet of an Excel workbook. Dates come as ISO 8601, numbers with a decimal point.</summary>
sealed class XlsxTable : TableFile
{
    readonly IExcelDataReader _sheet;

    // The reader asks for it by number, even where no cell needs it.
    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    XlsxTable(IExcelDataReader sheet) => _sheet = sheet;

    public override double Read => _sheet.RowCount <= 0 ? 0 : Math.Min(1, _sheet.Depth / (double)_sheet.RowCount);

    public static Result<TableFile> OpenWorkbook(Stream file)
    {
        if (Archives.Refusal(file) is { } bomb)
            return bomb;
        IExcelDataReader? sheet = null;
        try
        {
            sheet = ExcelReaderFactory.CreateOpenXmlReader(file, new ExcelReaderConfiguration { LeaveOpen = true });
            // Titles above the header are common; an empty line is none.
            string?[] cells;
            do
            {
                if (!sheet.Read())
                    return new FileIsEmpty();
                cells = Cells(sheet);
            }
            while (IsBlank(cells));
            var headers = HeadersOf(cells);
            if (headers.Refused(out var refusal))
                return refusal;
            (var opened, sheet) = (sheet, null);
            return new XlsxTable(opened) { Headers = headers.Value };
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return new NotATable("This .xlsx file is damaged or has a password.");
        }
        finally
        {
            sheet?.Dispose();
        }
    }

    public override IEnumerable<TableRow> Rows()
    {
        while (Advance())
        {
            var cells = Cells(_sheet);
            if (!IsBlank(cells))
                yield return Shaped(_sheet.Depth + 1, cells, mayBeShort: true);
        }
    }

    public override void Dispose() => _sheet.Dispose();

    bool Advance()
    {
        try
        {
            return _sheet.Read();
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            throw new TableBroken(_sheet.Depth + 2, null, "the .xlsx file is damaged from here on.");
        }
    }

    static bool IsBroken(Exception e) => e is ExcelReaderException or System.Xml.XmlException or InvalidDataException or FormatException or IndexOutOfRangeException or ArgumentException or KeyNotFoundException or OverflowException or NullReferenceException;

    static string?[] Cells(IExcelDataReader sheet)
    {
        var cells = new string?[Math.Min(sheet.FieldCount, MaxColumns + 1)];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = sheet.GetValue(i) switch
            {
                null => null,
                string text => text,
                DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
                // A phone number or an id that Excel took for a number must not come back as 4.9E+12.
                double whole when Math.Abs(whole) < 1e15 && whole == Math.Truncate(whole) => whole.ToString("F0", CultureInfo.InvariantCulture),
                double number => ((decimal)Math.Clamp(number, -7e27, 7e27)).ToString(CultureInfo.InvariantCulture),
                bool yes => yes ? "true" : "false",
                TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
                var other => Convert.ToString(other, CultureInfo.InvariantCulture),
            };
            if (cells[i]?.Length > MaxCell)
                throw new TableBroken(sheet.Depth + 1, $"{i + 1}", $"a cell has more than {MaxCell:N0} characters.");
        }
        return cells;
    }
}
