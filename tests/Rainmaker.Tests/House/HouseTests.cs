using System.Text.RegularExpressions;

namespace Rainmaker.Tests.House;

/// <summary>Reads the source: which room may know which. An arrow that turns back is told with what to do about it.</summary>
public sealed partial class HouseTests
{
    // Each may use those before it, never one after it. What must happen downstream happens by an event.
    static readonly string[] Rooms = ["Teams", "Activities", "People", "Leads", "Deals", "Quotes", "Customers", "Outreach", "Forms", "Automation", "Sync", "Insights", "Reports", "Admin", "Demo"];

    static readonly string Product = Path.Combine(Root(), "src", "Rainmaker");

    [Fact]
    public void A_room_knows_only_those_before_it()
    {
        var turned = from file in SourceOf("")
                     let room = Array.IndexOf(Rooms, RoomOf(file))
                     where room >= 0
                     from name in RoomsNamedIn(file)
                     where Array.IndexOf(Rooms, name) > room
                     select $"{Path.GetRelativePath(Product, file)} knows {name}, which comes after {Rooms[room]}. Let {name} listen to an event, or move the use case to {name}: it lives with the last room it needs.";
        Assert.Empty(turned.Distinct());
    }

    [Theory]
    [InlineData("Platform"), InlineData("Shell")]
    public void What_carries_the_rooms_knows_none_of_them(string floor)
    {
        var turned = from file in SourceOf(floor)
                     from name in RoomsNamedIn(file)
                     select $"{Path.GetRelativePath(Product, file)} knows {name}. {floor} knows no sales words: let the room hand in what is needed (an interface with several implementations, a parameter, an event).";
        Assert.Empty(turned.Distinct());
    }

    [Fact]
    public void The_judging_parts_need_nothing_but_the_vocabulary()
    {
        var project = File.ReadAllText(Path.Combine(Root(), "src", "Rainmaker.Intelligence", "Rainmaker.Intelligence.csproj"));

        Assert.Equal(["../Rainmaker.Crm/Rainmaker.Crm.csproj"], ProjectReference().Matches(project).Select(m => m.Groups["name"].Value));
        Assert.DoesNotContain("<ProjectReference", File.ReadAllText(Path.Combine(Root(), "src", "Rainmaker.Crm", "Rainmaker.Crm.csproj")));
    }

    [Fact]
    public void The_connectors_are_a_library_of_their_own()
    {
        var project = File.ReadAllText(Path.Combine(Root(), "src", "Rainmaker.Connectors", "Rainmaker.Connectors.csproj"));

        Assert.Equal(["../Rainmaker.Crm/Rainmaker.Crm.csproj"], ProjectReference().Matches(project).Select(m => m.Groups["name"].Value));
    }

    [Fact]
    public void No_file_is_so_long_that_it_is_two_rooms()
    {
        var long_ = from file in Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.*", SearchOption.AllDirectories)
                    where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".js", StringComparison.Ordinal)
                    where !IsGenerated(file)
                    let lines = File.ReadLines(file).Count()
                    where lines > 400
                    select $"{Path.GetRelativePath(Root(), file)} has {lines} lines. Split it along what it does.";
        Assert.Empty(long_);
    }

    static string RoomOf(string file) => Path.GetRelativePath(Product, file).Split(Path.DirectorySeparatorChar)[0];

    static IEnumerable<string> RoomsNamedIn(string file) =>
        NamesRoom().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value).Where(Rooms.Contains);

    static IEnumerable<string> SourceOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Product, folder), "*.*", SearchOption.AllDirectories)
            .Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)) && !IsGenerated(f));

    static bool IsGenerated(string file) =>
        file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal) || file.Contains("/wwwroot/", StringComparison.Ordinal);

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rainmaker.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"\bRainmaker\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamesRoom();

    [GeneratedRegex("ProjectReference Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectReference();
}
