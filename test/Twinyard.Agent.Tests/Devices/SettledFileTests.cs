using Twinyard.Agent.Devices;

namespace Twinyard.Agent.Tests.Devices;

public sealed class SettledFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-settled-");
    private readonly List<string> _log = [];

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var settled = new SettledShadow(7, FakeBundles.Shadow(7, "one").Bundle, "two failed");
        File().Write(settled);

        File().Read().ShouldBe(settled);
    }

    [Theory, InlineData(""), InlineData("{\"revision\":"), InlineData("\0\0\0")]
    public void Read_TornByAPowerCut_IsReportedAndNothing(string content)
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "settled.json"), content);

        File().Read().ShouldBeNull();
        _log.ShouldHaveSingleItem().ShouldContain("settled.json");
    }

    [Fact]
    public void Read_NoFile_IsNothing()
    {
        File().Read().ShouldBeNull();
        _log.ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private SettledFile File() => new(Path.Combine(_folder.FullName, "settled.json"), _log.Add);
}
