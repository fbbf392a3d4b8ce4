using Twinyard.Twins.Isolation;

namespace Twinyard.Twins.Tests.Isolation;

public sealed class SandboxTests : IDisposable
{
    // Not below /tmp, which every sandbox has its own of.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"sandbox-{Environment.ProcessId}"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Arguments_ReadableOfTheMachine_NeedsNoMountOfItsOwn() => MountsOf(_folder.CreateSubdirectory("sdk").FullName).ShouldBeEmpty();

    [Fact]
    public void Arguments_ReadableBelowWhatIsHidden_IsMounted()
    {
        var home = _folder.CreateSubdirectory("home");
        var layer = home.CreateSubdirectory("layer").FullName;

        MountsOf(layer, home.FullName).ShouldBe([layer]);
    }

    [Fact]
    public void Arguments_ReadableBesideWhatIsHidden_IsNotTakenForHidden()
    {
        var home = _folder.CreateSubdirectory("home");

        MountsOf(_folder.CreateSubdirectory("home-sdk").FullName, home.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Arguments_ReadableThroughALink_IsMounted()
    {
        var real = _folder.CreateSubdirectory("real");
        real.CreateSubdirectory("sdk");
        var link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, real.FullName);

        MountsOf(Path.Combine(link, "sdk")).ShouldBe([Path.Combine(link, "sdk")]);
    }

    [Fact]
    public void Arguments_ReadableBelowTmp_IsMounted()
    {
        var below = Directory.CreateTempSubdirectory("twinyard-sandbox-");
        try
        {
            MountsOf(below.FullName).ShouldBe([below.FullName]);
        }
        finally
        {
            below.Delete();
        }
    }

    [Fact]
    public void Arguments_ReadableThatIsMissing_IsLeftToBwrap() =>
        MountsOf(Path.Combine(_folder.FullName, "missing")).ShouldBe([Path.Combine(_folder.FullName, "missing")]);

    private static IReadOnlyList<string> MountsOf(string readable, params string[] hidden)
    {
        var arguments = Sandbox.Arguments(hidden, [], [readable], []);
        return [.. arguments.Index().Where(one => one.Item == "--ro-bind-try").Select(one => arguments[one.Index + 1])];
    }
}
