using System.Globalization;
using System.Text;

namespace Rainmaker.Intelligence.Matching;

/// <summary>Text as people type it, made comparable.</summary>
static class Words
{
    /// <summary>Trimmed, inner white space collapsed to one blank, control and zero-width characters gone; null where nothing is left.</summary>
    public static string? Tidy(string? typed)
    {
        if (string.IsNullOrEmpty(typed))
            return null;
        if (IsTidy(typed))
            return typed;
        var tidy = new StringBuilder(typed.Length);
        foreach (var c in typed)
        {
            if (char.IsWhiteSpace(c))
            {
                if (tidy.Length > 0 && tidy[^1] != ' ')
                    tidy.Append(' ');
            }
            else if (!char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            {
                tidy.Append(c);
            }
        }
        if (tidy.Length > 0 && tidy[^1] == ' ')
            tidy.Length--;
        return tidy.Length == 0 ? null : tidy.ToString();
    }

    /// <summary>Lower case without diacritics, ligatures spelled out: "Müßig Æble" is "mussig aeble". Letters of other scripts stay.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length + 4);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            var lower = char.ToLowerInvariant(c);
            _ = lower switch
            {
                'ß' => folded.Append("ss"),
                'æ' => folded.Append("ae"),
                'œ' => folded.Append("oe"),
                'ø' => folded.Append('o'),
                'đ' or 'ð' => folded.Append('d'),
                'ł' => folded.Append('l'),
                'þ' => folded.Append("th"),
                'ı' => folded.Append('i'),
                _ => folded.Append(lower),
            };
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The folded words: letters and digits, everything else separates, apostrophes vanish.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>(4);
        var word = new StringBuilder();
        foreach (var c in Fold(text))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (c is not ('\'' or '’' or '.') && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    static bool IsTidy(string text)
    {
        if (text[0] == ' ' || text[^1] == ' ')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~' || (text[i] == ' ' && text[i - 1] == ' '))
                return false;
        }
        return true;
    }
}
