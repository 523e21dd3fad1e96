using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Rainmaker.Deals;

/// <summary>An order of deals that can be gone through page by page: by a value, then by id. What has no value comes last either way.</summary>
sealed class DealSort
{
    public sealed record UnknownSort(string Sent) : Invalid("sort", $"'{Sent}' is not one of {string.Join(", ", Sorts.Keys)}, with - in front for falling.", Sent);

    const string Usual = "-created_at";
    static readonly DateOnly Never = new(9999, 12, 30), Before = new(1, 1, 2);
    static readonly DateTimeOffset NeverMoment = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero), BeforeMoment = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);

    static readonly Dictionary<string, DealSort> Sorts = new(StringComparer.Ordinal);

    readonly string _word;
    readonly Func<IQueryable<Deal>, string[], IQueryable<Deal>> _page;
    readonly Func<IEnumerable<Deal>, IEnumerable<Deal>> _inOrder;
    readonly Func<Deal, string> _value;
    readonly Predicate<string> _reads;

    DealSort(string word, Func<IQueryable<Deal>, string[], IQueryable<Deal>> page, Func<IEnumerable<Deal>, IEnumerable<Deal>> inOrder, Func<Deal, string> value, Predicate<string> reads) =>
        (_word, _page, _inOrder, _value, _reads) = (word, page, inOrder, value, reads);

    static DealSort()
    {
        Add("created_at", d => d.CreatedAt, d => d.CreatedAt, Moment);
        Add("updated_at", d => d.UpdatedAt, d => d.UpdatedAt, Moment);
        Add("value", d => d.BaseValue ?? 100_000_000_000_000_000m, d => d.BaseValue ?? -1, Number);
        Add("expected_close_date", d => d.ExpectedCloseDate ?? Never, d => d.ExpectedCloseDate ?? Before, s => DateOnly.TryParseExact(s, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (true, day) : (false, default));
        Add("next_activity", d => d.NextActivityAt ?? NeverMoment, d => d.NextActivityAt ?? BeforeMoment, Moment);
        Add("probability", d => d.Probability, d => d.Probability, Number);
        Add("health_score", d => d.HealthScore ?? 101, d => d.HealthScore ?? -1, Number);
        Add("deal_name", d => d.Name, d => d.Name, s => (true, s));
        Add("company", d => d.Company ?? "", d => d.Company ?? "", s => (true, s));
    }

    /// <param name="sent">Such as value or -value; the newest first where left out.</param>
    public static Result<DealSort> Of(string? sent) => Sorts.TryGetValue(string.IsNullOrEmpty(sent) ? Usual : sent, out var sort) ? sort : new UnknownSort(sent!);

    /// <summary>What the cursor names, to go on behind; nothing without a cursor.</summary>
    public Result<string[]> Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return Array.Empty<string>();
        return Cursor.Read(cursor, _word) is [var value, var id] && Guid.TryParse(id, out _) && _reads(value) ? new[] { value, id } : new Cursor.NotACursor(cursor);
    }

    /// <summary>In this order, behind a place.</summary>
    public IQueryable<Deal> Page(IQueryable<Deal> deals, string[] place) => _page(deals, place);

    /// <summary>The same order for deals in memory; only for values that compare alike here and there, so not for names.</summary>
    public IEnumerable<Deal> InOrder(IEnumerable<Deal> deals) => _inOrder(deals);

    public string Place(Deal deal) => Cursor.Write(_word, _value(deal), deal.Id.ToString());

    static void Add<T>(string word, Expression<Func<Deal, T>> rising, Expression<Func<Deal, T>> falling, Func<string, (bool Is, T Value)> read)
    {
        Sorts[word] = Made(word, rising, read, falls: false);
        Sorts["-" + word] = Made("-" + word, falling, read, falls: true);
    }

    static DealSort Made<T>(string word, Expression<Func<Deal, T>> key, Func<string, (bool Is, T Value)> read, bool falls)
    {
        var value = key.Compile();
        return new(word, (deals, place) =>
        {
            if (place is [var last, var id])
                deals = deals.Where(Behind(key, read(last).Value, Guid.Parse(id), falls));
            return falls ? deals.OrderByDescending(key).ThenByDescending(d => d.Id) : deals.OrderBy(key).ThenBy(d => d.Id);
        }, deals => falls ? deals.OrderByDescending(value).ThenByDescending(d => d.Id) : deals.OrderBy(value).ThenBy(d => d.Id), deal => Convert(value(deal)), text => read(text).Is);
    }

    // (key, id) > (last, id) as one row comparison, which an index on both can answer.
    static Expression<Func<Deal, bool>> Behind<T>(Expression<Func<Deal, T>> key, T last, Guid id, bool falls)
    {
        Expression<Func<ITuple>> place = () => ValueTuple.Create(last, id);
        var create = ((MethodCallExpression)((UnaryExpression)place.Body).Operand).Method;
        var row = Expression.Call(create, key.Body, Expression.Property(key.Parameters[0], nameof(Deal.Id)));
        var compare = typeof(NpgsqlDbFunctionsExtensions).GetMethod(falls ? nameof(NpgsqlDbFunctionsExtensions.LessThan) : nameof(NpgsqlDbFunctionsExtensions.GreaterThan), [typeof(DbFunctions), typeof(ITuple), typeof(ITuple)])!;
        return Expression.Lambda<Func<Deal, bool>>(Expression.Call(compare, Expression.Constant(EF.Functions), Expression.Convert(row, typeof(ITuple)), place.Body), key.Parameters);
    }

    static (bool, DateTimeOffset) Moment(string text) => (DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment), moment);

    static (bool, decimal) Number(string text) => (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number), number);

    static string Convert<T>(T value) => value switch
    {
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value!.ToString()!,
    };
}
