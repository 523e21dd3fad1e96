using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Intelligence.Tests.Assignment;

public sealed class AssignLeadTests
{
    static readonly DateOnly _today = new(2026, 11, 20);
    static readonly LeadToAssign _german = new() { Source = "website", Country = "DE", PostalCode = "80331", Score = 71, Tags = ["expo"], CompanySize = "51-200" };

    static Assignee Person(int id, int taken = 0, int capacity = 8) => new() { Id = Id(id), Name = $"Person {id}", AssignedToday = taken, CapacityPerDay = capacity };

    static Guid Id(int id) => new(id, 0, 0, new byte[8]);

    static AssignmentRule Rule(params Condition[] when) => new() { Id = Id(900), Name = "Germany", When = when };

    static AssignmentDecision Decide(Assignee[] people, AssignmentRule[]? rules = null, ExistingOwner[]? owners = null, LeadToAssign? lead = null) =>
        AssignLead.Decide(lead ?? _german, owners ?? [], rules ?? [], people, _today);

    static string ReasonFor(AssignmentDecision decision, int id) => decision.Trace.First(t => t.User == Id(id)).Reason;

    [Fact]
    public void Who_already_looks_after_the_company_goes_first()
    {
        var decision = Decide([Person(1), Person(2, taken: 5)], owners: [new(Id(2), "owns the company Acme")]);

        Assert.Equal((Id(2), AssignedBy.ExistingOwner, "Person 2 owns the company Acme."), (decision.User!.Value, decision.By, decision.Why));
    }

    [Fact]
    public void An_owner_on_leave_is_passed_over_and_the_trace_says_until_when()
    {
        var decision = Decide([Person(1), Person(2) with { Absences = [new(_today.AddDays(-3), new(2026, 11, 24))] }], owners: [new(Id(2), "owns the company")]);

        Assert.Equal((Id(1), AssignedBy.RoundRobin), (decision.User!.Value, decision.By));
        Assert.Equal("on leave until 24 Nov", ReasonFor(decision, 2));
    }

    [Fact]
    public void Who_is_at_capacity_gets_no_more() => Assert.Equal("at capacity, 8 of 8", ReasonFor(Decide([Person(1), Person(2, taken: 8)]), 2));

    [Fact]
    public void The_smaller_share_of_the_day_goes_first()
    {
        var decision = Decide([Person(1, taken: 4), Person(2, taken: 2)]);

        Assert.Equal(Id(2), decision.User);
        Assert.Equal("share 0.50 higher than 0.25", ReasonFor(decision, 1));
    }

    [Fact]
    public void Of_equal_shares_who_waited_longest_goes_first()
    {
        var decision = Decide([Person(1) with { LastAssignedAt = DateTimeOffset.UnixEpoch.AddDays(1) }, Person(2) with { LastAssignedAt = DateTimeOffset.UnixEpoch }, Person(3) with { LastAssignedAt = DateTimeOffset.UnixEpoch.AddDays(2) }]);

        Assert.Equal((Id(2), "same share, got a lead more recently"), (decision.User!.Value, ReasonFor(decision, 3)));
    }

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        var other = Rule(new Condition("country", Comparison.Is, ["US"])) with { Id = Id(901), Name = "America" };
        var decision = Decide([Person(1), Person(2)], [other, Rule(new Condition("country", Comparison.In, ["de", "at"])) with { Users = [Id(2)] }]);

        Assert.Equal((Id(2), AssignedBy.Rule, Id(900)), (decision.User!.Value, decision.By, decision.Rule!.Value));
        Assert.Equal(("America", "country is not US"), decision.Skipped.Select(s => (s.Name, s.Reason)).Single());
        Assert.Equal("not named by the rule", ReasonFor(decision, 1));
    }

    [Fact]
    public void A_territory_rule_asks_only_who_covers_the_place()
    {
        var munich = Person(1) with { Territories = [new("Munich", "DE", PostalPrefix: "80")] };
        var decision = Decide([munich, Person(2) with { Territories = [new("Austria", "AT")] }], [Rule() with { ByTerritory = true }]);

        Assert.Equal((Id(1), "does not cover DE 80331"), (decision.User!.Value, ReasonFor(decision, 2)));
    }

    [Fact]
    public void A_skill_rule_asks_only_who_has_it()
    {
        var decision = Decide([Person(1), Person(2, taken: 7) with { Skills = ["Healthcare"] }], [Rule() with { Skill = "healthcare" }]);

        Assert.Equal((Id(2), "has not the skill healthcare"), (decision.User!.Value, ReasonFor(decision, 1)));
    }

    [Fact]
    public void A_rule_whose_people_are_all_busy_hands_on_to_the_next_step()
    {
        var decision = Decide([Person(1), Person(2, taken: 8)], [Rule() with { Users = [Id(2)] }]);

        Assert.Equal((Id(1), AssignedBy.RoundRobin), (decision.User!.Value, decision.By));
        Assert.Equal("it fits, but nobody it names can take the lead now", decision.Skipped[0].Reason);
    }

    [Fact]
    public void When_nobody_is_free_the_lead_waits() =>
        Assert.Equal((null, AssignedBy.Nobody, "Everyone is away, at capacity or takes no leads."), Decide([Person(1, taken: 8)]) is var d ? (d.User, d.By, d.Why) : default);

    [Theory]
    [InlineData("score", Comparison.AtLeast, "70", true)]
    [InlineData("score", Comparison.AtLeast, "72", false)]
    [InlineData("score", Comparison.AtMost, "71", true)]
    [InlineData("tags", Comparison.Contains, "EXPO", true)]
    [InlineData("tags", Comparison.IsNot, "expo", false)]
    [InlineData("company_size", Comparison.AtLeast, "50", true)]
    [InlineData("company_size", Comparison.AtMost, "100", false)]
    [InlineData("industry", Comparison.IsNotSet, "", true)]
    [InlineData("industry", Comparison.IsNot, "retail", true)]
    [InlineData("postal_code", Comparison.StartsWith, "80", true)]
    [InlineData("shoe_size", Comparison.IsNot, "44", false)]
    public void Conditions_compare_fields(string field, Comparison how, string value, bool holds) =>
        Assert.Equal(holds, Conditions.Holds(new(field, how, value.Length == 0 ? [] : [value]), _german));

    [Theory]
    [InlineData("shoe_size", Comparison.Is, "44")]
    [InlineData("country", Comparison.AtLeast, "3")]
    [InlineData("score", Comparison.AtLeast, "many")]
    [InlineData("score", Comparison.IsSet, "1")]
    public void A_condition_that_can_never_work_says_so(string field, Comparison how, string value) => Assert.NotNull(Conditions.Fault(new(field, how, [value])));

    static readonly Gen<Assignee[]> _teams =
        (from capacity in Gen.Choose(0, 9) from taken in Gen.Choose(0, 9) from away in Gen.Choose(0, 3) from active in Gen.Choose(0, 5) select (capacity, taken, away, active))
        .ArrayOf().Select(rows => rows.Select((row, i) => Person(i, row.taken, row.capacity) with { IsActive = row.active > 0, Absences = row.away == 0 ? [new(_today, null)] : [] }).ToArray());

    [Fact]
    public void Nobody_absent_inactive_or_at_capacity_is_ever_chosen() =>
        Prop.ForAll(_teams.ToArbitrary(), people =>
        {
            var owners = people.Take(2).Select(p => new ExistingOwner(p.Id, "owned the earlier lead")).ToArray();
            var decision = Decide(people, [Rule() with { Users = [.. people.Skip(2).Take(3).Select(p => p.Id)] }], owners);
            var free = people.Where(p => p.IsActive && p.Absences.Count == 0 && p.AssignedToday < p.CapacityPerDay).ToArray();
            return decision.User is { } user ? free.Any(p => p.Id == user) : free.Length == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_answer_does_not_depend_on_the_order_of_the_people() =>
        Prop.ForAll(_teams.ToArbitrary(), people => Decide(people).User == Decide([.. people.Reverse()]).User).QuickCheckThrowOnFailure();

    [Fact]
    public void Everyone_gets_a_fair_share_of_the_day() =>
        Prop.ForAll(Gen.Choose(1, 9).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (capacities, leads) =>
        {
            var people = capacities.Select((capacity, i) => Person(i, capacity: capacity)).ToArray();
            for (var n = 0; n < leads && Decide(people).User is { } user; n++)
                people = [.. people.Select(p => p.Id == user ? p with { AssignedToday = p.AssignedToday + 1, LastAssignedAt = DateTimeOffset.UnixEpoch.AddMinutes(n) } : p)];
            // Nobody is a whole lead ahead of anybody else, measured against what they can take.
            return people.Sum(p => p.AssignedToday) == Math.Min(leads, people.Sum(p => p.CapacityPerDay))
                && people.All(a => people.All(b => (a.AssignedToday - 1) * b.CapacityPerDay <= b.AssignedToday * a.CapacityPerDay));
        }).QuickCheckThrowOnFailure();
}
