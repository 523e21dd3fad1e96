using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>Who belongs to what, asked for a thousand records at a time.</summary>
sealed class HubSpotAssociations(CrmHttp http, HubSpotRoutes routes)
{
    const int Inputs = 1_000;

    /// <summary>HubSpot's own numbers for the one that counts: contact to company, deal to company.</summary>
    static readonly string[] _primary = ["1", "5"];

    /// <param name="resume">How many of the ids are done.</param>
    public async IAsyncEnumerable<Page<Association>> Read(AssociationKind kind, string from, IReadOnlyList<string> ids, string? resume, [EnumeratorCancellation] CancellationToken stop)
    {
        var to = kind == AssociationKind.DealContact ? "contacts" : "companies";
        var distinct = ids.Distinct().ToList();
        for (var done = int.TryParse(resume, CultureInfo.InvariantCulture, out var before) ? before : 0; done < distinct.Count; done += Inputs)
        {
            var originals = new List<ReadOnlyMemory<byte>>();
            var pairs = new List<Association>();
            var inputs = distinct.Skip(done).Take(Inputs).Select(id => (Id: id, After: (string?)null)).ToList();
            while (inputs.Count > 0)
            {
                var asked = inputs;
                using var answer = await http.Read(() => new(HttpMethod.Post, routes.Associations(from, to))
                {
                    Content = CrmHttp.Json(new { inputs = asked.Select(i => i.After is null ? new { id = i.Id } : (object)new { id = i.Id, after = i.After }) }),
                }, stop: stop);
                Complain(answer.RootElement);
                var results = answer.RootElement.Items("results").ToList();
                originals.AddRange(results.Select(r => r.Original()));
                pairs.AddRange(results.SelectMany(r => Pairs(kind, r)));
                // One record can have more partners than fit: it is asked again, behind the last.
                inputs = [.. from r in results
                             let after = r.Get("paging").Get("next").Get("after").Text()
                             where after is not null && !asked.Contains((From(r), after))
                             select (From(r), (string?)after)];
            }
            yield return new(pairs, done + Inputs < distinct.Count ? (done + Inputs).ToString(CultureInfo.InvariantCulture) : null) { Originals = originals };
        }
    }

    static string From(JsonElement result) => result.Get("from").Get("id").Text() ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "hubspot", "HubSpot sent an association that starts nowhere.");

    internal static IEnumerable<Association> Pairs(AssociationKind kind, JsonElement result) =>
        from to in result.Items("to")
        let id = to.Text("toObjectId")
        where id is not null
        let types = to.Items("associationTypes").ToList()
        select new Association(kind, From(result), id, types.Select(t => t.Text("label")).FirstOrDefault(l => l is not null), types.Any(t => _primary.Contains(t.Text("typeId"))));

    /// <summary>A record without partners comes as an error; that is no fault. Any other error is.</summary>
    static void Complain(JsonElement answer)
    {
        foreach (var error in answer.Items("errors"))
        {
            if (error.Text("category") != "OBJECT_NOT_FOUND" && error.Text("subCategory") != "crm.associations.NO_ASSOCIATIONS_FOUND" && error.Text("subCategory") != "crm.associations.INVALID_IDENTIFIER")
                throw new CrmFault(CrmFaultKind.Refused, "hubspot", $"HubSpot refused associations: {error.Text("message")}") { Code = error.Text("category") };
        }
    }
}
