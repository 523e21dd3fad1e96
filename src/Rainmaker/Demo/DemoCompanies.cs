using Rainmaker.Intelligence.Matching;
using Rainmaker.People;

namespace Rainmaker.Demo;

/// <summary>The organisations of one wave.</summary>
static class DemoCompanies
{
    const int Count = 150;

    public static List<Company> Make(SalesDb db, DemoCalendar calendar, Dice dice, int wave)
    {
        var companies = new Dictionary<string, Company>(StringComparer.Ordinal);
        while (companies.Count < Count)
        {
            var (industry, ends) = dice.Pick(DemoWords.Industries);
            // Later waves need further names; a number after the name tells them apart.
            var name = $"{dice.Pick(DemoWords.Roots)} {dice.Pick(ends)}{(wave == 0 ? "" : $" {wave}")}";
            var place = dice.Weighted([.. DemoWords.Places.Select(p => (p, p.Weight))]);
            var made = calendar.Now.AddDays(-dice.Between(DemoCalendar.Months * 30, DemoCalendar.Months * 31));
            companies.TryAdd(name, new Company
            {
                TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, NameKey = CompanyName.Key(name)!, Domain = Domain(name), Industry = industry, Size = dice.Weighted(DemoWords.Sizes),
                Country = place.Country, City = place.City, Source = "demo", CreatedAt = made, UpdatedAt = made,
            });
        }
        return [.. companies.Values];
    }

    static string Domain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)) + ".example";
}
