using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>A lead on record as fields with their origin, and what a merge changes on it.</summary>
static class KnownLead
{
    public static List<KnownField> FieldsOf(Lead lead, Vault vault)
    {
        return
        [
            Known("name", lead.Name), Known("first_name", lead.FirstName), Known("last_name", lead.LastName), Known("email", vault.Open("lead.email", lead.EmailSealed)),
            Known("phone", vault.Open("lead.phone", lead.PhoneSealed)), Known("whatsapp", vault.Open("lead.whatsapp", lead.WhatsappSealed)), Known("company", lead.Company),
            Known("domain", lead.Domain), Known("job_title", lead.JobTitle), Known("industry", lead.Industry), Known("company_size", lead.CompanySize), Known("country", lead.Country),
            Known("region", lead.Region), Known("postal_code", lead.PostalCode), Known("external_id", lead.ExternalId),
        ];

        KnownField Known(string field, string? value) => new(field, value,
            lead.TypedByPerson.Contains(field) ? ValueOrigin.Person : lead.Trace.Derived.Contains(field) ? ValueOrigin.Derived : ValueOrigin.Captured);
    }

    public static void Apply(Lead lead, MergeDecision merge, Draft draft, SalesDb db)
    {
        if (!merge.ChangesAnything)
            return;
        foreach (var change in merge.Changes)
            Set(lead, change.Field, change.New, draft, db.Vault);
        lead.OlderValues =
        [
            .. lead.OlderValues.TakeLast(50 - merge.Changes.Count),
            .. merge.Changes.Where(c => c.Old is not null).Select(c => c.Field is "email" or "phone" or "whatsapp"
                ? new OlderValue(c.Field, null, db.Vault.Seal("lead.older", c.Old), db.Now, draft.Source)
                : new OlderValue(c.Field, c.Old, null, db.Now, draft.Source)),
        ];
        var stated = merge.Changes.Where(c => c.Origin != ValueOrigin.Derived).Select(c => c.Field).ToHashSet(StringComparer.Ordinal);
        lead.Trace = lead.Trace with { Derived = [.. lead.Trace.Derived.Where(field => !stated.Contains(field)).Union(merge.Changes.Where(c => c.Origin == ValueOrigin.Derived).Select(c => c.Field))] };
        Rekey(lead, db.Vault);
    }

    static void Set(Lead lead, string field, string value, Draft draft, Vault vault)
    {
        switch (field)
        {
            case "name": lead.Name = value; break;
            case "first_name": lead.FirstName = value; break;
            case "last_name": lead.LastName = value; break;
            case "email": (lead.EmailSealed, lead.EmailHash) = (vault.Seal("lead.email", value), draft.Keys.Email); break;
            case "phone": (lead.PhoneSealed, lead.PhoneHash, lead.PhoneVerified) = (vault.Seal("lead.phone", value), draft.Keys.Phone, draft.Lead.Phone.IsVerified); break;
            case "whatsapp": (lead.WhatsappSealed, lead.WhatsappHash) = (vault.Seal("lead.whatsapp", value), draft.Keys.Whatsapp); break;
            case "company": lead.Company = value; break;
            case "domain": lead.Domain = value; break;
            case "job_title": lead.JobTitle = value; break;
            case "industry": lead.Industry = value; break;
            case "company_size": lead.CompanySize = value; break;
            case "country": lead.Country = value; break;
            case "region": lead.Region = value; break;
            case "postal_code": lead.PostalCode = value; break;
            case "external_id": lead.ExternalId = value; break;
            default: throw new UnreachableException(field);
        }
    }

    /// <summary>The keys by which it is found, made anew from what stands there now.</summary>
    public static void Rekey(Lead lead, Vault vault)
    {
        var now = Normalised(lead, vault);
        lead.NameCompanyHash = Draft.HashesOf(now, vault).NameCompany;
        lead.BlockingKeys = [.. BlockingKeys.Of(now).Select(key => vault.Hash("blocking", key)!)];
    }

    /// <summary>What stands there now, as the matching knows an incoming lead.</summary>
    public static NormalisedLead Normalised(Lead lead, Vault vault) => NormaliseLead.Run(new IncomingLead
    {
        Name = lead.Trace.Derived.Contains("name") ? null : lead.Name, FirstName = lead.FirstName, LastName = lead.LastName, Email = vault.Open("lead.email", lead.EmailSealed),
        Phone = vault.Open("lead.phone", lead.PhoneSealed), Whatsapp = vault.Open("lead.whatsapp", lead.WhatsappSealed), Company = lead.Company,
    }, lead.Country is { Length: 2 } country ? country : "") with { Domain = lead.Domain };
}
