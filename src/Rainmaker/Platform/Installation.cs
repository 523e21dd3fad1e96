namespace Rainmaker.Platform;

/// <summary>Where this installation lives.</summary>
/// <param name="DataFolder">Keys, files and the private PostgreSQL.</param>
/// <param name="OwnerConnection">The role that owns the tables: migrations, schedules, backups.</param>
/// <param name="AppConnection">The role <c>rainmaker_app</c>, which owns nothing: everything else.</param>
/// <param name="MasterKey">32 bytes that every tenant's keys are wrapped under.</param>
public sealed record Installation(string DataFolder, string OwnerConnection, string AppConnection, byte[] MasterKey);
