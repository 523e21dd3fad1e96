using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Rainmaker.Platform.Files;

/// <summary>What was sent to be imported: the file as a form's part or as the bare body, and how to take it.</summary>
public sealed class Upload : IAsyncDisposable
{
    /// <summary>Of a body over HTTP; the command line takes larger files.</summary>
    public const long MaxBytes = 100L << 20;

    public static readonly RequestSizeLimitAttribute Limit = new(MaxBytes);

    Upload(Stream file, string name, ImportMap? map, ImportMode mode, bool isDry) => (File, Name, Map, Mode, IsDry) = (file, name, map, mode, isDry);

    public Stream File { get; }
    public string Name { get; }
    public ImportMap? Map { get; }
    public ImportMode Mode { get; }
    public bool IsDry { get; }

    public sealed record FileMissing() : Invalid("file", "Choose a file: CSV or .xlsx.");
    public sealed record ModeUnknown(string Sent) : Invalid("mode", $"'{Sent}' is no mode; there are {string.Join(", ", Words<ImportMode>.All)}.", Sent);
    public sealed record NotYesOrNo(string Sent) : Invalid("dry_run", $"'{Sent}' is neither true nor false.", Sent);

    /// <summary>Parts of a form: <c>file</c>, <c>map</c>, <c>mode</c>, <c>dry_run</c>. Of a bare body the last three and <c>file_name</c> stand in the address.</summary>
    public static async Task<Result<Upload>> Of(HttpRequest request, CancellationToken stop)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxBytes, ValueLengthLimit = 1 << 20 }, stop) : null;
        string? Said(string name) => form?[name] is [{ Length: > 0 } part, ..] ? part : request.Query[name] is [{ Length: > 0 } said, ..] ? said : null;

        var faults = new List<Invalid>();
        var (mode, isDry) = (ImportMode.Upsert, false);
        if (Said("mode") is { } word && !Words<ImportMode>.FromWord.TryGetValue(word, out mode))
            faults.Add(new ModeUnknown(word));
        if (Said("dry_run") is { } dry && !bool.TryParse(dry, out isDry))
            faults.Add(new NotYesOrNo(dry));
        ImportMap? map = null;
        if (await MapOf(form, Said("map"), stop) is { } json)
        {
            if (ImportMap.Parse(json) is var parsed && parsed.Refused(out var refusal))
                faults.Add((Invalid)refusal);
            else
                map = parsed.Value;
        }
        if (form is not null && form.Files["file"] is null)
            faults.Add(new FileMissing());
        if (faults.Count > 0)
            return new Faults(faults);

        // The framework deletes its own copy with the request; the import may outlive it.
        var copy = Spool();
        await using (var sent = form?.Files["file"]?.OpenReadStream() ?? request.Body)
            await sent.CopyToAsync(copy, stop);
        copy.Position = 0;
        return new Upload(copy, form?.Files["file"]?.FileName ?? Said("file_name") ?? "upload", map, mode, isDry);
    }

    /// <param name="isDry">In place of what was sent, where given.</param>
    public ImportOrder Order(Guid id, bool? isDry = null)
    {
        File.Position = 0;
        return new(id, File, Name, Map, Mode, isDry ?? IsDry);
    }

    public ValueTask DisposeAsync() => File.DisposeAsync();

    static async Task<string?> MapOf(IFormCollection? form, string? said, CancellationToken stop)
    {
        if (form?.Files["map"] is not { Length: > 0 } file)
            return said;
        using var text = new StreamReader(file.OpenReadStream());
        return await text.ReadToEndAsync(stop);
    }

    /// <summary>A file of its own that only this process can read and that is gone with its handle.</summary>
    static FileStream Spool() => new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
    {
        Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
