namespace Rainmaker.Deals;

/// <summary>Puts a pipeline with its stages into a tenant, from a template of the vocabulary.</summary>
public static class OpenPipeline
{
    /// <summary>What may be chosen: the standard one and an inbound one of ten stages.</summary>
    public static readonly IReadOnlyList<Crm.Pipeline> Templates = [Crm.Pipeline.Standard, Crm.Pipeline.NewBusiness];

    public static Pipeline From(Crm.Pipeline template, SalesDb db, int position, bool isDefault)
    {
        var pipeline = new Pipeline
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Key = template.Key, Name = template.Label,
            Position = position, IsDefault = isDefault, CreatedAt = db.Now,
        };
        db.Add(pipeline);
        db.AddRange(template.Stages.Select(s => new Stage
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), PipelineId = pipeline.Id, Key = s.Key, Label = s.Label, Position = s.Position,
            Kind = s.Kind, Probability = s.Probability, LeaveOutOfWinRate = s.LeftOutOfWinRate,
        }));
        return pipeline;
    }
}

/// <summary>A new tenant starts with the standard pipeline.</summary>
sealed class FirstPipeline : ITenantBeginning
{
    public void Begin(SalesDb db) => OpenPipeline.From(Crm.Pipeline.Standard, db, position: 0, isDefault: true);
}
