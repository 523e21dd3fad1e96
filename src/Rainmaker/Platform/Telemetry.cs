using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rainmaker.Platform;

/// <summary>
/// Traces, metrics and logs over the framework's own sources. They leave the process only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// Ids and counts, never values: no name, address, phone or text of a person appears in any of them.
/// </summary>
public static class Telemetry
{
    public const string Name = "Rainmaker";

    public static readonly ActivitySource Source = new(Name);
    static readonly Meter Meter = new(Name);

    /// <summary>Leads captured, by outcome (created, updated, unchanged, spam).</summary>
    public static readonly Counter<long> LeadsCaptured = Meter.CreateCounter<long>("rainmaker.leads.captured", "{lead}");

    /// <summary>Rows taken from imported files, by kind and outcome.</summary>
    public static readonly Counter<long> RowsImported = Meter.CreateCounter<long>("rainmaker.rows.imported", "{row}");

    /// <summary>Deliveries handed to subscribers, by subscriber and outcome (done, failed, dead).</summary>
    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("rainmaker.deliveries", "{delivery}");

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // The framework's request log repeats paths with their queries, which may hold what somebody searched for.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        var resource = ResourceBuilder.CreateDefault().AddService("rainmaker");
        builder.Logging.AddOpenTelemetry(o => o.SetResourceBuilder(resource).AddOtlpExporter());
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql").AddProcessor(new NoQueries()).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql").AddOtlpExporter().Build());
        builder.Services.AddHostedService<Exporters>();
    }

    /// <summary>Takes query strings off the spans: a filter may hold an address.</summary>
    sealed class NoQueries : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.query", null);
            if (data.GetTagItem("url.full") is string full && full.IndexOf('?', StringComparison.Ordinal) is >= 0 and var cut)
                data.SetTag("url.full", full[..cut]);
        }
    }

    /// <summary>Brings the providers to life with the server; the container flushes them at the end.</summary>
    sealed class Exporters(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2000);
            metrics.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
