using Twinyard.Twins.Isolation;

namespace Twinyard.Twins.Tests.Isolation;

public sealed class SandboxTests : IDisposable
{
    // Folders of the machine, wherever these tests lie: every sandbox has a /tmp of its own.
    private const string OfTheMachine = "/usr/share";
    private const string Link = "/bin";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-sandbox-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Arguments_ReadableOfTheMachine_NeedsNoMountOfItsOwn() => MountsOf(OfTheMachine).ShouldBeEmpty();

    [Theory]
    [InlineData("/usr")]
    [InlineData("/usr/")]
    [InlineData(OfTheMachine)]
    public void Arguments_ReadableBelowWhatIsHidden_IsMounted(string hidden) => MountsOf(OfTheMachine, hidden).ShouldBe([OfTheMachine]);

    [Fact]
    public void Arguments_ReadableBesideWhatIsHidden_IsNotTakenForHidden() => MountsOf(OfTheMachine, OfTheMachine[..^2]).ShouldBeEmpty();

    [Fact]
    public void Arguments_ReadableThroughALink_IsMounted()
    {
        Assert.SkipWhen(new FileInfo(Link).LinkTarget is null, $"{Link} is no link on this machine.");

        MountsOf($"{Link}/sh").ShouldBe([$"{Link}/sh"]);
    }

    [Fact]
    public void Arguments_ReadableBelowTmp_IsMounted() => MountsOf(_folder.FullName).ShouldBe([_folder.FullName]);

    [Fact]
    public void Arguments_ReadableThatIsMissing_IsLeftToBwrap() => MountsOf($"{OfTheMachine}/twinyard-is-not-here").ShouldBe([$"{OfTheMachine}/twinyard-is-not-here"]);

    private static IReadOnlyList<string> MountsOf(string readable, params string[] hidden)
    {
        var arguments = Sandbox.Arguments(hidden, [], [readable], []);
        return [.. arguments.Index().Where(one => one.Item == "--ro-bind-try").Select(one => arguments[one.Index + 1])];
    }
}
