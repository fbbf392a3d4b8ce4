using Microsoft.Extensions.Logging.Abstractions;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Tests.Processes;

public sealed class RunsFolderCleaningTests
{
    [Fact]
    public async Task Run_FoldersOfAnEarlierServer_AreRemoved()
    {
        using var fixture = new TwinFixture();
        Directory.CreateDirectory(Path.Combine(fixture.Home.Runs, "old", "tree"));
        File.WriteAllText(Path.Combine(fixture.Home.Runs, "old", "tree", "a.sh"), "");

        await new RunsFolderCleaning(fixture.Home, NullLogger<RunsFolderCleaning>.Instance).RunAsync(CancellationToken.None);

        Directory.EnumerateFileSystemEntries(fixture.Home.Runs).ShouldBeEmpty();
    }
}
