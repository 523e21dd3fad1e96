using System.Text;

namespace Rainmaker.Platform.Files;

/// <summary>A field that a column can mean.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Aliases">What other systems call it; a header is recognised by these without a map. Case, blanks and signs do not matter.</param>
public sealed record ImportField(string Name, params string[] Aliases)
{
    /// <summary>Place in its <see cref="ImportFields"/>.</summary>
    internal int Place { get; set; }
}

/// <summary>All fields of a kind of record that can be imported.</summary>
public sealed class ImportFields
{
    readonly Dictionary<string, ImportField> _byWord = new(StringComparer.Ordinal);

    public ImportFields(params ImportField[] all)
    {
        All = all;
        for (var i = 0; i < all.Length; i++)
        {
            all[i].Place = i;
            foreach (var word in all[i].Aliases.Prepend(all[i].Name))
                _byWord.Add(Word(word), all[i]);
        }
    }

    public IReadOnlyList<ImportField> All { get; }

    public string Names => string.Join(", ", All.Select(f => f.Name));

    /// <summary>The field of exactly that name or second name.</summary>
    public ImportField? Named(string name) => _byWord.GetValueOrDefault(Word(name));

    static string Word(string header)
    {
        var word = new StringBuilder(header.Length);
        foreach (var c in header)
            if (char.IsLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
        return word.ToString();
    }
}

/// <summary>The fields of a kind of record, for the page that explains them.</summary>
public sealed record ImportableFields(string Kind, ImportFields Fields);
