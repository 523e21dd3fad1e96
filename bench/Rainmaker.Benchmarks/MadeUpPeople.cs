using System.Globalization;
using System.Text;

namespace Rainmaker.Benchmarks;

/// <summary>
/// A file of made-up people with duplicates as people type them: slips of the finger, exchanged names, missing cells, moved house, other addresses. A fifth of the rows
/// are copies, one to four of one person. The same rows in every run; the id says whose copy a row is ("p17-2").
/// </summary>
static class MadeUpPeople
{
    static readonly string[] Starts = ["ba", "ber", "bo", "cal", "car", "da", "del", "do", "el", "fa", "fer", "ga", "gre", "ha", "hol", "i", "jo", "ka", "kel", "la", "len", "lo", "ma", "mar", "mi", "mor", "na", "nor", "o", "pa", "pe", "ra", "ri", "ro", "sa", "sel", "sto", "ta", "te", "tor", "u", "va", "vi", "wa", "wel", "za"];
    static readonly string[] Middles = ["la", "li", "ri", "ro", "na", "ni", "de", "do", "mi", "ma", "ta", "ti", "ve", "va", "ke", "se", "lo", "be", "ga", "ne"];
    static readonly string[] Ends = ["n", "ck", "ton", "s", "man", "ner", "sen", "rd", "th", "lle", "rt", "x", "ski", "dt", "ll", "ng", "berg", "ez", "a", "o"];
    static readonly string[] Kinds = ["Street", "Road", "Avenue", "Lane", "Drive", "Way", "Court", "Place"];
    static readonly string[] States = ["NW", "BY", "BW", "NI", "HE", "SN", "RP", "BE", "SH", "BB", "ST", "TH", "HH", "MV", "SL", "HB"];

    public const string Fields = "first:first_name,last:last_name,email:email,phone:phone,number:street_number,street:street,city:city,postcode:postcode,state:state";

    public static void Write(string path, int rows, ulong seed)
    {
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        file.WriteLine("id,first,last,email,phone,number,street,city,postcode,state");
        var chance = new Chance(seed);
        var person = 0;
        for (var written = 0; written < rows; person++)
        {
            var cells = Person(chance, person);
            Line(file, person, 0, cells);
            written++;
            for (var copy = 1; copy <= 4 && written < rows && chance.Of(copy == 1 ? 0.17 : 0.35); copy++, written++)
                Line(file, person, copy, Copy(chance, cells));
        }
    }

    static string[] Person(Chance chance, int number)
    {
        var (first, last) = (Word(chance.Skewed(900), 7), Word(chance.Skewed(60_000), 13));
        var city = chance.Skewed(8_000);
        var mail = chance.Of(0.7) ? $"{first}.{last}{(chance.Of(0.5) ? (number % 97).ToString(CultureInfo.InvariantCulture) : "")}@{(chance.Of(0.6) ? "gmail.com" : Word(chance.Next(40_000), 29) + ".example")}".ToLowerInvariant() : "";
        return
        [
            first, last, mail, chance.Of(0.8) ? string.Create(CultureInfo.InvariantCulture, $"0{chance.Next(900) + 100} {chance.Next(9_000_000) + 1_000_000}") : "",
            (1 + chance.Skewed(300)).ToString(CultureInfo.InvariantCulture), $"{Word(chance.Skewed(30_000), 17)} {Kinds[chance.Next(Kinds.Length)]}",
            Word(city, 23), (10_000 + city * 11).ToString(CultureInfo.InvariantCulture), States[city % States.Length],
        ];
    }

    static string[] Copy(Chance chance, string[] person)
    {
        var cells = person.ToArray();
        if (chance.Of(0.05))
            (cells[0], cells[1]) = (cells[1], cells[0]);
        for (var i = 0; i < cells.Length; i++)
        {
            if (chance.Of(0.08))
                cells[i] = "";
            else if (chance.Of(0.2))
                cells[i] = Slip(chance, cells[i]);
        }
        if (chance.Of(0.05))
            cells[3] = string.Create(CultureInfo.InvariantCulture, $"0{chance.Next(900) + 100} {chance.Next(9_000_000) + 1_000_000}");
        return cells;
    }

    static string Slip(Chance chance, string cell)
    {
        if (cell.Length < 2)
            return cell;
        var at = chance.Next(cell.Length - 1);
        var sign = char.IsAsciiDigit(cell[at]) ? (char)('0' + chance.Next(10)) : (char)('a' + chance.Next(26));
        return chance.Next(4) switch
        {
            0 => cell.Remove(at, 1),
            1 => cell.Insert(at, sign.ToString()),
            2 => cell[..at] + sign + cell[(at + 1)..],
            _ => cell[..at] + cell[at + 1] + cell[at] + cell[(at + 2)..],
        };
    }

    static string Word(int number, ulong of)
    {
        var chance = new Chance((ulong)number * 1_000_003 + of);
        var word = Starts[chance.Next(Starts.Length)] + (chance.Of(0.7) ? Middles[chance.Next(Middles.Length)] : "") + (chance.Of(0.3) ? Middles[chance.Next(Middles.Length)] : "") + Ends[chance.Next(Ends.Length)];
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    static void Line(StreamWriter file, int person, int copy, string[] cells)
    {
        file.Write(string.Create(CultureInfo.InvariantCulture, $"p{person}-{copy}"));
        foreach (var cell in cells)
        {
            file.Write(',');
            file.Write(cell);
        }
        file.Write('\n');
    }

    /// <summary>Chance that is the same on every machine (xorshift64*, Vigna 2016).</summary>
    sealed class Chance(ulong seed)
    {
        ulong _state = seed * 0x9E3779B97F4A7C15 | 1;

        ulong Draw()
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return _state * 0x2545F4914F6CDD1D;
        }

        public int Next(int below) => (int)((Draw() >> 33) % (ulong)below);

        public bool Of(double share) => (Draw() >> 11) * (1d / (1ul << 53)) < share;

        /// <summary>Small numbers often, as names and towns are: the n-th about n times as rare as the first.</summary>
        public int Skewed(int below) => Math.Min(below - 1, (int)Math.Pow(below, (Draw() >> 11) * (1d / (1ul << 53))) - 1 + Next(Math.Max(1, below / 50)));
    }
}
