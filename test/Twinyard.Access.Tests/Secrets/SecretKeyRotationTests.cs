using System.Security.Cryptography;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Secrets;

public sealed class SecretKeyRotationTests
{
    [Theory, EveryDatabase]
    public async Task RotateAsync_Always_EncryptsEverythingWithTheNewKeyAndKeepsTheOld(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await FillAsync(test, 60);
        var before = await test.RowsAsync();

        var rotated = (await test.Rotation.RotateAsync(dropOld: false, AccessTest.None)).Value;

        (rotated.Versions, rotated.OldKeys.Count).ShouldBe((60, 1));
        await AllOpenAsync(test, 60);
        var after = await test.RowsAsync();
        after.ShouldAllBe(row => row.Contains(rotated.KeyId, StringComparison.Ordinal));
        // Whoever had a data key has it no more.
        after.SelectMany(row => row.Split(' ')[2..4]).Intersect(before.SelectMany(row => row.Split(' ')[2..4])).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task RotateAsync_EndedAtAnyPoint_LeavesEverythingReadableAndGoesOnWhenAskedAgain(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await FillAsync(test, 5);

        // As it is when the new key is on disk and nothing is encrypted with it, and when some of it is.
        var ring = test.Keys.Keep(test.Keys.Load().Value.WithNewKey()).Value;
        await AllOpenAsync(test, 5);
        for (var some = 0; some < 3; some++)
        {
            (await test.Rotation.SealAgainAsync(ring, 1, AccessTest.None)).Value.ShouldBe(1);
            await AllOpenAsync(test, 5);
        }

        var rotated = (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Value;

        (rotated.Versions, rotated.OldKeys.Count).ShouldBe((5, 0));
        test.Keys.Load().Value.Keys.ShouldHaveSingleItem().Id.ShouldBe(rotated.KeyId);
        await AllOpenAsync(test, 5);
    }

    [Theory, EveryDatabase]
    public async Task RotateAsync_AKeyIsNotThere_AddsNoneAndChangesNothing(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await FillAsync(test, 2);
        var rows = await test.RowsAsync();
        File.WriteAllBytes(test.KeyFile, KeyRing.New().ToFile());
        var content = File.ReadAllText(test.KeyFile);

        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");

        File.ReadAllText(test.KeyFile).ShouldBe(content);
        (await test.RowsAsync()).ShouldBe(rows);
    }

    [Fact]
    public async Task RotateAsync_ConfiguredKeys_EncryptsWithTheLastOfThem()
    {
        var first = "one " + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var keys = first;
        await using var test = await SecretsTest.CreateAsync(configure: options => options.Keys = keys);
        await test.SetAsync("a", "value of a");
        var options = test.Access.Get<Microsoft.Extensions.Options.IOptions<Twinyard.Access.Secrets.SecretsOptions>>().Value;
        options.Keys = first + "; two " + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        var rotated = (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Value;

        (rotated.KeyId, rotated.Versions).ShouldBe(("two", 1));
        options.Keys = options.Keys[(first.Length + 1)..];
        (await test.GetAsync("a")).ShouldBe("value of a");
    }

    private static async Task FillAsync(SecretsTest test, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await test.SetAsync($"secret-{i:00}", $"value of {i:00}");
        }
    }

    private static async Task AllOpenAsync(SecretsTest test, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await test.GetAsync($"secret-{i:00}")).ShouldBe($"value of {i:00}");
        }
    }
}
