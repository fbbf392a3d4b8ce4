namespace Twinyard.Sdk.Tests.Scripts;

public sealed class ScriptHostTests : IDisposable
{
    private readonly ScriptFolder _scripts = new();

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task Run_Script_SeesTheRunItsArgumentsAndWhatItLoads()
    {
        _scripts.Variables["TWINYARD_RUN_ID"] = "run-7";
        _scripts.Write("lib/twice.csx", "int Twice(int x) => 2 * x;");
        _scripts.Write("workflows/w/a.csx", """
            #load "../../lib/twice.csx"
            await Task.Yield();
            Console.WriteLine($"{ty.RunId} {Ty.RunId} {Twice(21)} {string.Join(',', Args)}");
            ty.Metric("m", 1);
            """);

        var ended = await _scripts.RunAsync("workflows/w/a.csx", "x", "y");

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        ended.Output.ShouldBe(["run-7 run-7 42 x,y"]);
        _scripts.Read("output/metrics.ndjson").ShouldContain("\"name\":\"m\"");
    }

    [Fact]
    public async Task Run_Again_TakesTheCompiledScriptWithoutTheCompiler()
    {
        _scripts.Write("a.csx", """
            Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name.StartsWith("Microsoft.CodeAnalysis")) ? "compiled" : "cached");
            """);

        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["compiled"]);
        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["cached"]);
    }

    [Fact]
    public async Task Run_CompiledScriptIsDamaged_IsCompiledAnew()
    {
        _scripts.Write("a.csx", "Console.WriteLine(42);");
        (await _scripts.RunAsync("a.csx")).ExitCode.ShouldBe(0);
        File.WriteAllBytes(Directory.GetFiles(_scripts.Cache).ShouldHaveSingleItem(), new byte[100]);

        var ended = await _scripts.RunAsync("a.csx");

        ended.Errors.ShouldBeEmpty();
        ended.Output.ShouldBe(["42"]);
        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["42"]);
    }

    [Fact]
    public async Task Run_LoadedFileChanged_IsCompiledAnew()
    {
        _scripts.Write("a.csx", """
            #load "b.csx"
            Console.WriteLine(Word);
            """);
        _scripts.Write("b.csx", "const string Word = \"one\";");
        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["one"]);

        _scripts.Write("b.csx", "const string Word = \"two\";");

        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["two"]);
    }

    [Fact]
    public async Task Run_ScriptThatDoesNotCompile_NamesFileLineAndColumn()
    {
        _scripts.Write("lib/bad.csx", "\nint x = \"text\";");
        _scripts.Write("a.csx", "#load \"lib/bad.csx\"");

        var ended = await _scripts.RunAsync("a.csx");

        ended.ExitCode.ShouldBe(2);
        ended.Errors.Single().ShouldStartWith("lib/bad.csx(2,9): error CS0029:");
        Directory.Exists(_scripts.Cache).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_ScriptThatThrows_ShowsItsOwnFramesRelativeToIt()
    {
        _scripts.Write("a.csx", """
            void Fail() => throw new InvalidOperationException("out of cycles");

            Fail();
            """);

        var ended = await _scripts.RunAsync("a.csx");

        ended.ExitCode.ShouldBe(1);
        ended.Errors.ShouldBe(["InvalidOperationException: out of cycles", "   at a.csx:1", "   at a.csx:3"]);
    }

    [Fact]
    public async Task Run_ScriptThatReturnsANumber_EndsWithIt()
    {
        _scripts.Write("a.csx", "return 5;");

        (await _scripts.RunAsync("a.csx")).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task Run_AssemblyReferencedByPath_IsLoadedAlsoFromTheCache()
    {
        _scripts.Write("a.csx", """
            #r "lib/Shouldly.dll"
            Shouldly.ShouldBeStringTestExtensions.ShouldBe("cycles", "cycles");
            Console.WriteLine("equal");
            """);
        CopyAssemblies("lib");

        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["equal"]);
        (await _scripts.RunAsync("a.csx")).Output.ShouldBe(["equal"]);
    }

    [Fact]
    public async Task Run_AssemblyOfALayer_IsReferencedAndFoundAgainInTheCache()
    {
        _scripts.Write("a.csx", """
            #r "Shouldly.dll"
            Shouldly.ShouldBeStringTestExtensions.ShouldBe("cycles", "cycles");
            Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name.StartsWith("Microsoft.CodeAnalysis")) ? "compiled" : "cached");
            """);
        CopyAssemblies("layer-1/lib");
        CopyAssemblies("layer-2");
        _scripts.Variables["TWINYARD_LAYERS"] = Path.Combine(_scripts.Path, "layer-1");

        var first = await _scripts.RunAsync("a.csx");
        var second = await _scripts.RunAsync("a.csx");
        _scripts.Variables["TWINYARD_LAYERS"] = Path.Combine(_scripts.Path, "layer-2");
        var otherLayer = await _scripts.RunAsync("a.csx");
        _scripts.Variables.Remove("TWINYARD_LAYERS");
        var none = await _scripts.RunAsync("a.csx");

        first.Errors.ShouldBeEmpty();
        string.Concat(first.Output.Concat(second.Output).Concat(otherLayer.Output)).ShouldBe("compiledcachedcompiled");
        none.ExitCode.ShouldBe(2);
        none.Errors[0].ShouldContain("CS0006");
    }

    [Fact]
    public async Task Run_NoSuchScript_SaysSo()
    {
        var ended = await _scripts.RunAsync("none.csx");

        ended.ExitCode.ShouldBe(2);
        ended.Errors.Single().ShouldContain("none.csx");
    }

    [Fact]
    public async Task Run_MissingLoad_IsACompileError()
    {
        _scripts.Write("a.csx", "#load \"nothing.csx\"");

        var ended = await _scripts.RunAsync("a.csx");

        ended.ExitCode.ShouldBe(2);
        ended.Errors.Single().ShouldStartWith("a.csx(1,7): error CS1504:");
    }

    private void CopyAssemblies(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_scripts.Path, folder));
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(file => Path.GetFileName(file) is "Shouldly.dll" or "DiffEngine.dll" or "EmptyFiles.dll"))
        {
            File.Copy(file, Path.Combine(_scripts.Path, folder, Path.GetFileName(file)));
        }
    }
}
