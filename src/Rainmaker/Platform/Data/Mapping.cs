using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Rainmaker.Platform.Data;

/// <summary>What every table has in common, said once: names, keys, tenant filter, versions, enums as words.</summary>
static class Mapping
{
    /// <summary>Columns whose values stay out of the audit: ciphertext and password hashes.</summary>
    public const string Secret = "Rainmaker:Secret";

    /// <summary>Columns that are keyed hashes of an address: the audit shows a short digest, enough to see that it changed.</summary>
    public const string Hash = "Rainmaker:Hash";

    /// <summary>Columns the audit leaves out because they are derived.</summary>
    public const string Derived = "Rainmaker:Derived";

    public static PropertyBuilder<T> IsSecret<T>(this PropertyBuilder<T> property) => property.HasAnnotation(Secret, true);

    public static PropertyBuilder<T> IsDerived<T>(this PropertyBuilder<T> property) => property.HasAnnotation(Derived, true);

    /// <summary>Stores a value as jsonb, in the words of the wire.</summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) =>
        property.HasColumnType("jsonb").HasConversion(
            new ValueConverter<T, string>(v => Json.Write(v), v => Json.Read<T>(v)),
            new ValueComparer<T>((a, b) => Json.Write(a) == Json.Write(b), v => Json.Write(v).GetHashCode(StringComparison.Ordinal), v => Json.Read<T>(Json.Write(v))));

    public static void Conventions(ModelBuilder model, SalesDb db)
    {
        foreach (var entity in model.Model.GetEntityTypes().ToList())
        {
            if (typeof(IEntity).IsAssignableFrom(entity.ClrType) && entity.FindPrimaryKey() is null or { Properties.Count: 1 })
                model.Entity(entity.ClrType).HasKey(nameof(IEntity.TenantId), nameof(IEntity.Id));
            foreach (var property in entity.GetProperties())
                Shape(property);
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                model.Entity(entity.ClrType).Property<uint>(nameof(IVersioned.Version)).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
            if (typeof(ITenantOwned).IsAssignableFrom(entity.ClrType))
                Filter(model.Entity(entity.ClrType), "tenant", entity.ClrType, e => Expression.Equal(Expression.Property(e, nameof(ITenantOwned.TenantId)), Expression.Property(Expression.Constant(db), nameof(SalesDb.TenantId))));
            if (typeof(ISoftDeleted).IsAssignableFrom(entity.ClrType))
                Filter(model.Entity(entity.ClrType), "deleted", entity.ClrType, e => Expression.Equal(Expression.Property(e, nameof(ISoftDeleted.DeletedAt)), Expression.Constant(null, typeof(DateTimeOffset?))));
        }
    }

    static void Filter(EntityTypeBuilder entity, string name, Type type, Func<ParameterExpression, Expression> body)
    {
        var parameter = Expression.Parameter(type, "e");
        entity.HasQueryFilter(name, Expression.Lambda(body(parameter), parameter));
    }

    static void Shape(IMutableProperty property)
    {
        if (property.IsPrimaryKey())
            property.ValueGenerated = ValueGenerated.Never;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum)
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(type))!);
        if (property.Name.EndsWith("Sealed", StringComparison.Ordinal))
            property.SetAnnotation(Secret, true);
        if (property.Name.EndsWith("Hash", StringComparison.Ordinal) && property.ClrType == typeof(byte[]))
            property.SetAnnotation(Hash, true);
    }

    /// <summary>An enum as its snake_case word, both ways without reflection at run time.</summary>
    sealed class WordConverter<T>() : ValueConverter<T, string>(v => Words<T>.ToWord[v], w => Words<T>.FromWord[w]) where T : struct, Enum;
}

/// <summary>Columns are called what their properties are called, in snake_case.</summary>
sealed class SnakeCaseColumns : IPropertyAddedConvention
{
    public void ProcessPropertyAdded(IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context) =>
        propertyBuilder.HasColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(propertyBuilder.Metadata.Name));
}

/// <summary>The snake_case words of an enum: on the wire, in columns, in filters.</summary>
public static class Words<T> where T : struct, Enum
{
    public static readonly IReadOnlyDictionary<T, string> ToWord = Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
    public static readonly IReadOnlyDictionary<string, T> FromWord = ToWord.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    public static IEnumerable<string> All => ToWord.Values;
}
