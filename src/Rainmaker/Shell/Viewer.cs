namespace Rainmaker.Shell;

/// <summary>Who looks at the page, as far as the page around the content must know.</summary>
/// <param name="Workspace">The tenant's name.</param>
/// <param name="Team">Or the role, where there is no team; shown below the name.</param>
/// <param name="Notice">A line above every page, such as that this is demo data.</param>
public sealed record Viewer(string Name, string Team, string Workspace, string? Notice = null);

/// <summary>Finds the viewer of a request. Registered once, by the room that knows users.</summary>
public delegate ValueTask<Viewer> WhoIsLooking(HttpContext context);

/// <summary>A line of the navigation. Modules register theirs as singletons.</summary>
/// <param name="Section">The heading it stands under: Workspace, Records, Automation, Administration.</param>
/// <param name="Order">Sections and items stand in ascending order of it.</param>
/// <param name="Key">Its shortcut, such as <c>g d</c>.</param>
public sealed record NavItem(string Section, string Label, string Href, string Icon, int Order, string? Key = null)
{
    /// <summary>Whether this request's user may see it; everybody where left out.</summary>
    public Func<HttpContext, bool>? Visible { get; init; }

    /// <summary>A small number beside it, nothing where null. Asked on every page, so it must be cheap.</summary>
    public Func<HttpContext, ValueTask<int?>>? Count { get; init; }
}

/// <summary>A list that the search above every page can look in. On a page of one it looks there, else in the first.</summary>
/// <param name="Label">What the empty box says: Search leads.</param>
/// <param name="Href">The list's page; it takes the words as <c>q</c>.</param>
public sealed record SearchIn(string Label, string Href, int Order)
{
    /// <summary>Whether this request's user may see it; everybody where left out.</summary>
    public Func<HttpContext, bool>? Visible { get; init; }
}

/// <summary>Something that can be created from anywhere. The first in order is the button itself, the others stand in its menu.</summary>
/// <param name="Href">A page whose form opens in the dialog.</param>
public sealed record QuickCreate(string Label, string Href, string Icon, int Order)
{
    /// <summary>Whether this request's user may do it; everybody where left out.</summary>
    public Func<HttpContext, bool>? Visible { get; init; }
}
