namespace Rainmaker.Simulators.HubSpot;

/// <summary>How many of each there are. The usual proportions are those of a real sales team of nine.</summary>
public sealed record Volume(int Contacts, int Companies, int Deals, int Calls, int Meetings, int Tasks, int Notes, int Emails)
{
    /// <summary>44,602 contacts, 17,781 companies, 75 deals, 11,787 activities; e-mails beside them.</summary>
    public static Volume Usual { get; } = new(44_602, 17_781, 75, 86, 3_670, 7_113, 918, 2_400);

    /// <summary>The usual proportions, for so many contacts.</summary>
    public static Volume Of(int contacts)
    {
        int Scaled(int usual, int least) => Math.Max(least, (int)Math.Round((double)usual * contacts / Usual.Contacts));
        return contacts == Usual.Contacts ? Usual : new(contacts, Scaled(Usual.Companies, Math.Min(contacts, 1)), Scaled(Usual.Deals, Math.Min(contacts, 12)), Scaled(Usual.Calls, 5), Scaled(Usual.Meetings, 5), Scaled(Usual.Tasks, 5), Scaled(Usual.Notes, 5), Scaled(Usual.Emails, 5));
    }
}
