using System.CommandLine;
using Twinyard.Cli.Api;
using Twinyard.Cli.Output;
using Twinyard.Cli.Profiles;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli;

/// <summary>One invocation of a command: the parsed line, the output, and the server it talks to.</summary>
public sealed class CliCall : IDisposable
{
    private ApiClient? _api;

    public CliCall(ParseResult parsed)
    {
        Parsed = parsed;
        Home = Path.GetFullPath(parsed.GetValue(GlobalOptions.Home)
            ?? Environment.GetEnvironmentVariable("TWINYARD_HOME")
            ?? Path.Combine(Environment.CurrentDirectory, ".twinyard"));
        Out = new CliOutput(parsed.GetValue(GlobalOptions.Json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
    }

    public ParseResult Parsed { get; }

    /// <summary>The environment's data directory, absolute.</summary>
    public string Home { get; }

    public CliOutput Out { get; }

    /// <summary>
    /// The running server of <see cref="Home"/>, with the credential of <c>--credential</c>, else <c>TWINYARD_TOKEN</c>, else the
    /// owner's that <c>twinyard up</c> wrote. <c>TWINYARD_ENDPOINT</c> names a server elsewhere. A profile names both.
    /// </summary>
    public ApiClient Api => _api ??= Connect();

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>An argument's value; arguments are required unless they say otherwise.</summary>
    public T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public void Dispose() => _api?.Dispose();

    /// <summary>The profile to act with: of <c>--profile</c>, else of <c>TWINYARD_PROFILE</c> unless the line names a home or a credential itself; null for none.</summary>
    private string? Profile()
    {
        var named = Parsed.GetValue(GlobalOptions.Home) is not null ? "--home" : Parsed.GetValue(GlobalOptions.Credential) is not null ? "--credential" : null;
        return Parsed.GetValue(GlobalOptions.Profile) is not { } profile ? named is null ? Environment.GetEnvironmentVariable("TWINYARD_PROFILE") : null
            : named is null ? profile
            : throw new CliError(ExitCodes.Invalid, $"--profile and {named} both say where to go and as whom.", "Give one of them.");
    }

    private ApiClient Connect()
    {
        if (Profile() is { Length: > 0 } profile)
        {
            return ProfileConnection.Open(profile);
        }

        var url = Address();
        var token = Parsed.GetValue(GlobalOptions.Credential) is { } file
            ? Credential.Read(file).Token
            : Environment.GetEnvironmentVariable("TWINYARD_TOKEN") ?? Credential.Read(Path.Combine(Home, Credential.FileName)).Token;
        return new ApiClient(url, token);
    }

    /// <summary>The server's address, where no profile says it.</summary>
    public string Address() => Elsewhere()
        ?? RunningServer.Find(Home)?.Url
        ?? throw new CliError(ExitCodes.Unreachable, $"No server is running on {Home}.", "Start it with `twinyard up`, or name another home with --home DIR.");

    private static string? Elsewhere()
    {
        const string variable = "TWINYARD_ENDPOINT";
        var endpoint = Environment.GetEnvironmentVariable(variable);
        return endpoint is null || (Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https"))
            ? endpoint
            : throw new CliError(ExitCodes.Invalid, $"{variable} is '{endpoint}', which is no address of a server.", "Write for example http://127.0.0.1:7171, or unset it.");
    }
}
