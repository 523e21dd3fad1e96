using System.Globalization;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>A raw file makes no sense, and where.</summary>
/// <param name="at">Bytes before the place.</param>
public sealed class RawFault(string file, long at, string why, Exception? inner = null)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{file}, byte {at}: {why}"), inner)
{
    public string File { get; } = file;
    public long At { get; } = at;
}
