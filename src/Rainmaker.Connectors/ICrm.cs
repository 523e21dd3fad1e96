using Rainmaker.Crm;

namespace Rainmaker.Connectors;

/// <summary>
/// A CRM, whoever makes it. Lists come page by page, so that whoever reads can stop after any page and go on from there later.
/// What cannot be read or done is thrown as a <see cref="CrmFault"/> that names it; "unknown" is an answer, never a guess.
/// </summary>
public interface ICrm
{
    /// <summary>hubspot, salesforce, pipedrive, nutshell, custom: the word that marks where a record came from.</summary>
    string Source { get; }

    /// <summary>A contact names its company, a deal its company and people: <see cref="Associations"/> then tells nothing new.</summary>
    bool LinksStandInRecords { get; }

    /// <summary>What this CRM and these permissions can and cannot do. Asks the CRM; changes nothing.</summary>
    Task<CrmDescription> Describe(CancellationToken stop = default);

    /// <summary>Everybody who owns or owned something, those who left too.</summary>
    IAsyncEnumerable<Page<Owner>> Owners(Reading reading, CancellationToken stop = default);

    IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, CancellationToken stop = default);

    IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default);

    IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, CancellationToken stop = default);

    IAsyncEnumerable<Page<Deal>> Deals(Reading reading, CancellationToken stop = default);

    /// <summary>Calls, e-mails, meetings, tasks or notes. Other kinds are a fault of kind <see cref="CrmFaultKind.NotOffered"/>.</summary>
    IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, CancellationToken stop = default);

    /// <summary>Who belongs to what. <see cref="Reading.Ids"/> are those of the first of the pair.</summary>
    IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, CancellationToken stop = default);

    /// <summary>What was deleted or merged away since a moment, as far back as the CRM remembers.</summary>
    IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, CancellationToken stop = default);

    /// <summary>Finds the contact by e-mail and writes what differs, or makes it. Safe to repeat.</summary>
    Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default);

    /// <summary>Makes a deal and answers its id. Each call makes another: a call whose fate is unknown is not repeated.</summary>
    Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default);

    /// <summary>Deletes a deal as its people would, to where the CRM keeps what was deleted. One that is gone already is no fault.</summary>
    Task DeleteDeal(string id, CancellationToken stop = default);

    /// <summary>Deals by the day they were made and by owner, newest first where the CRM can sort.</summary>
    IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, CancellationToken stop = default);

    /// <summary>Activities by the time they took place or shall take place. Some from the days around may come too: look at the time of each.</summary>
    IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, CancellationToken stop = default);

    /// <summary>How many activities of a kind since a moment, of one owner or of all. Null where the CRM cannot count them.</summary>
    Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default);
}
