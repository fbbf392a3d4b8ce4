using System.CommandLine;
using System.Text.Json;
using Twinyard.Access.Trust;
using Twinyard.Cli.Api;
using Twinyard.Cli.Profiles;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class EnvironmentCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The other environment, as it names itself" };
    private static readonly Option<string?> Key = new("--key") { Description = "Its key document, as `twinyard env key` printed it there; - for stdin", HelpName = "FILE" };
    private static readonly Option<string?> With = new("--with") { Description = "A profile of that environment: each is given the key of the other", HelpName = "PROFILE" };
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Write the key document here instead of printing it", HelpName = "FILE" };
    private static readonly Option<bool> Finish = new("--finish") { Description = "Sign with the new key from now on, and drop the old one" };
    private static readonly Option<int> Most = Limit.Option(50);

    public static Command Build() => new("env", "Trust other environments, so that their people may assume roles here")
    {
        new Command("key", "Print this environment's name and public keys, for those that are to trust it") { Into }.Does(KeyAsync),
        new Command("rotate-key", "Publish a new key; with --finish, change over to it") { Finish, Into }.Does(RotateAsync),
        new Command("trust", "Let the signatures of another environment count here") { Name, Key, With }.Does(TrustAsync),
        new Command("list", "List the environments that are trusted here") { Most }.Does(ListAsync),
        new Command("untrust", "Let them count no more, and end the sessions that they began") { Name }.Does(UntrustAsync),
    };

    private static async Task KeyAsync(CliCall call, CancellationToken cancellationToken) =>
        Show(call, await call.Api.GetAsync<KeyDocument>("access/environment-key", cancellationToken));

    private static async Task RotateAsync(CliCall call, CancellationToken cancellationToken)
    {
        CredentialFile.MustBeWritable(call.Get(Into));
        var finish = call.Get(Finish);
        Show(call, await call.Api.PostAsync<KeyDocument>($"access/environment-key/rotation?finish={(finish ? "true" : "false")}", null, cancellationToken));
        call.Out.Note(finish
            ? "The new key signs now. Environments that have not taken it over do not let anybody in."
            : "The new key is published, and the old one signs on. Give this document to every environment that trusts this one (`twinyard env trust`), and then: `twinyard env rotate-key --finish`.");
    }

    private static void Show(CliCall call, KeyDocument document)
    {
        var text = JsonSerializer.Serialize(document, Written);
        if (call.Get(Into) is { } file)
        {
            File.WriteAllText(file, text + "\n");
            call.Out.Note($"The key document of {document.Environment} is in {Path.GetFullPath(file)}.");
            return;
        }

        // The same in either form: it is for another environment and not for people.
        call.Out.Result(document, _ => call.Out.Line(text));
    }

    private static async Task TrustAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        if (call.Get(With) is { } profile)
        {
            if (call.Get(Key) is not null)
            {
                throw new CliError(ExitCodes.Invalid, "--key and --with both say where the key is.", "Give one of them.");
            }

            using var there = ProfileConnection.Open(profile);
            var own = await call.Api.GetAsync<KeyDocument>("access/environment-key", cancellationToken);
            var theirs = await there.GetAsync<KeyDocument>("access/environment-key", cancellationToken);
            await PutAsync(call, call.Api, name, theirs, cancellationToken);
            await there.PutAsync<TrustedEnvironment>($"access/environments/{Uri.EscapeDataString(own.Environment)}", own, cancellationToken);
            call.Out.Note($"{name} trusts {own.Environment} too.");
            return;
        }

        var file = call.Get(Key) ?? throw new CliError(ExitCodes.Invalid, $"Which key has {name}?", "Give its key document with --key FILE, or a profile of it with --with PROFILE.");
        await PutAsync(call, call.Api, name, await ReadAsync(file, cancellationToken), cancellationToken);
    }

    private static async Task PutAsync(CliCall call, ApiClient api, string name, KeyDocument document, CancellationToken cancellationToken) =>
        call.Out.Result(await api.PutAsync<TrustedEnvironment>($"access/environments/{Uri.EscapeDataString(name)}", document, cancellationToken), trusted => call.Out.Facts(
            ("Environment", trusted.Name), ("Keys", string.Join(", ", trusted.Keys)), ("Trusted by", trusted.TrustedBy)));

    private static async Task<KeyDocument> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var text = file == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
            return JsonSerializer.Deserialize<KeyDocument>(text, JsonSerializerOptions.Web) is { Environment: not null, Keys: not null } document ? document : throw new JsonException("it has no environment or no keys.");
        }
        catch (JsonException e)
        {
            throw new CliError(ExitCodes.Invalid, $"{file} is no key document: {e.Message}", "Print it in the other environment with `twinyard env key --out FILE`.");
        }
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<TrustedEnvironment>>($"access/environments?limit={call.Get(Most)}", cancellationToken), page => call.Out.Table(
            page.Items,
            "No other environment is trusted here.",
            ("NAME", environment => environment.Name),
            ("KEYS", environment => string.Join(' ', environment.Keys)),
            ("TRUSTED BY", environment => environment.TrustedBy),
            ("SINCE", environment => environment.TrustedAt)));

    private static async Task UntrustAsync(CliCall call, CancellationToken cancellationToken)
    {
        var ended = await call.Api.DeleteAsync<UntrustedEnvironment>($"access/environments/{Uri.EscapeDataString(call.Get(Name))}", cancellationToken);
        call.Out.Result(ended, untrusted => call.Out.Note($"{untrusted.Name} is not trusted any more; {untrusted.SessionsEnded} sessions of its people have ended."));
    }

    private static readonly JsonSerializerOptions Written = new(JsonSerializerOptions.Web) { WriteIndented = true };
}
