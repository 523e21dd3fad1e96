using Rainmaker.Intelligence.Matching;

namespace Rainmaker.People;

/// <summary>Reads and changes a company. Fields that are not sent stay; null empties one.</summary>
public static class ChangeCompany
{
    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<string> Domain { get; init; }
        public Optional<string> Industry { get; init; }
        public Optional<string> Size { get; init; }

        /// <summary>A country's name or ISO code.</summary>
        public Optional<string> Country { get; init; }
        public Optional<string> Region { get; init; }
        public Optional<string> City { get; init; }
        public Optional<string> ExternalId { get; init; }
    }

    public static async Task<Result<(CompanyView View, uint Version)>> Read(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Companies.AsNoTracking().VisibleTo(db).SingleOrDefaultAsync(c => c.Id == id, stop) is { } company ? (CompanyView.Of(company), company.Version) : new NotFound("company");
    }

    public static async Task<Result<(CompanyView View, uint Version)>> Handle(Guid id, Request request, uint? version, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Companies.VisibleTo(db).SingleOrDefaultAsync(c => c.Id == id, stop) is not { } company)
            return new NotFound("company");
        if (version is { } seen && seen != company.Version)
            return new Stale("company");
        var input = new PeopleInput();
        company.Name = input.Name(request.Name, company.Name);
        company.NameKey = CompanyName.Key(company.Name) ?? company.Name.ToLowerInvariant();
        company.Domain = input.Text("domain", request.Domain, company.Domain)?.ToLowerInvariant();
        company.Industry = input.Text("industry", request.Industry, company.Industry);
        company.Size = input.Text("size", request.Size, company.Size);
        company.Country = input.Country(request.Country, company.Country);
        company.Region = input.Text("region", request.Region, company.Region);
        company.City = input.Text("city", request.City, company.City);
        company.ExternalId = input.Text("external_id", request.ExternalId, company.ExternalId);
        if (input.Faults.Count > 0)
            return new Faults(input.Faults);
        if (db.ChangeTracker.HasChanges())
        {
            company.UpdatedAt = db.Now;
            await db.Commit("company.update", stop, new { unseen = version is null });
        }
        return (CompanyView.Of(company), company.Version);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/companies/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
            {
                var read = await Read(id, actor, database, stop);
                return read.Refused(out _) && await MergedRecords.Stayed(RecordKind.Company, id, actor, database, stop) is { } stayed ? TypedResults.Redirect($"/api/companies/{stayed}") : read.Told(http);
            })
            .Requires(PeopleRights.Read).Produces<CompanyView>().WithSummary("One company; the address of one that was merged leads to the one that stayed");
        routes.MapPut("/api/companies/{id:guid}", async (Guid id, Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) => (await Handle(id, request, http.Seen(), actor, database, stop)).Told(http))
            .Requires(PeopleRights.Edit).Produces<CompanyView>().WithSummary("Change a company");
    }
}
