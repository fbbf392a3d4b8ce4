using Twinyard.ScriptHost.Compiling;
using Twinyard.ScriptHost.Sources;

namespace Twinyard.Sdk.Tests.Scripts;

public sealed class ScriptCacheTests : IDisposable
{
    private readonly ScriptFolder _scripts = new();

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public void Put_BeyondTheCapacity_ForgetsTheLeastUsed()
    {
        var cache = new ScriptCache(_scripts.Cache, AppContext.BaseDirectory, new LayerFolders(_ => null));
        for (var i = 0; i < ScriptCache.Capacity + 5; i++)
        {
            _scripts.Write($"{i}.csx", $"return {i};");
            var file = cache.Put(Sources($"{i}.csx"), [1, 2, 3]);
            File.SetLastAccessTimeUtc(file, DateTime.UnixEpoch.AddDays(i));
        }

        Directory.EnumerateFiles(_scripts.Cache).Count().ShouldBe(ScriptCache.Capacity);
        cache.Find(Sources("0.csx")).ShouldBeNull();
        cache.Find(Sources($"{ScriptCache.Capacity + 4}.csx")).ShouldNotBeNull();
    }

    [Fact]
    public void Hash_SameFilesInAnotherFolder_IsTheSame()
    {
        _scripts.Write("one/a.csx", "#load \"../b.csx\"");
        _scripts.Write("b.csx", "");
        _scripts.Write("deep/two/a.csx", "#load \"../b.csx\"");
        _scripts.Write("deep/b.csx", "");

        Sources("one/a.csx").Hash("sdk").ShouldBe(Sources("deep/two/a.csx").Hash("sdk"));
        Sources("one/a.csx").Hash("sdk").ShouldNotBe(Sources("one/a.csx").Hash("another sdk"));
    }

    [Theory]
    [InlineData("#load \"b.csx\"")]
    [InlineData("\uFEFF#load \"b.csx\"")]
    [InlineData("# load \"b.csx\"")]
    [InlineData("#load\"b.csx\"")]
    [InlineData("var x = 1;\r#load \"b.csx\"")]
    public void Hash_LoadedFileChanged_IsAnother(string text)
    {
        _scripts.Write("a.csx", text);
        _scripts.Write("b.csx", "1");
        var before = Sources("a.csx").Hash("sdk");
        _scripts.Write("b.csx", "2");

        Sources("a.csx").Hash("sdk").ShouldNotBe(before);
    }

    [Fact]
    public void Hash_FileLoadedByAFileOfAnotherEndingChanged_IsAnother()
    {
        _scripts.Write("a.csx", "#load \"b.cs\"");
        _scripts.Write("b.cs", "#load \"c.csx\"");
        _scripts.Write("c.csx", "1");
        var before = Sources("a.csx").Hash("sdk");
        _scripts.Write("c.csx", "2");

        Sources("a.csx").Hash("sdk").ShouldNotBe(before);
    }

    [Fact]
    public void FromVariables_OutsideARun_IsAFolderThatOnlyThisUserWrites()
    {
        var home = Path.Combine(_scripts.Path, "home");
        var cache = ScriptCache.FromVariables(name => name == "HOME" ? home : null);
        _scripts.Write("a.csx", "");

        cache.Put(Sources("a.csx"), [1]).ShouldStartWith(Path.Combine(home, ".cache", "twinyard", "scripts"));
    }

    [Fact]
    public void Collect_LoadsInACircle_Ends()
    {
        _scripts.Write("a.csx", "#load \"b.csx\"");
        _scripts.Write("b.csx", "#load \"a.csx\"");

        Sources("a.csx").Hash("sdk").ShouldNotBeEmpty();
    }

    private ScriptSources Sources(string name) => ScriptSources.Collect(Path.Combine(_scripts.Path, name));
}
