using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Companies of a raw file, counted one by one.</summary>
sealed class RawCompanies(SalesAnalysis analysis, RawWords words)
{
    readonly RawRow _row = new(words, "hubspot_owner_id", "industry", "createdate", "createdAt");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer)
    {
        if (!_row.Read(ref json))
            return false;
        analysis.Take(new CompanyFacts(_row.Word(0, buffer), _row.Word(1, buffer), _row.Moment(2, buffer) ?? _row.Moment(3, buffer)));
        return true;
    }
}
