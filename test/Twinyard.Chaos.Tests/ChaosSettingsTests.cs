namespace Twinyard.Chaos.Tests;

public sealed class ChaosSettingsTests
{
    [Fact]
    public void Read_Everything_IsTaken()
    {
        var (settings, _) = ChaosSettings.Read(["--kills", "300", "--seed", "-7", "--engine", "postgres", "--servers", "3", "--home", "/var/tmp/chaos", "--json"], seed: 1);

        settings.ShouldBe(new ChaosSettings { Kills = 300, Seed = -7, Postgres = true, Servers = 3, Home = "/var/tmp/chaos", Json = true });
    }

    [Fact]
    public void Read_Nothing_IsTenMinutesOnSqliteWithTheGivenSeed() =>
        ChaosSettings.Read([], seed: 42).Settings.ShouldBe(new ChaosSettings { Seed = 42, Duration = TimeSpan.FromMinutes(10) });

    [Theory]
    [InlineData("--kills")]
    [InlineData("--kills", "none")]
    [InlineData("--minutes", "0")]
    [InlineData("--seed", "0x7")]
    [InlineData("--engine", "oracle")]
    [InlineData("--servers", "3")]
    [InlineData("--servers", "30", "--engine", "postgres")]
    [InlineData("--kills", "3", "--minutes", "1")]
    [InlineData("--forever", "yes")]
    public void Read_WhatCannotBe_SaysWhy(params string[] arguments)
    {
        var (settings, problem) = ChaosSettings.Read(arguments, seed: 1);

        settings.ShouldBeNull();
        problem.ShouldNotBeEmpty();
    }
}
