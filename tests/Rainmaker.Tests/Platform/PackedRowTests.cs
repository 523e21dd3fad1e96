using Npgsql;
using Rainmaker.Platform.Data;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class PackedRowTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_postgresql_packs_is_read_as_it_was_meant()
    {
        var packed = await Ask("row('Zo\u00eb \ud83d\ude00', ''::text, '0192f6a1-1111-7222-8333-444455556666'::uuid, '1999-12-31 23:59:59.123456+00'::timestamptz, 15.5::float8, array['a,b', '', '\u00e4'], array[]::text[], '\\x00ff'::bytea)");
        var row = new PackedRow(packed, stackalloc (int, int)[8]);

        Assert.Equal(("Zo\u00eb \ud83d\ude00", "", 15.5), (row.Text(0), row.Text(1), row.Real(4)));
        Assert.Equal(Guid.Parse("0192f6a1-1111-7222-8333-444455556666"), row.Id(2));
        Assert.Equal(new DateTimeOffset(1999, 12, 31, 23, 59, 59, 123, 456, TimeSpan.Zero), row.Moment(3));
        Assert.Equal(["a,b", "", "\u00e4"], row.List(5).ToList());
        Assert.Empty(row.List(6).ToList());
        Assert.Equal([0x00, 0xff], row.Bytes(7).ToArray());
    }

    [Fact]
    public async Task Null_is_null_of_every_kind()
    {
        var row = new PackedRow(await Ask("row(null::text, null::uuid, null::timestamptz, null::float8)"), stackalloc (int, int)[4]);

        Assert.Equal((null, null, null, null), (row.Text(0), row.Id(1), row.Moment(2), row.Real(3)));
        Assert.True(row.IsNull(0));
    }

    [Fact]
    public async Task Another_number_of_columns_than_expected_is_said_and_not_read()
    {
        var packed = await Ask("row(1, 2, 3)");

        Assert.Contains("3 columns came instead of 2", Assert.Throws<InvalidDataException>(() => _ = new PackedRow(packed, new (int, int)[2])).Message, StringComparison.Ordinal);
    }

    async Task<byte[]> Ask(string row)
    {
        await using var database = await server.Empty();
        await using var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync(Stop);
        await using var ask = new NpgsqlCommand($"select record_send({row})", connection);
        return (byte[])(await ask.ExecuteScalarAsync(Stop))!;
    }
}
