using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Tests.Processes;

public sealed class InterpreterTests
{
    [Fact]
    public void For_PythonWithoutPython_SaysWhatToInstall()
    {
        var interpreter = Interpreter.For("a.py", new TwinsOptions(), new ProgramSearch("/nowhere"));

        interpreter.Error.ShouldNotBeNull().Code.ShouldBe("interpreter-missing");
        interpreter.Error.Remedy.ShouldContain("Install Python 3");
    }

    [Fact]
    public void For_CSharpScript_IsGivenToTheScriptHost()
    {
        using var folder = new TemporaryFolder();
        var host = folder.Write("twinyard-script.dll");
        var dotnet = folder.Write("dotnet");

        var interpreter = Interpreter.For("a.csx", new TwinsOptions { ScriptHost = host }, new ProgramSearch(folder.Path)).Value;

        interpreter.FileName.ShouldBe(dotnet);
        interpreter.Arguments.ShouldBe([host]);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-interpreter-");

        public string Path => _folder.FullName;

        public string Write(string name)
        {
            var path = System.IO.Path.Combine(Path, name);
            File.WriteAllText(path, "");
            return path;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
