using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.People;

namespace Rainmaker.Leads;

/// <summary>The fields of an update, checked and normalised like those of a new lead, put on the lead.</summary>
sealed class LeadChange(SalesDb db, Lead lead, UpdateLead.Request request, LeadInput input, LeadDesk desk)
{
    readonly SortedSet<string> _fields = new(StringComparer.Ordinal);

    /// <summary>What it really changed, by the names on the wire.</summary>
    public IReadOnlyList<string> Fields => [.. _fields];

    Optional<string> Email => request.ContactInfo.Value?.Email is { IsSent: true } nested ? nested : request.Email;
    Optional<string> Phone => request.ContactInfo.Value?.Phone is { IsSent: true } nested ? nested : request.Phone;
    Optional<string> Whatsapp => request.ContactInfo.Value?.Whatsapp is { IsSent: true } nested ? nested : request.Whatsapp;
    Optional<string> Name => request.Name.IsSent ? request.Name : request.LeadName;

    /// <summary>All that is wrong, or null where everything was put on.</summary>
    public Faults? Apply()
    {
        var incoming = new IncomingLead
        {
            // Parts that are changed alone make the whole name anew.
            Name = Name.IsSent ? Name.Value : request.FirstName.IsSent || request.LastName.IsSent ? null : lead.Name,
            FirstName = request.FirstName.IsSent ? request.FirstName.Value : Name.IsSent ? null : lead.FirstName, LastName = request.LastName.IsSent ? request.LastName.Value : Name.IsSent ? null : lead.LastName,
            Email = Email.Value, Phone = Phone.Value, Whatsapp = Whatsapp.Value, Company = request.Company.Value, Website = request.Website.Value, JobTitle = request.JobTitle.Value, Industry = request.Industry.Value,
            CompanySize = request.CompanySize.Value, Country = request.Country.Or(lead.Country), Region = request.Region.Value, PostalCode = request.PostalCode.Value, ExternalId = request.ExternalId.Value,
            Notes = request.Notes.Value, Tags = request.Tags.Value ?? [],
        };
        var faults = CheckLead.Faults(incoming, LeadDoor.Api).Select(Invalid (f) => new CaptureLead.LeadFault(f)).ToList();
        if (request.Source is { IsSent: true, Value: var source } && (source is null || !desk.Sources.ContainsKey(source)))
            faults.Add(new CaptureLead.UnknownSource(source ?? "", desk.Sources.Keys.Order(StringComparer.Ordinal)));
        var type = input.Choice<ProspectiveType>("prospective_type", request.ProspectiveType.Value);
        var priority = input.Choice<LeadPriority>("priority", request.Priority.Value);
        if (request.Status is { IsSent: true, Value: { } status } && !Words<LeadStatus>.FromWord.ContainsKey(status))
            input.Choice<LeadStatus>("status", status);
        var (timeline, budget, maker, rival, city) = (input.Line("timeline", request.Timeline.Value), input.Line("budget", request.Budget.Value), input.Line("decision_maker", request.DecisionMaker.Value),
            input.Line("competitor", request.Competitor.Value), input.Line("city", request.City.Value));
        var consent = input.Consent(request.Consent.Value);
        faults.AddRange(input.Faults);
        if (faults.Count > 0)
            return new Faults(faults);

        var now = NormaliseLead.Run(incoming, desk.Tenant.Region);
        PutName(now);
        PutAddresses(now);
        Put("company", request.Company.IsSent, lead.Company, now.Company, v => lead.Company = v);
        Put("website", request.Website.IsSent, lead.Domain, now.Domain, v => lead.Domain = v);
        Put("job_title", request.JobTitle.IsSent, lead.JobTitle, now.JobTitle, v => lead.JobTitle = v);
        Put("industry", request.Industry.IsSent, lead.Industry, now.Industry, v => lead.Industry = v);
        Put("company_size", request.CompanySize.IsSent, lead.CompanySize, now.CompanySize, v => lead.CompanySize = v);
        Put("country", request.Country.IsSent, lead.Country, request.Country.Value is null ? null : now.Country, v => lead.Country = v);
        Put("region", request.Region.IsSent, lead.Region, now.Region, v => lead.Region = v);
        Put("city", request.City.IsSent, lead.City, city, v => lead.City = v);
        Put("postal_code", request.PostalCode.IsSent, lead.PostalCode, now.PostalCode, v => lead.PostalCode = v);
        Put("external_id", request.ExternalId.IsSent, lead.ExternalId, now.ExternalId, v => lead.ExternalId = v);
        Put("notes", request.Notes.IsSent, lead.Notes, now.Notes, v => lead.Notes = v);
        Put("timeline", request.Timeline.IsSent, lead.Timeline, timeline, v => lead.Timeline = v);
        Put("budget", request.Budget.IsSent, lead.Budget, budget, v => lead.Budget = v);
        Put("decision_maker", request.DecisionMaker.IsSent, lead.DecisionMaker, maker, v => lead.DecisionMaker = v);
        Put("competitor", request.Competitor.IsSent, lead.Competitor, rival, v => lead.Competitor = v);
        Put("consent", request.Consent.IsSent && !SameJson(lead.Consent, consent), lead.Consent, consent, v => lead.Consent = v);
        Put("source", request.Source.IsSent, lead.Source, request.Source.Value, v => lead.Source = v!);
        Put("prospective_type", request.ProspectiveType.IsSent, lead.ProspectiveType, type, v => lead.ProspectiveType = v);
        if (request.Tags.IsSent && !lead.Tags.SequenceEqual(now.Tags, StringComparer.Ordinal))
            Put("tags", true, null, now.Tags, v => lead.Tags = [.. v!]);
        PutPriority(priority);
        Remember();
        return null;
    }

    void PutName(NormalisedLead now)
    {
        if (!Name.IsSent && !request.FirstName.IsSent && !request.LastName.IsSent)
            return;
        Put("name", true, lead.Name, now.Name.Full, v => lead.Name = v!);
        Put("first_name", true, lead.FirstName, now.Name.First, v => lead.FirstName = v);
        Put("last_name", true, lead.LastName, now.Name.Last, v => lead.LastName = v);
    }

    void PutAddresses(NormalisedLead now)
    {
        var vault = db.Vault;
        Put("email", Email.IsSent, vault.Open("lead.email", lead.EmailSealed), now.Email.Address, v => (lead.EmailSealed, lead.EmailHash) = (vault.Seal("lead.email", v), vault.HashEmail(v)));
        Put("phone", Phone.IsSent, vault.Open("lead.phone", lead.PhoneSealed), now.Phone.Value,
            v => (lead.PhoneSealed, lead.PhoneHash, lead.PhoneVerified) = (vault.Seal("lead.phone", v), now.Phone.IsVerified ? vault.HashPhone(v) : null, now.Phone.IsVerified));
        Put("whatsapp", Whatsapp.IsSent, vault.Open("lead.whatsapp", lead.WhatsappSealed), now.Whatsapp.Value,
            v => (lead.WhatsappSealed, lead.WhatsappHash) = (vault.Seal("lead.whatsapp", v), now.Whatsapp.IsVerified ? vault.HashPhone(v) : null));
        if (_fields.Contains("email") && !request.Website.IsSent && lead.Domain is null)
            lead.Domain = now.Domain;
    }

    // Sent back as it was read it is not meant to be held fast.
    void PutPriority(LeadPriority? priority)
    {
        if (!request.Priority.IsSent || (priority == lead.Priority && lead.PriorityOrigin == PriorityOrigin.Computed))
            return;
        Put("priority", true, lead.PriorityOrigin == PriorityOrigin.Manual ? lead.Priority : (LeadPriority?)null, priority, v =>
            (lead.Priority, lead.PriorityOrigin) = (v ?? lead.Priority, v is null ? PriorityOrigin.Computed : PriorityOrigin.Manual));
    }

    void Put<T>(string field, bool sent, T? before, T? after, Action<T?> set)
    {
        if (!sent || EqualityComparer<T>.Default.Equals(before, after))
            return;
        set(after);
        _fields.Add(field);
    }

    // PostgreSQL keeps jsonb in its own spelling.
    static bool SameJson(string? a, string? b) => a is null || b is null ? a == b : JsonElement.DeepEquals(JsonElement.Parse(a), JsonElement.Parse(b));

    void Remember()
    {
        if (_fields.Count == 0)
            return;
        lead.Trace = lead.Trace with { Derived = [.. lead.Trace.Derived.Where(field => !_fields.Contains(field))] };
        if (db.Actor.Kind == ActorKind.User)
            lead.TypedByPerson = [.. lead.TypedByPerson.Union(_fields.Where(LeadFields.Has), StringComparer.Ordinal)];
        if (_fields.Overlaps(["name", "first_name", "last_name", "email", "phone", "whatsapp", "company", "website"]))
            KnownLead.Rekey(lead, db.Vault);
    }
}
