using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Rainmaker.Platform.Identity;

/// <summary>Keeps the framework's keys for form tokens in the database, sealed under the master key, so that every process of the installation has the same ones.</summary>
sealed class ProtectionKeys(Database database, Installation installation, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.Source.CreateCommand("select sealed from protection_key order by created_at");
        using var reader = command.ExecuteReader();
        var all = new List<XElement>();
        while (reader.Read())
            all.Add(XElement.Parse(Encoding.UTF8.GetString(Vault.Unwrap(installation.MasterKey, Guid.Empty, (byte[])reader[0]))));
        return all;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.Source.CreateCommand("insert into protection_key (name, sealed, created_at) values ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Vault.Wrap(installation.MasterKey, Guid.Empty, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.ExecuteNonQuery();
    }
}
