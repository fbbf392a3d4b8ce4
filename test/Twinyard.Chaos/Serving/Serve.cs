using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Host;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Twins;

namespace Twinyard.Chaos.Serving;

/// <summary>
/// A real server in this process, with the script's clock, a twin that also runs scripts of its own in process, and one more place of outputs, which is slow. It says
/// <see cref="Ready"/> when it serves, and stops in good order when its standard input ends.
/// </summary>
internal static class Serve
{
    public const string Ready = "ready ";

    public static async Task<int> RunAsync(ServeSettings settings)
    {
        // Ctrl-C reaches the whole group; what becomes of the servers is the script's business.
        Console.CancelKeyPress += static (_, pressed) => pressed.Cancel = true;
        using var clock = new ScriptedClock(settings.Folder.Clock);
        var started = await TwinyardServer.StartAsync(settings.Folder.Home, settings.ToFlags(), services => Replace(services, settings.Folder, clock), CancellationToken.None);
        if (!started.IsOk)
        {
            await Console.Error.WriteLineAsync(started.Error.ToString());
            return 1;
        }

        await using (var server = started.Value)
        {
            await IssueTokensAsync(server.Services.GetRequiredService<ITokens>(), settings.Folder);
            await Console.Out.WriteLineAsync($"{Ready}{server.Url}");
            await Console.In.ReadToEndAsync();
        }

        return 0;
    }

    private static void Replace(IServiceCollection services, ChaosFolder folder, ScriptedClock clock)
    {
        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(clock);

        var processes = services.Single(service => service.ServiceType == typeof(ITwin)).ImplementationType
            ?? throw new InvalidOperationException("The twin is registered without a type.");
        services.RemoveAll<ITwin>();
        services.AddSingleton<ITwin>(provider => new ChaosTwin(
            (ITwin)ActivatorUtilities.CreateInstance(provider, processes), new StartBook(folder.Starts), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRunOutput, SlowOutput>();
    }

    // The first server that starts gives them out, and they outlive it.
    private static async Task IssueTokensAsync(ITokens tokens, ChaosFolder folder)
    {
        if (File.Exists(folder.Tokens))
        {
            return;
        }

        var issued = new ChaosTokens(await IssueAsync(tokens, "owner", "owner"), await IssueAsync(tokens, "alice", "developer"), await IssueAsync(tokens, "bob", "reviewer"));
        PrivateFile.Write(folder.Tokens, JsonSerializer.SerializeToUtf8Bytes(issued));
    }

    private static async Task<string> IssueAsync(ITokens tokens, string name, string role) =>
        (await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, name, role), "chaos", null), CancellationToken.None)).Secret;
}
