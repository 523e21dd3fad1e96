namespace Rainmaker.Shell;

/// <summary>What a colour means. Good and bad are judgements, not directions.</summary>
public enum Tone { Neutral, Accent, Good, Warn, Bad, Info, Violet }

static class Tones
{
    /// <summary>pill-good, toast-bad; nothing for neutral.</summary>
    public static string Class(this Tone tone, string block) => tone is Tone.Neutral ? block : $"{block} {block}-{Name(tone)}";

    public static string Name(this Tone tone) => tone switch
    {
        Tone.Accent => "accent", Tone.Good => "good", Tone.Warn => "warn", Tone.Bad => "bad", Tone.Info => "info", Tone.Violet => "violet", _ => "neutral",
    };
}
