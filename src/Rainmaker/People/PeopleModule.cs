using Rainmaker.Activities;
using Rainmaker.People.Screens;
using Rainmaker.Shell;

namespace Rainmaker.People;

/// <summary>Companies and contacts: what leads convert into and deals belong to. The front page of this room.</summary>
public static class PeopleModule
{
    public static void AddPeople(this IServiceCollection services) => services
        .AddSingleton<IHasActivities, CompanyTimeline>()
        .AddSingleton<IHasActivities, ContactTimeline>()
        .AddSingleton(new NavItem("Records", "Companies", "/companies", "company", 70, "g c") { Visible = May(PeopleRights.Read) })
        .AddSingleton(new NavItem("Records", "Contacts", "/contacts", "person", 71) { Visible = May(PeopleRights.Read) })
        .AddSingleton(new SearchIn("Search companies", "/companies", 30) { Visible = May(PeopleRights.Read) })
        .AddSingleton(new SearchIn("Search contacts", "/contacts", 40) { Visible = May(PeopleRights.Read) });

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        ListPeople.Map(routes);
        ChangeCompany.Map(routes);
        ChangeContact.Map(routes);
        PeopleRoutes.Map(routes);
    }

    static Func<HttpContext, bool> May(Right right) => http => http.Features.Get<Actor>() is { } actor && right.Allows(actor);
}
