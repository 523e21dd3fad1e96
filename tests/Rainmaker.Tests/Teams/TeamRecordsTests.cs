using Rainmaker.Teams;

namespace Rainmaker.Tests.Teams;

public sealed class TeamRecordsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_team_and_its_people_are_saved_together_and_read_back()
    {
        await using var app = await TestApp.Start(server);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            var team = new Team { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "North", CreatedAt = db.Now };
            var ada = new User { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "Ada Reyes", Role = Role.SalesRep, TeamId = team.Id, Skills = ["german"], CreatedAt = db.Now };
            db.AddRange(
                new Absence { TenantId = db.TenantId, Id = Ids.At(db.Now), UserId = ada.Id, FromDay = db.Today, ToDay = db.Today, CreatedAt = db.Now },
                new ApiToken { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "form", Role = Role.SalesRep, UserId = ada.Id, Hash = new byte[32], CreatedAt = db.Now },
                new Territory { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "DACH", Countries = ["DE", "AT", "CH"], CreatedAt = db.Now },
                new Form { TenantId = db.TenantId, Id = Ids.At(db.Now), Key = "k", Name = "Contact us", CreatedAt = db.Now },
                ada, team);
            await db.Commit("test.create", Stop);
        }

        await using var read = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var user = await read.Users.SingleAsync(Stop);
        Assert.Equal((Role.SalesRep, "german"), (user.Role, Assert.Single(user.Skills)));
        Assert.True((await read.Absences.SingleAsync(Stop)).Covers(read.Today));
        Assert.Equal(["DE", "AT", "CH"], (await read.Territories.SingleAsync(Stop)).Countries);
        Assert.Equal((1, 1, 1), (await read.Teams.CountAsync(Stop), await read.ApiTokens.CountAsync(Stop), await read.Forms.CountAsync(Stop)));
    }
}
