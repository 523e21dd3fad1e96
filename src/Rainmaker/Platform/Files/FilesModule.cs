namespace Rainmaker.Platform.Files;

/// <summary>Tables in files, on their way in and out.</summary>
public static class FilesModule
{
    public static void AddFiles(this IServiceCollection services) => services.AddSingleton<KeptUploads>().AddSingleton<RunningImports>().AddHostedService(s => s.GetRequiredService<RunningImports>());

    public static void MapFiles(this IEndpointRouteBuilder routes) => ReadImports.Map(routes);
}
