namespace Twinyard.Contracts.Workflows;

/// <summary>The programs that a run met on the server's machine. Null for what is not there.</summary>
/// <param name="PythonSdk">SHA-256 of the Python SDK.</param>
/// <param name="CSharpSdk">SHA-256 of the C# SDK's assembly.</param>
/// <param name="ScriptHost">SHA-256 of the program that runs <c>.csx</c> scripts.</param>
/// <param name="Isolation"><c>auto</c>, <c>required</c> or <c>off</c>.</param>
public sealed record RunMachine(
    string Server, string OperatingSystem, string Architecture, string Dotnet, string? Python, string? Shell, string? PythonSdk, string? CSharpSdk, string? ScriptHost, string Isolation);
