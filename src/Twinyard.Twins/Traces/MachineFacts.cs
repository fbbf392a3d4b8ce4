using System.Text.Json;
using Twinyard.Platform.Ids;

namespace Twinyard.Twins.Traces;

/// <summary>The programs that runs meet on the server's machine. Found out once, when the first run starts.</summary>
/// <param name="Server">Version of the server.</param>
/// <param name="Dotnet">The .NET runtime of the server, which <c>.csx</c> scripts run on too.</param>
/// <param name="Python">What <c>python3 --version</c> says; null where there is none.</param>
/// <param name="Shell">The first line of <c>bash --version</c>; null where there is none.</param>
/// <param name="PythonSdk">SHA-256 of the Python SDK; null where it is missing.</param>
/// <param name="CSharpSdk">SHA-256 of the C# SDK's assembly; null where it is missing.</param>
/// <param name="ScriptHost">SHA-256 of the program that runs <c>.csx</c> scripts; null where it is missing.</param>
/// <param name="Isolation">The configured mode: <c>auto</c>, <c>required</c> or <c>off</c>.</param>
public sealed record MachineFacts(
    string Server, string OperatingSystem, string Architecture, string Dotnet, string? Python, string? Shell, string? PythonSdk, string? CSharpSdk, string? ScriptHost, string Isolation)
{
    /// <summary>Equal facts have equal names.</summary>
    public string Id { get; } = ContentHash.Of(
        JsonSerializer.SerializeToUtf8Bytes(new[] { Server, OperatingSystem, Architecture, Dotnet, Python, Shell, PythonSdk, CSharpSdk, ScriptHost, Isolation }))[..16];
}
