using System.Data.Common;
using System.Numerics;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Queries;

namespace Twinyard.Warehouse.Tests.Contract;

/// <summary>What a caller may rely on, wherever the file is open.</summary>
public abstract class WarehouseContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected static WarehouseTables Tables { get; } = new(
        "test",
        [
            """
            CREATE TABLE IF NOT EXISTS kinds (
                id BIGINT, flag BOOLEAN, tiny TINYINT, small SMALLINT, whole INTEGER, huge HUGEINT, real FLOAT, exact DECIMAL(18, 4), text VARCHAR, time TIMESTAMP,
                day DATE, key UUID, bytes BLOB, texts VARCHAR[], reals DOUBLE[], wholes BIGINT[], "values" MAP(VARCHAR, DOUBLE), names MAP(VARCHAR, VARCHAR))
            """,
            "CREATE TABLE IF NOT EXISTS counters (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL)",
        ]);

    /// <summary>The one under test.</summary>
    protected abstract IWarehouse Warehouse { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Theory]
    [InlineData("SELECT 1", "")]
    [InlineData("SELECT count(*) FROM counters", "counters")]
    [InlineData("WITH c AS (SELECT * FROM counters) SELECT (SELECT count(*) FROM kinds) FROM c JOIN counters USING (name)", "counters kinds")]
    [InlineData("WITH counters AS (SELECT * FROM counters) SELECT * FROM counters", "counters")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r", "")]
    [InlineData("SELECT * FROM kinds k WHERE EXISTS (SELECT 1 FROM main.counters WHERE value = k.id) UNION ALL SELECT * FROM kinds", "counters kinds")]
    [InlineData("FROM counters SELECT name", "counters")]
    public async Task QueryAsync_TellsTheTablesThatTheStatementNames(string sql, string expected)
    {
        var result = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None)).Value;

        string.Join(' ', result.Tables).ShouldBe(expected);
    }

    [Theory]
    [InlineData("[1, NULL]", "[1,null]")]
    [InlineData("[NULL]", "[null]")]
    [InlineData("[NULL, NULL::DOUBLE]", "[null,null]")]
    [InlineData("[1.5, NULL]", "[1.5,null]")]
    [InlineData("[1.5::DOUBLE, NULL]", "[1.5,null]")]
    [InlineData("[true, NULL]", "[true,null]")]
    [InlineData("['a', NULL]", "[\"a\",null]")]
    [InlineData("[TIMESTAMP '2026-03-01 12:00:00', NULL]", "[\"2026-03-01T12:00:00Z\",null]")]
    [InlineData("[DATE '2026-03-01', NULL]", "[\"2026-03-01\",null]")]
    [InlineData("['\\xFF'::BLOB, NULL]", "[\"/w==\",null]")]
    [InlineData("['6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID, NULL]", "[\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",null]")]
    [InlineData("[1, NULL, 3]::INTEGER[3]", "[1,null,3]")]
    [InlineData("[[1, NULL], NULL, []]", "[[1,null],null,[]]")]
    [InlineData("[[[1, NULL]], [NULL]]", "[[[1,null]],[null]]")]
    [InlineData("{'a': NULL::INTEGER, 'b': {'c': NULL::DOUBLE, 'd': 1}}", "{\"a\":null,\"b\":{\"c\":null,\"d\":1}}")]
    [InlineData("[{'a': 1}, NULL, {'a': NULL}]", "[{\"a\":1},null,{\"a\":null}]")]
    [InlineData("MAP {'a': 1, 'b': NULL}", "{\"a\":1,\"b\":null}")]
    [InlineData("MAP {1: 'a', 2: NULL}", "{\"1\":\"a\",\"2\":null}")]
    [InlineData("[MAP {'a': NULL::INTEGER}, NULL]", "[{\"a\":null},null]")]
    public async Task QueryAsync_NullInsideAValue_IsNull(string value, string expected)
    {
        var result = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, $"SELECT v FROM (VALUES ({value}), (NULL), ({value})) t(v)", []), None)).Value;

        result.Rows.Select(row => JsonValues.ToJson(row[0])?.ToJsonString()).ShouldBe([expected, null, expected]);
    }

    [Theory]
    [InlineData("{'a': [1, NULL]}")]
    [InlineData("MAP {'a': [1, NULL]}")]
    public async Task QueryAsync_NullInAListInsideAStructOrMap_SaysHowItIsRead(string value)
    {
        var refused = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, $"SELECT {value}", []), None)).Error.ShouldBeOfType<InvalidError>();

        refused.Code.ShouldBe("query-null");
        (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, $"SELECT to_json({value})", []), None)).Value.Rows[0][0].ShouldBe("""{"a":[1,null]}""");
    }

    [Fact]
    public async Task QueryAsync_EveryKindOfValue_HasItsTypeAndEveryBit()
    {
        const string Sql =
            """
            SELECT NULL, true, 7::TINYINT, 9223372036854775807, 18446744073709551615::UBIGINT, 170141183460469231731687303715884105727::HUGEINT, 0.1::DOUBLE,
                   '-0.0'::DOUBLE, 'nan'::DOUBLE, '-infinity'::DOUBLE, 1.50::DECIMAL(10, 2), 'Ünïcödé 🛰' || chr(10), '', TIMESTAMP '2026-03-01 12:00:00.123456', DATE '2026-03-01',
                   TIME '01:02:03.5', INTERVAL 90 SECOND, '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID, '\x00\xFF'::BLOB, [1, 2, 3], [['a', NULL], []],
                   MAP {'s2': 641.5, 's3': -1.0}, {'a': 1, 'b': {'c': [true]}}
            """;

        var result = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, Sql, []), None)).Value;

        var row = result.Rows.ShouldHaveSingleItem();
        row.Take(6).ShouldBe([null, true, 7L, long.MaxValue, (decimal)ulong.MaxValue, "170141183460469231731687303715884105727"]);
        row[6].ShouldBe(0.1);
        BitConverter.DoubleToInt64Bits(row[7].ShouldBeOfType<double>()).ShouldBe(BitConverter.DoubleToInt64Bits(-0.0));
        row[8].ShouldBe(double.NaN);
        row[9].ShouldBe(double.NegativeInfinity);
        decimal.GetBits(row[10].ShouldBeOfType<decimal>()).ShouldBe(decimal.GetBits(1.50m));
        row[11].ShouldBe("Ünïcödé 🛰\n");
        row[12].ShouldBe("");
        var time = row[13].ShouldBeOfType<DateTime>();
        (time, time.Kind).ShouldBe((new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(1_234_560), DateTimeKind.Utc));
        row.Skip(14).Take(5).ShouldBe(["2026-03-01", "01:02:03.500000", "00:01:30", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", Convert.ToBase64String([0, 255])]);
        row[19].ShouldBeOfType<List<object?>>().ShouldBe([1L, 2L, 3L]);
        row[20].ShouldBeOfType<List<object?>>().Select(inner => inner.ShouldBeOfType<List<object?>>().Count).ShouldBe([2, 0]);
        row[21].ShouldBeOfType<Dictionary<string, object?>>().ShouldBe(new Dictionary<string, object?> { ["s2"] = 641.5m, ["s3"] = -1.0m });
        row[22].ShouldBeOfType<Dictionary<string, object?>>()["b"].ShouldBeOfType<Dictionary<string, object?>>()["c"].ShouldBeOfType<List<object?>>().ShouldBe([true]);
        result.Columns[3].Type.ShouldBe("BIGINT");
        result.Truncated.ShouldBeFalse();
    }

    [Fact]
    public async Task QueryAsync_EveryKindOfParameter_ArrivesInItsType()
    {
        object?[] parameters =
        [
            null, true, (sbyte)-1, (byte)2, (short)-3, (ushort)4, 5, 6u, 7L, 8ul, BigInteger.Pow(2, 100), 1.5f, 2.5, 3.25m, "text", new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc),
            new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.FromHours(2)), new DateOnly(2026, 3, 1), new TimeOnly(1, 2, 3), TimeSpan.FromSeconds(90), Guid.Empty, new byte[] { 1, 2 },
            new List<string> { "a", "b" }, new List<long> { 1, 2 }, new List<double> { 0.5 },
        ];
        var types = string.Join(", ", parameters.Select(_ => "typeof(?)"));

        var result = await Warehouse.ReadAsync(session => session.QueryAsync($"SELECT {types}", parameters, None), None);

        result.Rows[0].ShouldBe(
        [
            "\"NULL\"", "BOOLEAN", "TINYINT", "UTINYINT", "SMALLINT", "USMALLINT", "INTEGER", "UINTEGER", "BIGINT", "UBIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL(3,2)", "VARCHAR", "TIMESTAMP",
            "TIMESTAMP", "DATE", "TIME", "INTERVAL", "UUID", "BLOB", "VARCHAR[]", "BIGINT[]", "DOUBLE[]",
        ]);
    }

    [Fact]
    public async Task AppendAsync_EveryKindOfColumn_RowsComeBackAsTheyWere()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        object?[] full =
        [
            1L, true, 1, 2, 3, BigInteger.Pow(2, 70), 0.5f, 12.3456m, "text", at, new DateOnly(2026, 3, 1), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), new byte[] { 1, 2 },
            new List<string> { "a" }, new[] { 0.5, 1.5 }, new List<long> { 7 }, new Dictionary<string, double> { ["s2"] = 641.5, ["s3"] = -1 }, new Dictionary<string, string> { ["site"] = "north" },
        ];

        await Warehouse.WriteAsync(
            async session =>
            {
                await session.AppendAsync("kinds", [full, [2L, .. Enumerable.Repeat<object?>(null, full.Length - 1)]], None);
                return Done.Value;
            },
            None);

        var rows = (await Warehouse.ReadAsync(session => session.QueryAsync("SELECT * FROM kinds ORDER BY id", [], None), None)).Rows;
        rows[0].Take(13).ShouldBe(
            [1L, true, 1L, 2L, 3L, (decimal)BigInteger.Pow(2, 70), 0.5, 12.3456m, "text", at.UtcDateTime, "2026-03-01", "00000001-0002-0003-0405-060708090a0b", Convert.ToBase64String([1, 2])]);
        rows[0].Skip(13).Take(3).Select(list => list.ShouldBeOfType<List<object?>>()[^1]).ShouldBe(["a", 1.5, 7L]);
        rows[0][16].ShouldBeOfType<Dictionary<string, object?>>().ShouldBe(new Dictionary<string, object?> { ["s2"] = 641.5, ["s3"] = -1.0 });
        rows[0][17].ShouldBeOfType<Dictionary<string, object?>>().ShouldBe(new Dictionary<string, object?> { ["site"] = "north" });
        rows[1].Skip(1).ShouldAllBe(value => value == null);
    }

    [Fact]
    public async Task AppendAndQuery_MuchMoreThanFitsOneMessage_ComeWhole()
    {
        const int Count = 4_000;
        var text = new string('x', 1_000);
        await Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("CREATE TABLE much (id BIGINT, text VARCHAR)", [], None);
                await session.AppendAsync("much", Enumerable.Range(0, Count).Select(i => (IReadOnlyList<object?>)[(long)i, text]), None);
                return Done.Value;
            },
            None);

        var rows = (await Warehouse.ReadAsync(session => session.QueryAsync("SELECT id, text FROM much ORDER BY id", [], None), None)).Rows;

        rows.Select(row => row[0]).ShouldBe(Enumerable.Range(0, Count).Select(i => (object?)(long)i));
        rows.ShouldAllBe(row => (string?)row[1] == text);
    }

    [Fact]
    public async Task AppendAsync_ATableThatIsNotThereOrARowThatDoesNotFit_IsTheSameException()
    {
        (await FailsAsync<InvalidOperationException>(session => session.AppendAsync("nowhere", [], None))).Message.ShouldBe("The warehouse has no table nowhere.");
        (await FailsAsync<ArgumentException>(session => session.AppendAsync("counters", [["a"]], None))).Message.ShouldStartWith("A row for counters has 1 values; the table has 2 columns.");
        (await FailsAsync<InvalidCastException>(session => session.AppendAsync("kinds", [[1L, .. Enumerable.Repeat<object?>(null, 8), 5L, .. Enumerable.Repeat<object?>(null, 8)]], None)))
            .Message.ShouldBe("Int64 is not a time.");
    }

    [Fact]
    public async Task ExecuteAsync_ThatFails_SaysWhatTheDatabaseSays()
    {
        (await FailsAsync<DbException>(session => session.ExecuteAsync("INSERT INTO nowhere VALUES (1)", [], None))).Message.ShouldContain("Table with name nowhere does not exist");
        (await FailsAsync<DbException>(session => session.QueryAsync("SELECT 1 +", [], None))).Message.ShouldContain("Parser Error");
    }

    [Theory]
    [InlineData("SELECT nothing FROM counters", typeof(InvalidError), "query-invalid")]
    [InlineData("DELETE FROM counters", typeof(InvalidError), "query-writes")]
    [InlineData("SELECT ?", typeof(InvalidError), "query-parameters")]
    [InlineData("", typeof(InvalidError), "query-empty")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", typeof(InvalidError), "query-refused")]
    public async Task QueryAsync_ThatIsRefused_IsTheSameError(string sql, Type kind, string code)
    {
        var error = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None)).Error.ShouldNotBeNull();

        error.ShouldBeOfType(kind);
        error.Code.ShouldBe(code);
        error.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task QueryAsync_LimitsOfTheQuery_Count()
    {
        var cut = (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT * FROM range(100)", []) { MaximumRows = 10 }, None)).Value;
        (cut.Rows.Count, cut.Truncated).ShouldBe((10, true));

        var slow = new WarehouseQuery(WarehouseFixture.Ann, "SELECT count(*) FROM range(1000000000) a, range(1000000000) b", []) { Timeout = TimeSpan.FromMilliseconds(500) };
        (await Warehouse.QueryAsync(slow, None)).Error.ShouldBeOfType<LimitError>().Code.ShouldBe("query-timeout");
    }

    [Fact]
    public async Task WriteAsync_WorkThrows_NothingIsKeptAndThePlaceIsFree()
    {
        await Should.ThrowAsync<TimeZoneNotFoundException>(() => Warehouse.WriteAsync<Done>(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO counters VALUES ('a', 1)", [], None);
                throw new TimeZoneNotFoundException("broken on purpose");
            },
            None));

        await AddAsync("b");
        (await NamesAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task WriteAsync_AStatementFailed_EveryLaterOneFailsTooAndNothingIsKept()
    {
        (await Should.ThrowAsync<DbException>(() => Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO counters VALUES ('a', 1)", [], None);
                await Should.ThrowAsync<DbException>(() => session.ExecuteAsync("INSERT INTO counters VALUES ('a', 2)", [], None));
                return await session.ExecuteAsync("INSERT INTO counters VALUES ('b', 1)", [], None);
            },
            None))).Message.ShouldContain("transaction is aborted");

        (await NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task WriteAsync_Concurrent_OneAfterAnother()
    {
        await AddAsync("a");

        var touched = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Warehouse.WriteAsync(
            session => session.ExecuteAsync("UPDATE counters SET value = value + 1", [], None), None)));

        touched.ShouldAllBe(count => count == 1);
        (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT value FROM counters", []), None)).Value.Rows[0][0].ShouldBe(20L);
    }

    [Fact]
    public async Task ReadAsync_WhileAWriteIsOpen_SeesTheStateBefore()
    {
        await Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO counters VALUES ('a', 1)", [], None);
                (await NamesAsync()).ShouldBeEmpty();
                return Done.Value;
            },
            None);

        (await NamesAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task WriteAsync_CancelledInAStatement_IsACancellationAndThePlaceIsFree()
    {
        using var leaving = new CancellationTokenSource();
        // The database knows nothing of an interruption that comes before the statement does.
        leaving.CancelAfter(TimeSpan.FromMilliseconds(500));

        var running = Warehouse.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO counters SELECT 'a', count(*) FROM range(1000000000) a, range(1000000000) b", [], leaving.Token), None);

        await Should.ThrowAsync<OperationCanceledException>(running);
        await AddAsync("b");
        (await NamesAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileItWaitsForThePlace_LeavesTheQueue()
    {
        using var leaving = new CancellationTokenSource();
        await Warehouse.WriteAsync(
            async _ =>
            {
                var waiting = Warehouse.WriteAsync(session => session.ExecuteAsync("INSERT INTO counters VALUES ('a', 1)", [], None), leaving.Token);
                await leaving.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(waiting);
                return Done.Value;
            },
            None);

        await AddAsync("b");
        (await NamesAsync()).ShouldBe(["b"]);
    }

    protected Task<int> AddAsync(string name) => Warehouse.WriteAsync(session => session.ExecuteAsync("INSERT INTO counters VALUES (?, 0)", [name], None), None);

    protected async Task<IEnumerable<string>> NamesAsync() =>
        (await Warehouse.ReadAsync(session => session.QueryAsync("SELECT name FROM counters ORDER BY name", [], None), None)).Rows.Select(row => (string)row[0]!);

    private Task<T> FailsAsync<T>(Func<IWarehouseSession, Task> work)
        where T : Exception => Should.ThrowAsync<T>(() => Warehouse.WriteAsync(
            async session =>
            {
                await work(session);
                return Done.Value;
            },
            None));
}
