using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Leads;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>The forms about deals. Each page posts to its own address and comes back with what was typed where that is refused.</summary>
static class DealFormRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deals/new", New).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/new", Open).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapGet("/deals/{id:guid}/edit", Edit).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/edit", Change).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapGet("/leads/{id:guid}/convert", Offer).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/convert", Convert).Requires(DealRights.Edit).ExcludeFromDescription();
    }

    static async Task<IResult> New(string? stage, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
        await NewPage(new() { Stage = stage, AssignedTo = actor.Person?.ToString(), Back = Backward.From(http) }, null, actor, database, books, stop);

    static async Task<IResult> Open(HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (sent, faults) = (DealForm.Of(await http.Request.ReadFormAsync(stop)), new List<Invalid>());
        var request = sent.ToOpen(faults);
        var opened = faults.Count > 0 ? new Faults([.. faults]) : await OpenDeal.Handle(request, actor, database, books, stop);
        return opened.Refused(out var refusal)
            ? await NewPage(sent, refusal, actor, database, books, stop)
            : Go.To($"/deals/{opened.Value.Id}", "Deal opened", undo: $"/deals/{opened.Value.Id}/delete");
    }

    static async Task<IResult> NewPage(DealForm sent, Refusal? refusal, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var choices = await DealChoices.Of(db, await books.Of(db, stop), stop);
        return new RazorComponentResult<DealFormPage>(new { Title = "New deal", Action = "/deals/new", Submit = "Open deal", Sent = sent, Choices = choices, Refusal = refusal }) { StatusCode = refusal.Status() };
    }

    static Task<IResult> Edit(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
        EditPage(id, (deal, book) => DealForm.Of(deal, book) with { Back = Backward.From(http, $"/deals/{id}") }, null, actor, database, books, stop);

    static async Task<IResult> Change(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (sent, faults) = (DealForm.Of(await http.Request.ReadFormAsync(stop)), new List<Invalid>());
        if (await Found(id, actor, database, stop) is not { } deal)
            return new Platform.NotFound("deal").Problem();
        var request = sent.ToUpdate(deal, faults);
        var changed = faults.Count > 0 ? new Faults([.. faults]) : await UpdateDeal.Handle(id, request, sent.Edition, actor, database, books, stop);
        return changed.Refused(out var refusal) ? await EditPage(id, (_, _) => sent, refusal, actor, database, books, stop) : Go.To(sent.Back ?? $"/deals/{id}", "Saved");
    }

    static async Task<IResult> EditPage(Guid id, Func<Deal, PipelineBook, DealForm> form, Refusal? refusal, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new Platform.NotFound("deal").Problem();
        var book = await books.Of(db, stop);
        return new RazorComponentResult<DealFormPage>(new
        {
            Title = "Edit deal", Action = $"/deals/{id}/edit", Submit = "Save", Sent = form(deal, book), Choices = await DealChoices.Of(db, book, stop), Refusal = refusal, HasStage = deal.IsOpen, MayBeNobodys = true,
        }) { StatusCode = refusal.Status() };
    }

    static Task<IResult> Offer(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => ConvertPage(id, lead => new()
    {
        DealName = lead.Company ?? lead.Name, Company = lead.Company, AssignedTo = (lead.OwnerId ?? actor.Person)?.ToString(), Notes = lead.Notes, Tags = string.Join(", ", lead.Tags), Back = Backward.From(http, $"/leads/{id}"),
    }, null, actor, database, books, stop);

    static async Task<IResult> Convert(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (sent, faults) = (DealForm.Of(await http.Request.ReadFormAsync(stop)), new List<Invalid>());
        var request = ConvertLead.Request.Of(sent.ToOpen(faults));
        var made = faults.Count > 0 ? new Faults([.. faults]) : await ConvertLead.Handle(id, request, actor, database, books, stop);
        if (made.Refusal is ConvertLead.ConvertedBefore before)
            return Go.To($"/deals/{before.DealId}", before.Why);
        return made.Refused(out var refusal) ? await ConvertPage(id, _ => sent, refusal, actor, database, books, stop) : Go.To($"/deals/{made.Value.Id}", "The lead is a deal now");
    }

    static async Task<IResult> ConvertPage(Guid id, Func<Lead, DealForm> form, Refusal? refusal, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var leads = db.Leads.AsNoTracking().VisibleTo(actor);
        if (await leads.SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new Platform.NotFound("lead").Problem();
        if (lead.DealId is { } deal)
            return Go.To($"/deals/{deal}", "The lead was converted before");
        var choices = await DealChoices.Of(db, await books.Of(db, stop), stop);
        return new RazorComponentResult<DealFormPage>(new
        {
            Title = $"Convert {lead.Name}", Note = "Company and person become records; the lead stays readable and says where it went.", Action = $"/leads/{id}/convert", Submit = "Convert to deal",
            Sent = form(lead), Choices = choices, Refusal = refusal, Crumb = "Leads",
        }) { StatusCode = refusal.Status() };
    }

    static async Task<Deal?> Found(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.FindDeal(id, stop);
    }
}
