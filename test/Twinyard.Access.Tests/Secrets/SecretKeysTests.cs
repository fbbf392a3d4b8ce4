using System.Runtime.Versioning;
using System.Security.Cryptography;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Secrets;

// They look at the modes of files.
[UnsupportedOSPlatform("windows")]
public sealed class SecretKeysTests
{
    [Fact]
    public async Task SetAsync_First_MakesAKeyFileThatOnlyItsOwnerReads()
    {
        await using var test = await SecretsTest.CreateAsync();
        File.Exists(test.KeyFile).ShouldBeFalse();

        await test.SetAsync("a", "value of a");

        File.GetUnixFileMode(test.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        KeyRing.Parse(File.ReadAllText(test.KeyFile), "").Value.Keys.Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task WithoutItsKeyFile_NothingIsReadSetOrMade_AndItWorksAgainWithIt(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        var content = File.ReadAllBytes(test.KeyFile);
        File.Delete(test.KeyFile);

        var read = (await test.Vault.GetAsync("a", null, AccessTest.None)).Error.ShouldNotBeNull();
        (read.Code, read.Message).ShouldBe(("secret-key-missing", $"The key file {test.KeyFile} is not there."));
        (await test.Vault.SetAsync("b", "value of b", null, "alice", AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");
        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");
        File.Exists(test.KeyFile).ShouldBeFalse();
        File.WriteAllBytes(test.KeyFile, content);
        File.SetUnixFileMode(test.KeyFile, UnixFileMode.UserRead);

        (await test.GetAsync("a")).ShouldBe("value of a");
    }

    [Theory, EveryDatabase]
    public async Task WithAnotherKeyOfTheSameId_NothingOpensAndNothingIsChanged(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("a", "value of a");
        var content = File.ReadAllText(test.KeyFile);
        var rows = await test.RowsAsync();
        var id = KeyRing.Parse(content, "").Value.Current.Id;
        File.WriteAllText(test.KeyFile, $"{id} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");

        var error = (await test.Vault.GetAsync("a", null, AccessTest.None)).Error.ShouldNotBeNull();
        error.Code.ShouldBe("secret-key-wrong");
        error.Message.ShouldContain(test.KeyFile);
        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Error?.Code.ShouldBe("secret-key-wrong");
        (await test.RowsAsync()).ShouldBe(rows);
        File.WriteAllText(test.KeyFile, content);

        (await test.GetAsync("a")).ShouldBe("value of a");
    }

    [Fact]
    public async Task KeyFileThatEverybodyReads_IsRefused()
    {
        await using var test = await SecretsTest.CreateAsync();
        await test.SetAsync("a", "value of a");
        File.SetUnixFileMode(test.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var error = (await test.Vault.GetAsync("a", null, AccessTest.None)).Error.ShouldNotBeNull();

        (error.Code, error.Remedy).ShouldBe(("secret-key-open", $"Take that right away: chmod 600 {test.KeyFile}"));
    }

    [Fact]
    public async Task ConfiguredKeys_AreUsedAndNoFileIsMade()
    {
        await using var test = await SecretsTest.CreateAsync(configure: options => options.Keys = "one " + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        await test.SetAsync("a", "value of a");

        (await test.GetAsync("a")).ShouldBe("value of a");
        File.Exists(test.KeyFile).ShouldBeFalse();
        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).Error?.Code.ShouldBe("secret-key-configured");
    }

    [Theory]
    [InlineData("", "There is no key in FILE.")]
    [InlineData("# a comment\nonly-an-id", "Key 2 in FILE is no id and 32 bytes in base64.")]
    [InlineData("a c2hvcnQ=", "Key 1 in FILE is no id and 32 bytes in base64.")]
    [InlineData("a AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=;a AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "The id a is in FILE twice.")]
    public void Parse_WhatIsNoKeys_SaysWhereAndNoKey(string text, string message) => KeyRing.Parse(text, "FILE").Error?.Message.ShouldBe(message);
}
