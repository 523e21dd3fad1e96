namespace Rainmaker.Deals.Screens;

/// <summary>Something that a later room shows on a deal's page: registered as a singleton, drawn in order beside the facts.</summary>
/// <param name="Component">A component with a parameter <c>Deal</c>, the deal's id.</param>
public sealed record DealPanel(Type Component, int Order);
