using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Rainmaker.Platform.Data;

/// <summary>
/// A connection on which something failed forgets what it has prepared before the next one gets it. Npgsql 10.0.0 prepares a statement at its second use;
/// one whose values PostgreSQL refuses just then (a zero byte, a text too long) stays marked as prepared, without the description of its rows,
/// and its next use breaks the connection under whoever has it by then (npgsql issue 6391).
/// </summary>
sealed class FailedStatements : DbCommandInterceptor
{
    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as SalesDb)?.Failed();
        return Task.CompletedTask;
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => (eventData.Context as SalesDb)?.Failed();

    /// <param name="connection">Open, and in no transaction.</param>
    public static void Forget(NpgsqlConnection connection)
    {
        try
        {
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // It is broken, and so the pool gives it to nobody.
        }
    }
}
