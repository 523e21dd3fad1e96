namespace Rainmaker.Intelligence.Matching;

/// <summary>What was done to one field on the way in, so that the lead can show it.</summary>
/// <param name="Field">Name on the wire: "email", "phone", "name".</param>
/// <param name="Typed">What came in; null where the value was derived.</param>
/// <param name="Value">What is kept.</param>
/// <param name="Note">What was done and why, in a person's words.</param>
public sealed record Normalised(string Field, string? Typed, string? Value, string Note);
