namespace Rainmaker.Platform.Postgres;

/// <summary>Held by <c>serve</c>: one server process per data folder. Every other verb works beside it.</summary>
public static class ServeLock
{
    public static IDisposable Take(DataFolder data) => FolderLock.TryAlone(data.LockFile("serve"))
        ?? throw new CannotContinue($"{data.Path} is already served by another process. Stop it, or give this one another folder with --data.");
}
