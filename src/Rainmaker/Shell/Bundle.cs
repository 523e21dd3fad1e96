using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Rainmaker.Shell;

/// <summary>The scripts, styles and icons that the build put into this assembly, each under an address that changes with its content.</summary>
/// <remarks>All share one version, so that a script finds its siblings beside itself, also on a CDN.</remarks>
public sealed class Bundle
{
    readonly FrozenDictionary<string, Asset> _assets;
    readonly string _base;

    /// <param name="baseAddress">Where a CDN serves the same files, such as <c>https://cdn.example.com</c>; null for this server itself.</param>
    public Bundle(Uri? baseAddress = null)
    {
        _assets = Read().ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);
        Version = VersionOf(_assets.Values);
        Origin = baseAddress?.GetLeftPart(UriPartial.Authority);
        _base = baseAddress?.ToString().TrimEnd('/') ?? "";
    }

    /// <summary>Twelve hex digits over the content of every file.</summary>
    public string Version { get; }

    /// <summary>The CDN's origin for the content security policy, or null.</summary>
    public string? Origin { get; }

    public string Url(string name) => $"{_base}/assets/{Version}/{Known(name)}";

    /// <summary>Symbols cannot be used across origins, so the sprite always comes from this server.</summary>
    public string Icon(string name) => $"/assets/{Version}/icons.svg#{name}";

    internal bool TryGet(string name, out Asset asset) => _assets.TryGetValue(name, out asset!);

    string Known(string name) => _assets.ContainsKey(name) ? name : throw new ArgumentException($"The bundle has no {name}.", nameof(name));

    static IEnumerable<Asset> Read()
    {
        var assembly = typeof(Bundle).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith("dist/", StringComparison.Ordinal)).ToDictionary(n => n["dist/".Length..], n => Bytes(assembly, n), StringComparer.Ordinal);
        // What has no small form beside it is not for visitors: the parts of the one-file dashboard.
        return files.Keys.Where(n => files.ContainsKey($"{n}.br")).Select(n => new Asset(n, TypeOf(n), files[n], files[$"{n}.br"]));
    }

    static byte[] Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    static string VersionOf(IEnumerable<Asset> assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in assets.OrderBy(a => a.Name, StringComparer.Ordinal))
            hash.AppendData(asset.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"No content type is known for {other}."),
    };
}

/// <param name="Brotli">The same bytes, compressed once at build.</param>
sealed record Asset(string Name, string Type, byte[] Bytes, byte[] Brotli);
