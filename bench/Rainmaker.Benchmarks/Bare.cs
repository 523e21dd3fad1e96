using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Rainmaker.Benchmarks;

/// <summary>What the product is measured against: the raw statement in an endpoint that does nothing else, in a process of its own.</summary>
static class Bare
{
    const string Sql = """
        select id, name, first_name, last_name, job_title, company, industry, company_size, country, email_sealed, phone_sealed, whatsapp_sealed, source, status, priority,
               prospective_type, tags, notes, ai_score, ai_qualification_summary, owner_id, deal_id, created_at, updated_at
        from lead where tenant_id = $1 and deleted_at is null order by created_at desc, id desc limit 50
        """;

    /// <summary>As the verb <c>bare CONNECTION TENANT PORT</c> of this program.</summary>
    public static async Task Serve(string connection, Guid tenant, int port)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 };
        await using var source = NpgsqlDataSource.Create(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/leads", async (HttpContext http) =>
        {
            await using var command = source.CreateCommand(Sql);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
            await using var row = await command.ExecuteReaderAsync();
            http.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
            json.WriteStartArray();
            while (await row.ReadAsync())
                Write(json, row);
            json.WriteEndArray();
        });
        await app.RunAsync();
    }

    static void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        json.WriteStartObject();
        for (var i = 0; i < row.FieldCount; i++)
        {
            json.WritePropertyName(row.GetName(i));
            switch (row.IsDBNull(i) ? null : row.GetValue(i))
            {
                case null: json.WriteNullValue(); break;
                case Guid id: json.WriteStringValue(id); break;
                case DateTime at: json.WriteStringValue(at); break;
                case decimal number: json.WriteNumberValue(number); break;
                case byte[] bytes: json.WriteBase64StringValue(bytes); break;
                case string[] words:
                    json.WriteStartArray();
                    foreach (var word in words)
                        json.WriteStringValue(word);
                    json.WriteEndArray();
                    break;
                case var text: json.WriteStringValue(text.ToString()); break;
            }
        }
        json.WriteEndObject();
    }
}
