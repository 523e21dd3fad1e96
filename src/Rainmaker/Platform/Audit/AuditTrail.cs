using System.Buffers;
using System.Text;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Rainmaker.Platform.Audit;

/// <summary>Turns changes into audit rows. Addresses appear as a short piece of their keyed hash: enough to see that they changed, not to read them.</summary>
static class AuditTrail
{
    /// <summary>One row for every changed record that is <see cref="IAudited"/>.</summary>
    public static IEnumerable<AuditEntry> Of(SalesDb db, string action, object? metadata)
    {
        db.ChangeTracker.DetectChanges();
        return db.ChangeTracker.Entries<IAudited>()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => AuditEntry.Of(db.Actor, db.Now, action, e.Metadata.GetTableName()!, e.Entity.Id, AuditOutcome.Success, Detail(e, metadata)))
            .ToList();
    }

    /// <summary>The detail of a record that is new and not tracked.</summary>
    public static string DetailOfNew(SalesDb db, object row, object? metadata = null) => Write(json =>
    {
        json.WriteStartObject("after");
        foreach (var column in RowWriter.TableOf(db, row.GetType()).Audited)
            Value(json, column.Property, column.Name, column.Read(row));
        json.WriteEndObject();
        Metadata(json, metadata);
    });

    static string Detail(EntityEntry entry, object? metadata) => Write(json =>
    {
        var changed = entry.Properties.Where(p => entry.State != EntityState.Modified || p.IsModified).ToList();
        if (entry.State != EntityState.Added)
            Side(json, "before", changed, p => p.OriginalValue);
        if (entry.State != EntityState.Deleted)
            Side(json, "after", changed, p => p.CurrentValue);
        Metadata(json, metadata);
    });

    static void Side(Utf8JsonWriter json, string name, List<PropertyEntry> properties, Func<PropertyEntry, object?> read)
    {
        json.WriteStartObject(name);
        foreach (var property in properties)
        {
            var (value, convert) = (read(property), property.Metadata.GetTypeMapping().Converter);
            Value(json, property.Metadata, property.Metadata.GetColumnName(), value is null || convert is null ? value : convert.ConvertToProvider(value));
        }
        json.WriteEndObject();
    }

    static void Value(Utf8JsonWriter json, IProperty property, string name, object? value)
    {
        if (value is null || name is "tenant_id" or "xmin" || property.FindAnnotation(Mapping.Secret) is not null || property.FindAnnotation(Mapping.Derived) is not null)
            return;
        json.WritePropertyName(name);
        switch (value)
        {
            case byte[] hash: json.WriteStringValue("#" + Convert.ToHexStringLower(hash, 0, Math.Min(4, hash.Length))); break;
            case string text when property.GetColumnType() == "jsonb": json.WriteRawValue(text); break;
            case string text: json.WriteStringValue(text.Length > 2000 ? text[..2000] + "…" : text); break;
            case byte[][] hashes: json.WriteNumberValue(hashes.Length); break;
            default: JsonSerializer.Serialize(json, value, value.GetType(), Json.Wire); break;
        }
    }

    static void Metadata(Utf8JsonWriter json, object? metadata)
    {
        if (metadata is null)
            return;
        json.WritePropertyName("metadata");
        JsonSerializer.Serialize(json, metadata, metadata.GetType(), Json.Wire);
    }

    static string Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = Json.Wire.Encoder }))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
