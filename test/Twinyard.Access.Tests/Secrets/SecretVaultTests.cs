using Twinyard.Access.Secrets;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Secrets;

public sealed class SecretVaultTests
{
    [Theory, EveryDatabase]
    public async Task SetAsync_Twice_KeepsBothVersionsAndGivesTheNewest(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("smtp-password", "first value");
        test.Access.Time.Advance(TimeSpan.FromHours(1));

        var set = await test.SetAsync("smtp-password", "second välue\nwith two lines");

        (set.Version, set.Versions, set.ChangedBy, set.ChangedAt).ShouldBe((2, 2, "alice", test.Access.Time.GetUtcNow()));
        (await test.GetAsync("smtp-password")).ShouldBe("second välue\nwith two lines");
        (await test.GetAsync("smtp-password", 1)).ShouldBe("first value");
        (await test.Vault.DescribeAsync("smtp-password", AccessTest.None)).Value.Versions.Select(version => version.Version).ShouldBe([2, 1]);
    }

    [Theory, EveryDatabase]
    public async Task SetAsync_BeyondThoseThatAreKept_RemovesTheOldest(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine, options => options.KeepVersions = 2);
        foreach (var value in new[] { "value one", "value two", "value three" })
        {
            await test.SetAsync("a", value);
        }

        (await test.RowsAsync()).Count.ShouldBe(2);
        (await test.GetAsync("a", 2)).ShouldBe("value two");
        var gone = (await test.Vault.GetAsync("a", 1, AccessTest.None)).Error.ShouldBeOfType<NotFoundError>();
        (gone.Code, gone.Remedy).ShouldBe(("secret-version-not-found", "There are 2 to 3."));
    }

    [Theory, EveryDatabase]
    public async Task SetAsync_Stored_HasTheValueNowhereAndEqualValuesDiffer(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "correct horse battery");
        await test.SetAsync("b", "correct horse battery");

        var rows = await test.RowsAsync();

        string.Concat(rows).ShouldNotContain("horse");
        string.Concat(rows).ShouldNotContain(Convert.ToBase64String("correct horse"u8)[..12]);
        rows.SelectMany(row => row.Split(' ')[2..4]).Distinct().Count().ShouldBe(4);
    }

    [Theory, EveryDatabase]
    public async Task GetAsync_RowMovedToAnotherNameOrVersion_DoesNotOpen(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        await test.SetAsync("b", "value of b");
        await test.SetAsync("b", "newer value of b");

        await test.ExecuteAsync("UPDATE access_secret_versions SET sealed_key = (SELECT sealed_key FROM access_secret_versions WHERE name = 'a'), sealed_value = (SELECT sealed_value FROM access_secret_versions WHERE name = 'a') WHERE name = 'b' AND version = 2");
        await test.ExecuteAsync("UPDATE access_secret_versions SET version = 9 WHERE name = 'b' AND version = 1");

        (await test.RefusalAsync("b", 2)).ShouldBe("secret-key-wrong");
        (await test.RefusalAsync("b", 9)).ShouldBe("secret-key-wrong");
        (await test.GetAsync("a")).ShouldBe("value of a");
    }

    [Theory, EveryDatabase]
    public async Task DeleteAsync_ThenSetAgain_GivesNoNumberTwice(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.Vault.SetAsync("a", "first value", "before", "alice", AccessTest.None);

        (await test.Vault.DeleteAsync("a", AccessTest.None)).Error.ShouldBeNull();
        (await test.RefusalAsync("a")).ShouldBe("secret-not-found");
        (await test.RowsAsync()).ShouldBeEmpty();
        (await test.Vault.ListAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldBeEmpty();
        var again = await test.SetAsync("a", "second value");

        (again.Version, again.Versions, again.Description).ShouldBe((2, 1, ""));
    }

    [Theory, EveryDatabase]
    public async Task DeleteAsync_SomethingNamesIt_IsRefusedAndSaysWhat(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        test.Named.AddRange([new SecretUser("a", "the workflow evaluate"), new SecretUser("other", "the workflow train")]);

        var refused = (await test.Vault.DeleteAsync("a", AccessTest.None)).Error.ShouldBeOfType<ConflictError>();

        (refused.Code, refused.Message).ShouldBe(("secret-in-use", "The secret a is named by the workflow evaluate."));
        (await test.GetAsync("a")).ShouldBe("value of a");
        (await test.Vault.ListAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldHaveSingleItem().Users.ShouldBe(["the workflow evaluate"]);
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_Pages_ByNameWithTheDescriptionThatStays(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.Vault.SetAsync("b", "value of b", "the second", "alice", AccessTest.None);
        await test.SetAsync("b", "newer value of b");
        await test.SetAsync("c", "value of c");
        await test.SetAsync("a", "value of a");

        var first = await test.Vault.ListAsync(new PageRequest(null, 2), AccessTest.None);
        var second = await test.Vault.ListAsync(new PageRequest(first.Next, 2), AccessTest.None);

        first.Items.Select(secret => (secret.Name, secret.Version, secret.Description)).ShouldBe([("a", 1, ""), ("b", 2, "the second")]);
        second.Items.Select(secret => secret.Name).ShouldBe(["c"]);
    }

    [Theory]
    [InlineData("Name", "long enough", "secret-name-invalid")]
    [InlineData("a", "short", "secret-too-short")]
    [InlineData("a", "  short  ", "secret-too-short")]
    [InlineData("a", "with \0 zero", "secret-value-invalid")]
    public async Task SetAsync_WhatCannotBeASecret_IsRefusedWithoutItsValue(string name, string value, string code)
    {
        await using var test = await SecretsTest.CreateAsync();

        var error = (await test.Vault.SetAsync(name, value, null, "alice", AccessTest.None)).Error.ShouldNotBeNull();

        error.Code.ShouldBe(code);
        error.ToString().ShouldNotContain(value);
        File.Exists(test.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task SetAsync_LargestValue_IsKeptAndALargerOneRefused()
    {
        await using var test = await SecretsTest.CreateAsync();
        var largest = new string('x', SecretVault.LargestValue);

        await test.SetAsync("a", largest);

        (await test.GetAsync("a")).ShouldBe(largest);
        (await test.Vault.SetAsync("a", largest + "x", null, "alice", AccessTest.None)).Error?.Code.ShouldBe("secret-too-large");
    }

    [Theory, EveryDatabase]
    public async Task GetAsync_UnknownName_SuggestsTheNearest(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("smtp-password", "value of it");

        (await test.Vault.GetAsync("smtp-pasword", null, AccessTest.None)).Error?.Message.ShouldBe("There is no secret 'smtp-pasword'. Did you mean 'smtp-password'?");
    }
}
