using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Rainmaker.Platform.Files;

/// <summary>An Excel workbook of one sheet with its first row held fast. Texts are texts, whatever they begin with: nothing in it calculates.</summary>
sealed class XlsxWriter : TableWriter
{
    // Excel's own limits.
    const int MostText = 32_767, MostRows = 1_048_576;
    const uint Plain = 0, Day = 1, Moment = 2, Bold = 3;

    readonly Stream _target;
    // A workbook is a zip whose directory is written last: it is put together beside the answer.
    readonly FileStream _file = new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
    readonly SpreadsheetDocument _book;
    readonly OpenXmlWriter _sheet;
    int _rows;

    public XlsxWriter(Stream target)
    {
        _target = target;
        _book = SpreadsheetDocument.Create(_file, SpreadsheetDocumentType.Workbook);
        var workbook = _book.AddWorkbookPart();
        var sheet = workbook.AddNewPart<WorksheetPart>();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        workbook.Workbook = new Workbook(new Sheets(new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = "Rainmaker" }));
        _sheet = OpenXmlWriter.Create(sheet);
        _sheet.WriteStartElement(new Worksheet());
        _sheet.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        _sheet.WriteStartElement(new SheetData());
    }

    public override Task Row(IEnumerable<object?> cells)
    {
        if (_rows++ >= MostRows)
            throw new InvalidOperationException($"A sheet holds {MostRows:N0} rows; take CSV for more.");
        _sheet.WriteStartElement(new Row());
        foreach (var cell in cells)
            _sheet.WriteElement(CellOf(cell, _rows == 1 ? Bold : Plain));
        _sheet.WriteEndElement();
        return Task.CompletedTask;
    }

    public override async Task Finish(CancellationToken stop)
    {
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.Close();
        _book.Dispose();
        _file.Position = 0;
        await _file.CopyToAsync(_target, stop);
    }

    public override async ValueTask DisposeAsync()
    {
        _sheet.Dispose();
        _book.Dispose();
        await _file.DisposeAsync();
    }

    static Cell CellOf(object? value, uint style) => value switch
    {
        null => new Cell(),
        decimal or int or long => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!, style),
        DateOnly day => Number(day.ToDateTime(default).ToOADate().ToString(CultureInfo.InvariantCulture), Day),
        DateTimeOffset moment => Number(moment.UtcDateTime.ToOADate().ToString(CultureInfo.InvariantCulture), Moment),
        _ => new Cell { DataType = CellValues.InlineString, StyleIndex = style, InlineString = new InlineString(new Text(Storable(Convert.ToString(value, CultureInfo.InvariantCulture)!)) { Space = SpaceProcessingModeValues.Preserve }) },
    };

    static Cell Number(string value, uint style) => new() { CellValue = new CellValue(value), StyleIndex = style };

    /// <summary>Without what XML cannot hold, and no longer than a cell.</summary>
    static string Storable(string text)
    {
        if (text.Length > MostText)
            text = text[..MostText];
        if (text.All(XmlConvert.IsXmlChar))
            return text;
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                kept.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                kept.Append(text, i++, 2);
        }
        return kept.ToString();
    }

    static Stylesheet Styles() => new(
        new DocumentFormat.OpenXml.Spreadsheet.Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }, new CellFormat { NumberFormatId = 22, ApplyNumberFormat = true }, new CellFormat { FontId = 1, ApplyFont = true }));
}
