using Rainmaker.Activities;

namespace Rainmaker.People;

/// <summary>Companies and contacts: what leads convert into and deals belong to. The front page of this room.</summary>
public static class PeopleModule
{
    public static void AddPeople(this IServiceCollection services) => services
        .AddSingleton<IHasActivities, CompanyTimeline>()
        .AddSingleton<IHasActivities, ContactTimeline>();
}
