using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Twinyard.Sdk;
using Twinyard.Sdk.Running;
using Twinyard.ScriptHost.Compiling;
using Twinyard.ScriptHost.Sources;

namespace Twinyard.ScriptHost.Running;

/// <summary><c>twinyard-script FILE [args]</c>: compiles a C# script, or takes what was compiled before, and runs it.</summary>
internal static class ScriptCommand
{
    /// <summary>The script threw.</summary>
    public const int Failed = 1;

    /// <summary>The script could not be read or compiled, or the command line was wrong.</summary>
    public const int NotCompiled = 2;

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter errors)
    {
        if (args.Count == 0)
        {
            await errors.WriteLineAsync("usage: twinyard-script FILE.csx [arguments]");
            return NotCompiled;
        }

        var sources = ScriptSources.Collect(args[0]);
        if (!File.Exists(sources.MainFile))
        {
            await errors.WriteLineAsync($"There is no script {sources.MainFile}.");
            return NotCompiled;
        }

        var layers = new LayerFolders(Environment.GetEnvironmentVariable);
        var cache = ScriptCache.FromVariables(Environment.GetEnvironmentVariable);
        var assembly = cache.Find(sources) is { } kept ? CompiledScript.TryLoad(kept) : null;
        if (assembly is null)
        {
            if (Compile(sources, layers, cache, errors) is not { } compiled)
            {
                return NotCompiled;
            }

            assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(compiled);
        }

        using var run = new TwinyardRun(RunEnvironment.FromVariables());
        return await CompiledScript.RunAsync(assembly, [.. sources.Assemblies.Select(file => Path.GetDirectoryName(file) ?? ""), .. layers.Folders], new ScriptGlobals(run, [.. args.Skip(1)]), errors);
    }

    // Apart, so that a script that is in the cache never loads the compiler's assemblies.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Compile(ScriptSources sources, LayerFolders layers, ScriptCache cache, TextWriter errors) => ScriptCompiler.Compile(sources, layers, cache, errors);
}
