using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Host;
using Twinyard.Platform.Results;

namespace Twinyard.Cli.Commands.Server;

/// <summary>Starts an environment and keeps it running.</summary>
internal static class UpCommand
{
    private const string OwnsTheHome = "Whoever starts the server on its data directory is the owner.";

    public static Option<string?> Urls { get; } = new("--urls")
    {
        Description = "Addresses to listen on, with ; between them: https:// anywhere, http:// on loopback only (default: http://127.0.0.1:7171; port 0 takes any free one)",
        HelpName = "URL",
    };

    public static Option<string?> Node { get; } = new("--node")
    {
        Description = "This server's name among those that share the home and its PostgreSQL (default: it is alone)",
        HelpName = "NAME",
    };

    public static Command Build() =>
        new Command("up", "Start the environment of this home: server, console, device broker") { Urls, Node }.Does(RunAsync);

    /// <summary>Starts the server and makes sure that the owner's credential is where the CLI looks for it.</summary>
    /// <param name="logLevel">Least severe log entries shown; null for what the configuration says.</param>
    public static async Task<TwinyardServer> StartAsync(CliCall call, string? logLevel, CancellationToken cancellationToken)
    {
        var flags = new Dictionary<string, string?>();
        if (logLevel is not null)
        {
            flags["LogLevel"] = logLevel;
        }

        if (call.Get(Urls) is { } urls)
        {
            flags["Urls"] = urls;
        }

        if (call.Get(Node) is { } node)
        {
            flags["Node"] = node;
        }

        var started = await TwinyardServer.StartAsync(call.Home, flags, cancellationToken);
        if (!started.IsOk)
        {
            throw new CliError(started.Error is InvalidError ? ExitCodes.Invalid : ExitCodes.Failed, started.Error.Message, started.Error.Remedy);
        }

        var server = started.Value;
        var path = Path.Combine(server.Home, Credential.FileName);
        var tokens = server.Services.GetRequiredService<ITokens>();
        if (!File.Exists(path) || !(await tokens.AuthenticateAsync(Credential.Read(path).Token, cancellationToken)).IsOk)
        {
            var owner = new Principal(Principal.User, "owner", "owner");
            var issued = Recorded(await server.Services.GetRequiredService<IAuditTrail>().DoAsync(owner, "access:CreateToken", "access:token/*", OwnsTheHome, async entry =>
            {
                var made = await tokens.IssueAsync(new TokenRequest(owner, "CLI of the owner", null), cancellationToken);
                entry?.Name($"access:token/{made.Id}", "user/owner as owner");
                return Result<IssuedToken>.Ok(made);
            }, cancellationToken));
            new Credential(owner.Name, owner.Role, issued.Secret).Write(path);
        }

        return server;
    }

    /// <summary>An address that signs the owner in once.</summary>
    public static async Task<string> SignInLinkAsync(TwinyardServer server, CancellationToken cancellationToken)
    {
        var owner = new Principal(Principal.User, "owner", "owner");
        var links = server.Services.GetRequiredService<ISignInLinks>();
        var link = await server.Services.GetRequiredService<IAuditTrail>().DoAsync(
            owner, "access:CreateSignInLink", "access:principal/self", OwnsTheHome, async _ => Result<SignInLink>.Ok(await links.CreateAsync(owner, null, cancellationToken)), cancellationToken);
        return Recorded(link).Url;
    }

    private static T Recorded<T>(Result<T> made) => made.IsOk ? made.Value : throw new CliError(ExitCodes.Failed, made.Error.Message, made.Error.Remedy);

    public static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        // Asynchronously: the one who cancels is the signal handler, which must not carry out the whole shutdown itself.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(call, null, cancellationToken);
        call.Out.Facts(
            ("Node", call.Get(Node)),
            ("Console", await SignInLinkAsync(server, cancellationToken)),
            ("API", $"{server.Url}/api/v1"),
            ("Data", server.Home),
            ("Credential", Path.Combine(server.Home, Credential.FileName)));
        call.Out.Note("The link signs you in once. Ctrl-C stops the environment.");
        await UntilCancelledAsync(cancellationToken);
        call.Out.Note("Stopping …");
    }
}
