using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Rainmaker.Platform.Web;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, for exactly this version, and a page to browse it at <c>/api/docs</c>.</summary>
public static class ApiDocument
{
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // Pages answer HTML; they are no part of the API.
        options.ShouldInclude = api => IsApi(api.RelativePath ?? "");
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : SchemaName(type.Type);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Rainmaker";
            document.Info.Version = "v1";
            document.Info.Description = "Leads, deals, activities and figures. JSON in snake_case; errors are ProblemDetails with a stable `code`, the field and the value.";
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token: `./run token create --tenant T --role R`." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Operation);
        options.AddSchemaTransformer(Schema);
    });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowPublic("Describes the product, not its data.");
        app.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "api/docs";
            o.DocumentTitle = "Rainmaker API";
            o.SwaggerEndpoint("/openapi/v1.json", "Rainmaker v1");
        });
    }

    static bool IsApi(string path) =>
        path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("public/", StringComparison.Ordinal) || path.StartsWith("ai/", StringComparison.Ordinal)
        || path.StartsWith("health/", StringComparison.Ordinal);

    // Every use case has a Request: the name of the use case tells them apart.
    static string SchemaName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } bare)
            return SchemaName(bare);
        var name = type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GetGenericArguments().Select(SchemaName))}" : type.Name;
        return type.DeclaringType is { } outer ? outer.Name + name : name;
    }

    static Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        // Names in the query are read in any case; told is the one of the house.
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p is { In: ParameterLocation.Query, Name: { } name } && !name.Skip(1).Any(char.IsUpper)))
            parameter.Name = parameter.Name!.ToLowerInvariant();
        operation.Responses.TryAdd("400", new OpenApiResponse { Description = "Something sent cannot be right; `errors` names every field." });
        if (metadata.OfType<Right>().FirstOrDefault() is { } right)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", context.Document)] = [] }];
            operation.Responses.TryAdd("401", new OpenApiResponse { Description = "No token, or one that is unknown, expired or revoked." });
            operation.Responses.TryAdd("403", new OpenApiResponse { Description = $"The role lacks the right {right.Name}." });
            operation.Responses.TryAdd("429", new OpenApiResponse { Description = "Over the plan's limit; `Retry-After` says when to come back." });
        }
        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true)
            operation.Responses.TryAdd("404", new OpenApiResponse { Description = "Nothing of that id within sight; the same answer whether it exists or not." });
        return Task.CompletedTask;
    }

    static async Task Schema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type).IsEnum)
            schema.Type = type.IsEnum ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        // A field that may be left out looks to the caller like the field itself.
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, stop);
            (schema.Type, schema.Format, schema.Enum, schema.Items, schema.Properties) = (inner.Type, inner.Format, inner.Enum, inner.Items, inner.Properties);
            schema.AdditionalPropertiesAllowed = inner.AdditionalPropertiesAllowed;
        }
    }
}
