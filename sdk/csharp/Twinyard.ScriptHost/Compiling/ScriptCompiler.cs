using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;
using Twinyard.Sdk;
using Twinyard.ScriptHost.Sources;

namespace Twinyard.ScriptHost.Compiling;

/// <summary>Compiles a script with Roslyn into an assembly of the cache.</summary>
internal static class ScriptCompiler
{
    private static readonly string[] Imports =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.IO", "System.Linq", "System.Text", "System.Text.Json",
        "System.Text.Json.Nodes", "System.Threading.Tasks", "Twinyard.Sdk", "Twinyard.Sdk.Buckets", "Twinyard.Sdk.Charts",
        "Twinyard.Sdk.Outputs", "Twinyard.Sdk.Registry", "Twinyard.Sdk.Sql", "Twinyard.Inference", "Twinyard.Inference.Bundles",
        "Twinyard.Inference.Features", "Twinyard.Inference.Prediction", "Twinyard.Sdk.Training.Bundles", "Twinyard.Sdk.Training.Data",
        "Twinyard.Sdk.Training.Trees",
    ];

    /// <returns>The assembly's path; null when there were errors, which were written as <c>file(line,column): error CSxxxx: …</c>.</returns>
    public static string? Compile(ScriptSources sources, LayerFolders layers, ScriptCache cache, TextWriter errors)
    {
        using var code = new MemoryStream(sources.MainContent, writable: false);
        var compilation = CSharpScript.Create(code, Options(sources, layers), typeof(ScriptGlobals)).GetCompilation();
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        foreach (var diagnostic in emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))
        {
            errors.WriteLine(Describe(diagnostic));
        }

        return emitted.Success ? cache.Put(sources, assembly.GetBuffer().AsSpan(0, (int)assembly.Length)) : null;
    }

    private static ScriptOptions Options(ScriptSources sources, LayerFolders layers) =>
        ScriptOptions.Default
            .WithFilePath(sources.MainName)
            .WithFileEncoding(Encoding.UTF8)
            .WithEmitDebugInformation(true)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithSourceResolver(new RelativeSourceResolver(sources.Folder))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(sources.Folder).WithSearchPaths(layers.Folders))
            .WithReferences(References())
            .WithImports(Imports);

    // Everything the host itself was started with, except the compiler: a script sees the framework, the SDK and its packages.
    private static IEnumerable<MetadataReference> References() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => !Path.GetFileName(file).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));

    private static string Describe(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetMappedLineSpan();
        return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): error {diagnostic.Id}: {diagnostic.GetMessage()}";
    }
}
