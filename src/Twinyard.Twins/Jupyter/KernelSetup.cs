using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>The code that prepares a kernel, and the calls into it.</summary>
internal static class KernelSetup
{
    public const string Journal = "journal.ndjson";

    private const string Module = "_twinyard_run";

    private static readonly string Source = Read();

    /// <summary>Makes the module in the kernel once and begins. Leaves no name behind in the notebook's own namespace.</summary>
    public static string Begin(JsonObject settings) =>
        $"""
        def {Module}():
            import json, sys, types
            if "{Module}" not in sys.modules:
                module = types.ModuleType("{Module}")
                exec(compile({PythonText.Of(Source)}, "<twinyard>", "exec"), module.__dict__)
                sys.modules["{Module}"] = module
            sys.modules["{Module}"].begin(get_ipython().kernel, json.loads({PythonText.Of(settings.ToJsonString())}))
        try:
            {Module}()
        finally:
            del {Module}
        """;

    /// <param name="command">The program and its arguments; Python expressions.</param>
    public static string Script(params ReadOnlySpan<string> command) => $"__import__('{Module}').script([{string.Join(", ", command.ToArray())}])";

    /// <summary>Archives the output folder into <c>out-0.part</c> and so on.</summary>
    public static string Pack() => $"__import__('{Module}').pack(__import__('os').environ['TWINYARD_OUTPUT'])";

    public static string Clean() => $"__import__('{Module}').clean()";

    private static string Read()
    {
        using var stream = typeof(KernelSetup).Assembly.GetManifestResourceStream("kernel_setup.py") ?? throw new InvalidOperationException("kernel_setup.py is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
