using Rainmaker.Activities.Screens;

namespace Rainmaker.Activities;

/// <summary>What is done and planned, on any record's timeline: the front page of this room.</summary>
public static class ActivitiesModule
{
    public static void MapActivities(this IEndpointRouteBuilder routes)
    {
        LogActivity.Map(routes);
        UpdateActivity.Map(routes);
        ReadTimeline.Map(routes);
        ActivityRoutes.Map(routes);
    }
}
