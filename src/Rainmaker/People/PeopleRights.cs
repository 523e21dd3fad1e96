namespace Rainmaker.People;

/// <summary>What may be done with companies and contacts. Which ones: <see cref="PeopleSight"/>.</summary>
public static class PeopleRights
{
    public static readonly Right Read = new("people.read", Right.Everyone);
    public static readonly Right Edit = new("people.edit", Right.Sales);
}
