using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Rainmaker.Platform.Audit;

namespace Rainmaker.Platform.Data;

/// <summary>
/// One actor's piece of work on the database: a transaction in which the tenant is set, with the tenant's filter on every query.
/// Reading: dispose it. Writing: <see cref="Commit"/>, which also writes the audit. Whatever is not committed never happened.
/// </summary>
public sealed class SalesDb(DbContextOptions<SalesDb> options) : DbContext(options)
{
    Database _database = null!;
    CancellationToken _stop;
    bool _failed;
    readonly List<Event> _told = [];

    public Actor Actor { get; private set; } = null!;
    public TenantInfo Tenant { get; private set; } = null!;
    public Vault Vault => Tenant.Vault;
    public DateTimeOffset Now { get; private set; }

    /// <summary>What the query filter compares with; nobody's id before the work begins.</summary>
    public Guid TenantId { get; private set; }

    /// <summary>The day it is where the tenant works.</summary>
    public DateOnly Today => Tenant.DayOf(Now);

    internal NpgsqlConnection Connection => (NpgsqlConnection)Database.GetDbConnection();
    internal NpgsqlTransaction Transaction => (NpgsqlTransaction)Database.CurrentTransaction!.GetDbTransaction();

    internal async Task Begin(Database database, Actor actor, TenantInfo tenant, DateTimeOffset now, CancellationToken stop)
    {
        await Take(database, actor, tenant, now, stop);
        await using var scope = new NpgsqlCommand(TenantScope.Sql, Connection, Transaction) { Parameters = { TenantScope.Parameter(actor.Tenant) } };
        await scope.ExecuteNonQueryAsync(stop);
    }

    internal async Task<T> Begin<T>(Database database, Actor actor, TenantInfo tenant, DateTimeOffset now, Action<TenantBatch> first, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken stop)
    {
        await Take(database, actor, tenant, now, stop);
        await using var batch = new TenantBatch(new NpgsqlBatch(Connection, Transaction), actor.Tenant);
        first(batch);
        try
        {
            await using var reader = await batch.Read(stop);
            return await read(reader, stop);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    async Task Take(Database database, Actor actor, TenantInfo tenant, DateTimeOffset now, CancellationToken stop)
    {
        (_database, Actor, Tenant, TenantId, Now, _stop, _failed) = (database, actor, tenant, actor.Tenant, now, stop, false);
        _told.Clear();
        // One save a transaction, and what fails is rolled back whole: a savepoint around each would cost two round trips.
        Database.AutoSavepointsEnabled = false;
        // Npgsql sends BEGIN together with what follows it.
        await Database.BeginTransactionAsync(stop);
    }

    /// <summary>Tells of something that happened: the event row, and a delivery for every subscriber that wants its kind, in this transaction.</summary>
    public Event Record(string kind, string entityType, Guid entityId, Guid? ownerId, object? data = null)
    {
        var told = NewEvent(kind, entityType, entityId, ownerId, data);
        Add(told);
        AddRange(DeliveriesOf(told));
        return told;
    }

    /// <summary>The event alone, for writers that send their rows in one batch (<see cref="InsertAll"/>).</summary>
    public Event NewEvent(string kind, string entityType, Guid entityId, Guid? ownerId, object? data = null)
    {
        var told = new Event
        {
            TenantId = TenantId, Id = Ids.At(Now), Kind = kind, EntityType = entityType, EntityId = entityId, OwnerId = ownerId,
            ActorId = Actor.Person, At = Now, Data = data is null ? "{}" : Json.Write(data),
        };
        _told.Add(told);
        return told;
    }

    public IEnumerable<Delivery> DeliveriesOf(Event told) =>
        _database.Subscribers.Where(s => s.Wants(told)).Select(s => new Delivery
        {
            TenantId = TenantId, Id = Ids.At(Now), EventId = told.Id, Subscriber = s.Name, NextTryAt = Now, CreatedAt = Now,
        });

    /// <summary>An audit row for a change the change tracker does not see (bulk, batch) or one that is a refusal.</summary>
    public AuditEntry NewAudit(string action, string resourceType, Guid? resourceId, string detail, AuditOutcome outcome = AuditOutcome.Success) =>
        AuditEntry.Of(Actor, Now, action, resourceType, resourceId, outcome, detail);

    /// <summary>Saves all changes with their audit rows and commits. Afterwards the readers of events are woken.</summary>
    /// <param name="action">The audit's word for it, such as <c>deal.stage_change</c>.</param>
    /// <param name="metadata">What the audit adds, such as the old and the new stage.</param>
    public async Task Commit(string action, CancellationToken stop, object? metadata = null)
    {
        await Save(action, stop, metadata);
        await Finish(stop);
    }

    /// <summary>Saves all changes with their audit rows, for work that goes on with what is written before it is finished.</summary>
    /// <inheritdoc cref="Commit" path="/param"/>
    public async Task Save(string action, CancellationToken stop, object? metadata = null)
    {
        foreach (var entry in AuditTrail.Of(this, action, metadata).ToList())
            Add(entry);
        await SaveChangesAsync(stop);
    }

    /// <summary>Commits what was written in batches, without asking the change tracker.</summary>
    /// <param name="wake">False for writes that no reader of events cares about.</param>
    /// <param name="save">True where rows were added to the context without <see cref="Commit"/>.</param>
    public async Task Finish(CancellationToken stop, bool wake = true, bool save = false)
    {
        if (save)
            await SaveChangesAsync(stop);
        if (Actor.Once is { } once)
            await once.Mark(this, _told, stop);
        await Database.CurrentTransaction!.CommitAsync(stop);
        Tell(wake);
    }

    /// <summary>Writes new rows, events by <see cref="NewEvent"/> among them, and commits in the same round trip: the hot writing paths.</summary>
    public async Task Finish(IReadOnlyCollection<object> rows, CancellationToken stop)
    {
        if (Actor.Once is not null)
        {
            await InsertAll(rows, stop);
            await Finish(stop);
            return;
        }
        await Insert(rows, commit: true, stop);
        // PostgreSQL has ended it already; this lets EF know.
        await Database.CurrentTransaction!.DisposeAsync();
        Tell(wake: true);
    }

    void Tell(bool wake)
    {
        if (_told.Count > 0)
            _database.Committed(TenantId, [.. _told.Select(e => e.Kind)]);
        if (wake)
            _database.Wakening.Wake(TenantId);
    }

    /// <summary>Writes new rows in one round trip, in the order given.</summary>
    public Task InsertAll(IEnumerable<object> rows, CancellationToken stop) => Insert(rows, commit: false, stop);

    async Task Insert(IEnumerable<object> rows, bool commit, CancellationToken stop)
    {
        try
        {
            await RowWriter.Insert(this, rows, stop, commit);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    /// <summary>Loads many new rows of one kind: COPY into a temporary table, then INSERT .. SELECT under the policy.</summary>
    public Task CopyIn<T>(IReadOnlyCollection<T> rows, CancellationToken stop) where T : class => RowWriter.Copy(this, rows, stop);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    /// <summary>A statement of this piece of work was refused; see <see cref="FailedStatements"/>.</summary>
    internal void Failed() => _failed = true;

    public override async ValueTask DisposeAsync()
    {
        if ((_failed || _stop.IsCancellationRequested) && Connection is { State: System.Data.ConnectionState.Open } connection)
        {
            // EF's own rollback would give the connection back.
            if (Database.CurrentTransaction is not null)
                await Transaction.DisposeAsync();
            FailedStatements.Forget(connection);
        }
        (_stop, _failed) = (default, false);
        await base.DisposeAsync();
    }

    /// <summary>A set read by SQL; every hole in the text becomes a parameter. Columns of a record are named as its properties: <c>as "AuditId"</c>.</summary>
    public IQueryable<T> Query<T>(FormattableString sql) => Database.SqlQuery<T>(sql);

    /// <summary>A statement by SQL; every hole in the text becomes a parameter. Answers the number of rows.</summary>
    public Task<int> Execute(FormattableString sql, CancellationToken stop) => Database.ExecuteSqlAsync(sql, stop);

    /// <summary>A command in this transaction, for reading by hand.</summary>
    public NpgsqlCommand Command(string constantSql) => new(constantSql, Connection, Transaction);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.Conventions.Add(_ => new SnakeCaseColumns());

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        Mapping.Conventions(modelBuilder, this);
    }
}
