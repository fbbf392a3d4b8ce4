using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Secrets;

public sealed class SealedValuesTests
{
    [Theory, EveryDatabase]
    public async Task FindAsync_WhatWasPut_IsTheLastValue_AndNoneOnceItIsDeleted(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "the first value of a");
        await PutAsync(test, "gate/a", "the second value of a");
        await PutAsync(test, "gate/b", "value of b");

        (await FindAsync(test, "gate/a")).ShouldBe("the second value of a");
        (await RowsAsync(test)).ShouldAllBe(row => !row.Contains("value of", StringComparison.Ordinal));
        await test.Database.WriteAsync(session => Values(test).DeleteAsync("gate/a", session, AccessTest.None), AccessTest.None);

        (await FindAsync(test, "gate/a")).ShouldBeNull();
        (await FindAsync(test, "gate/b")).ShouldBe("value of b");
    }

    [Theory, EveryDatabase]
    public async Task WriteAsync_AnError_PutsNothing(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "value of a");

        var written = await Values(test).WriteAsync<Done>(
            async (_, values) =>
            {
                await values.PutAsync("gate/a", "another", AccessTest.None);
                return new ConflictError("changed-meanwhile", "No.");
            },
            AccessTest.None);

        written.Error?.Code.ShouldBe("changed-meanwhile");
        (await FindAsync(test, "gate/a")).ShouldBe("value of a");
    }

    [Theory, EveryDatabase]
    public async Task WithoutItsKeyFile_NothingIsFoundPutOrMade_AndItWorksAgainWithIt(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "value of a");
        var content = File.ReadAllText(test.KeyFile);
        File.Delete(test.KeyFile);

        var found = await Values(test).FindAsync("gate/a", AccessTest.None);
        (found.Error?.Code, found.Error?.Message).ShouldBe(("secret-key-missing", $"The key file {test.KeyFile} is not there."));
        (await TryPutAsync(test, "gate/b", "value of b")).Error?.Code.ShouldBe("secret-key-missing");
        (await test.Vault.SetAsync("c", "value of c", null, "alice", AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");
        File.Exists(test.KeyFile).ShouldBeFalse();
        (await Values(test).FindAsync("gate/none", AccessTest.None)).Value.ShouldBeNull();
        File.WriteAllText(test.KeyFile, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(test.KeyFile, UnixFileMode.UserRead);
        }

        (await FindAsync(test, "gate/a")).ShouldBe("value of a");
    }

    [Theory, EveryDatabase]
    public async Task FindAsync_ARowThatWasMovedToAnotherName_DoesNotOpen(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "value of a");
        await test.ExecuteAsync("UPDATE access_sealed_values SET name = 'gate/b'");

        (await Values(test).FindAsync("gate/b", AccessTest.None)).Error?.Code.ShouldBe("secret-key-wrong");
    }

    [Theory, EveryDatabase]
    public async Task FindAsync_ARowThatWasASecret_DoesNotOpen(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        await test.ExecuteAsync(
            "INSERT INTO access_sealed_values (name, key_id, sealed_key, sealed_value, created_at) SELECT name, key_id, sealed_key, sealed_value, created_at FROM access_secret_versions");

        (await Values(test).FindAsync("a", AccessTest.None)).Error?.Code.ShouldBe("secret-key-wrong");
    }

    [Theory, EveryDatabase]
    public async Task Rotation_DropsTheOldKey_AndEveryValueHasTheNewOne(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        for (var i = 0; i < 60; i++)
        {
            await PutAsync(test, $"gate/{i:00}", $"value of {i:00}");
        }

        var before = await RowsAsync(test);
        var rotated = (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Value;

        (rotated.Versions, rotated.OldKeys.Count).ShouldBe((1, 0));
        var after = await RowsAsync(test);
        after.ShouldAllBe(row => row.Contains(rotated.KeyId, StringComparison.Ordinal));
        after.SelectMany(row => row.Split(' ')[2..4]).Intersect(before.SelectMany(row => row.Split(' ')[2..4])).ShouldBeEmpty();
        for (var i = 0; i < 60; i++)
        {
            (await FindAsync(test, $"gate/{i:00}")).ShouldBe($"value of {i:00}");
        }
    }

    [Theory, EveryDatabase]
    public async Task Rotation_TheKeyOfAValueIsNotThere_AddsNone(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "value of a");
        File.WriteAllBytes(test.KeyFile, KeyRing.New().ToFile());
        var content = File.ReadAllText(test.KeyFile);

        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");

        File.ReadAllText(test.KeyFile).ShouldBe(content);
    }

    [Theory, EveryDatabase]
    public async Task Rotations_BesideWriters_LeaveNoValueWithoutItsKey(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/kept", "value of kept");

        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await PutAsync(test, $"gate/{writer}", $"value {i} of {writer}");
                await test.SetAsync($"secret-{writer}", $"value {i} of {writer}");
            }
        }));
        var rotations = Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).IsOk.ShouldBeTrue();
            }
        });
        await Task.WhenAll([.. writers, rotations]);

        for (var writer = 0; writer < 4; writer++)
        {
            (await FindAsync(test, $"gate/{writer}")).ShouldBe($"value 9 of {writer}");
            (await test.GetAsync($"secret-{writer}")).ShouldBe($"value 9 of {writer}");
        }

        (await FindAsync(test, "gate/kept")).ShouldBe("value of kept");
    }

    [Theory, EveryDatabase]
    public async Task Rotation_WhileAValueIsPut_WaitsAndFindsIt(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await PutAsync(test, "gate/a", "value of a");
        var rotation = Task.FromResult(Result<KeyRotation>.Fail(new FailedError("not-begun", "")));

        await Values(test).WriteAsync<Done>(
            async (session, values) =>
            {
                rotation = Task.Run(() => test.Rotation.RotateAsync(dropOld: true, AccessTest.None));
                // SQLite has one writer at a time, and the rotation needs it.
                while (engine == DatabaseEngine.PostgreSql && !rotation.IsCompleted && await WaitingAsync(session) == 0)
                {
                }

                rotation.IsCompleted.ShouldBeFalse("the key is about to be needed");
                await values.PutAsync("gate/b", "value of b", AccessTest.None);
                return Done.Value;
            },
            AccessTest.None);
        (await rotation).Value.OldKeys.ShouldBeEmpty();

        (await FindAsync(test, "gate/a")).ShouldBe("value of a");
        (await FindAsync(test, "gate/b")).ShouldBe("value of b");
    }

    [Theory, EveryDatabase]
    public async Task FirstKey_IsMadeOnce_HoweverManyAskForIt(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 2 == 0 ? PutAsync(test, $"gate/{i}", $"value of {i}") : test.SetAsync($"secret-{i}", $"value of {i}"))));

        test.Keys.Load().Value.Keys.ShouldHaveSingleItem();
        (await FindAsync(test, "gate/0")).ShouldBe("value of 0");
        (await test.GetAsync("secret-1")).ShouldBe("value of 1");
    }

    private static Task<long> WaitingAsync(DbSession session) => session.FirstAsync<long>(
        "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", null, AccessTest.None);

    private static ISealedValues Values(SecretsTest test) => test.Access.Get<ISealedValues>();

    private static async Task PutAsync(SecretsTest test, string name, string value) => (await TryPutAsync(test, name, value)).IsOk.ShouldBeTrue();

    private static Task<Result<Done>> TryPutAsync(SecretsTest test, string name, string value) => Values(test).WriteAsync<Done>(
        async (_, values) =>
        {
            await values.PutAsync(name, value, AccessTest.None);
            return Done.Value;
        },
        AccessTest.None);

    private static async Task<string?> FindAsync(SecretsTest test, string name) => (await Values(test).FindAsync(name, AccessTest.None)).Value;

    private static Task<IReadOnlyList<string>> RowsAsync(SecretsTest test) => test.Database.ReadAsync(
        session => session.QueryAsync<string>("SELECT name || ' ' || key_id || ' ' || sealed_key || ' ' || sealed_value FROM access_sealed_values ORDER BY name", null, AccessTest.None), AccessTest.None);
}
