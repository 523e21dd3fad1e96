namespace Rainmaker.Deals;

/// <summary>What every answer about deals carries in its head: the version of the one, and the currency that base values are told in.</summary>
static class DealAnswers
{
    public const string BaseCurrency = "Rainmaker-Currency";

    public static async Task<Result<DealView>> Told(this Task<Result<DealView>> handled, HttpContext http, Actor actor, Tenants tenants)
    {
        var result = await handled;
        if (result.Refusal is null)
        {
            http.Tell(result.Value.Edition);
            http.Response.Headers[BaseCurrency] = (await tenants.Get(actor.Tenant, http.RequestAborted)).Currency;
        }
        return result;
    }
}
