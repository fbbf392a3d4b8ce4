using Twinyard.Cli.Profiles;

namespace Twinyard.Cli.Tests.Profiles;

public sealed class ProfileFileTests
{
    [Fact]
    public void Read_SectionsOfACloudSdk_AreProfiles()
    {
        using var folder = new TemporaryFolder();
        var file = Read(
            folder,
            """
            [default]
            url = http://127.0.0.1:7171
            credential_file = alice.json

            ; one that is assumed
            [profile prod]
            role_arn = tyr:prod:access:role/operator
            source_profile = default
            role_session_name = night
            external_id = plant 3
            duration_seconds = 900
            """);

        file.Find("default").ShouldBe(new Profile("default", "http://127.0.0.1:7171", null, null, folder.File("alice.json"), null, null, null, null, null));
        file.Find("prod").ShouldBe(new Profile("prod", null, null, null, null, new RoleName("prod", "operator"), "default", "night", "plant 3", 900));
        Should.Throw<CliError>(() => file.Find("prot")).Message.ShouldContain("Did you mean 'prod'?");
    }

    [Theory]
    [InlineData("[prod]\nurl = http://127.0.0.1:1", "write [profile NAME]")]
    [InlineData("[profile ]\nurl = http://127.0.0.1:1", "write [profile NAME]")]
    [InlineData("[profile a]\nrole_arm = x", "Did you mean 'role_arn'?")]
    [InlineData("[profile a]\nurl = ftp://a", "no address of a server")]
    [InlineData("[profile a]\nrole_arn = operator\nsource_profile = b", "tyr:ENVIRONMENT:access:role/NAME is expected")]
    [InlineData("[profile a]\nrole_arn = tyr:prod:access:role/operator", "needs both")]
    [InlineData("[profile a]\nsource_profile = b", "needs both")]
    [InlineData("[profile a]\nrole_arn = tyr:prod:access:role/o\nsource_profile = b\nduration_seconds = 1h", "no number")]
    [InlineData("url", "Unrecognized line")]
    [InlineData("[profile a]\nurl = http://a\nurl = http://b", "duplicate")]
    public void Read_WhatIsNotUnderstood_IsRefusedWithItsPlace(string text, string message)
    {
        using var folder = new TemporaryFolder();

        Should.Throw<CliError>(() => Read(folder, text)).Message.ShouldContain(message, Case.Insensitive);
    }

    [Fact]
    public void Read_NoFile_HasNoProfiles()
    {
        using var folder = new TemporaryFolder();

        ProfileFile.Read(folder.File("config")).Profiles.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tyr:prod:access:role/operator", true)]
    [InlineData("tyr:prod:access:role/", false)]
    [InlineData("tyr::access:role/operator", false)]
    [InlineData("tyr:prod:buckets:object/access:role/operator", false)]
    [InlineData("arn:aws:iam::1:role/operator", false)]
    public void RoleName_IsWrittenWhole(string text, bool isOne)
    {
        var role = RoleName.Parse(text);

        (role is not null).ShouldBe(isOne);
        (role?.ToString() ?? text).ShouldBe(text);
    }

    [Theory]
    [InlineData(3600, 3299, true)]
    [InlineData(3600, 3300, false)]
    [InlineData(60, 53, true)]
    [InlineData(60, 54, false)]
    public void CachedSession_IsRenewedBeforeItEnds(int lasts, int after, bool stillGood)
    {
        var began = new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

        new CachedSession("t", began, began.AddSeconds(lasts)).Lasts(began.AddSeconds(after)).ShouldBe(stillGood);
    }

    private static ProfileFile Read(TemporaryFolder folder, string text)
    {
        File.WriteAllText(folder.File("config"), text);
        return ProfileFile.Read(folder.File("config"));
    }
}
