using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Tests.Homes;

public sealed class HomeDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-home-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_SecondTime_IsRefusedWithARemedy()
    {
        using var first = HomeDirectory.Open(_folder.FullName).Value;

        var second = HomeDirectory.Open(_folder.FullName);

        second.Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("home-in-use");
        second.Error.Remedy.ShouldContain("--home");
    }

    [Fact]
    public void Open_AfterDispose_IsFreeAgain()
    {
        HomeDirectory.Open(_folder.FullName).Value.Dispose();

        using var again = HomeDirectory.Open(_folder.FullName).Value;

        again.Root.ShouldBe(_folder.FullName);
    }

    [Fact]
    public void Open_RunsIsALink_MakesItsTargetAndNamesIt()
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder.FullName, "home")).FullName;
        var target = Path.Combine(_folder.FullName, "elsewhere");
        File.CreateSymbolicLink(Path.Combine(home, "runs"), target);

        using var opened = HomeDirectory.Open(home).Value;
        File.WriteAllText(Path.Combine(opened.Runs, "a"), "");

        File.Exists(Path.Combine(target, "a")).ShouldBeTrue();
        opened.Places.ShouldBe([home, target]);
    }

    [Fact]
    public void Open_RunsLeadsToWhereOthersMayWrite_IsRefusedAndLeavesTheHomeFree()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are those of Unix.");
            return;
        }

        var target = Directory.CreateDirectory(Path.Combine(_folder.FullName, "elsewhere")).FullName;
        var home = Directory.CreateDirectory(Path.Combine(_folder.FullName, "home")).FullName;
        File.CreateSymbolicLink(Path.Combine(home, "runs"), target);
        var mode = File.GetUnixFileMode(target);
        File.SetUnixFileMode(target, mode | UnixFileMode.OtherWrite);

        var refused = HomeDirectory.Open(home);

        refused.Error.ShouldBeOfType<DeniedError>().Message.ShouldContain(target);
        File.SetUnixFileMode(target, mode & ~(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        HomeDirectory.Open(home).Value.Dispose();
    }

    [Fact]
    public void Open_PathIsAFile_IsAClearError()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        HomeDirectory.Open(file).Error.ShouldBeOfType<FailedError>().Message.ShouldContain(file);
    }

    [Fact]
    public void Open_TwoNodes_ShareTheRootAndHoldTheirOwnFolders()
    {
        using var first = HomeDirectory.Open(_folder.FullName, "a").Value;
        using var second = HomeDirectory.Open(_folder.FullName, "b").Value;

        second.Root.ShouldBe(first.Root);
        second.Repositories.ShouldBe(first.Repositories);
        second.Ingest.ShouldNotBe(first.Ingest);
        second.Runs.ShouldStartWith(second.Own);
    }

    [Fact]
    public void Open_TheSameNodeTwice_IsRefused()
    {
        using var first = HomeDirectory.Open(_folder.FullName, "a").Value;

        HomeDirectory.Open(_folder.FullName, "a").Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("node-in-use");
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("a", "")]
    public void Open_NodeBesideALoneServer_IsRefused(string first, string second)
    {
        using var running = HomeDirectory.Open(_folder.FullName, first).Value;

        HomeDirectory.Open(_folder.FullName, second).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("home-in-use");
    }

    [Fact]
    public void PrivateFile_Write_OnlyTheOwnerMayRead()
    {
        var path = Path.Combine(_folder.FullName, "secret");

        PrivateFile.Write(path, "x"u8);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
