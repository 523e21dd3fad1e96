using System.Text.Json.Serialization;

namespace Rainmaker.Platform.Web;

/// <summary>A field that may be left out of an update: left out means "as it was", null means "empty it".</summary>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T> : IOptional
{
    readonly T? _value;

    public bool IsSent { get; }

    /// <summary>What was sent; the default of <typeparamref name="T"/> where nothing was.</summary>
    public T? Value => _value;

    public Optional(T? value) => (IsSent, _value) = (true, value);

    object? IOptional.Sent => _value;

    /// <summary>What was sent, or else what was there.</summary>
    public T? Or(T? current) => IsSent ? _value : current;

    public static implicit operator Optional<T>(T? value) => new(value);
}

/// <summary>An <see cref="Optional{T}"/> of whichever type.</summary>
interface IOptional
{
    object? Sent { get; }
}

sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(OptionalConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    sealed class OptionalConverter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return new(JsonSerializer.Deserialize<T>(ref reader, options));
            }
            catch (JsonException wrong)
            {
                // With a path of its own it would hide the name of the field.
                throw new JsonException(wrong.Message, wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
