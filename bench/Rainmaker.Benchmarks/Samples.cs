using System.Globalization;

namespace Rainmaker.Benchmarks;

/// <summary>Made-up people and deals, the same in every run.</summary>
static class Samples
{
    static readonly string[] First = ["Ada", "Bela", "Cato", "Dina", "Egon", "Fara", "Gero", "Hila", "Ivo", "Jana", "Kuno", "Lene", "Milo", "Nora", "Odin", "Pia"];
    static readonly string[] Last = ["Amsel", "Birke", "Cress", "Dorn", "Eiche", "Farn", "Ginster", "Holm", "Ilme", "Jasmund", "Klee", "Linde", "Mohn", "Nessel", "Olm", "Pappel"];
    static readonly string[] Industry = ["software", "retail", "logistics", "health", "energy"];
    static readonly string[] Stage = ["discovery", "qualification", "proposal", "negotiation", "won", "lost"];

    public static IEnumerable<string> Leads(int count)
    {
        yield return "external_id,first_name,last_name,email,phone,company,job_title,industry,company_size,country,source";
        for (var i = 0; i < count; i++)
            yield return string.Create(CultureInfo.InvariantCulture, $"L{i},{First[i % 16]},{Last[i / 16 % 16]},p{i}@firm{i % 9000}.example,+49 30 {2_000_000 + i},Firm {i % 9000} GmbH,Head of Sales,{Industry[i % 5]},51-200,DE,website");
    }

    public static IEnumerable<string> Deals(int count)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        yield return "external_id,deal_name,company,deal_stage,value_estimate,expected_close_date,closed_on,created_at";
        for (var i = 0; i < count; i++)
        {
            var (stage, created) = (Stage[i % 6], today.AddDays(-(i % 700) - 1));
            var closed = stage is "won" or "lost" ? created.AddDays(Math.Min(40, i % 700)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"D{i},Rollout {i},Firm {i % 9000} GmbH,{stage},{500 + (i % 997 * 50)},{today.AddDays(i % 120):yyyy-MM-dd},{closed},{created:yyyy-MM-dd}");
        }
    }

    public static object Lead(int n) => new
    {
        name = $"{First[n % 16]} {Last[n / 16 % 16]} {n}",
        contact_info = new { email = $"new{n}@somewhere{n % 5000}.example", phone = string.Create(CultureInfo.InvariantCulture, $"+49 89 {3_000_000 + n}") },
        company = $"Somewhere {n % 5000} AG",
        job_title = "Head of Sales",
        industry = Industry[n % 5],
        country = "DE",
        source = "website",
    };
}
