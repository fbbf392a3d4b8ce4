using System.CommandLine;
using System.Globalization;
using System.Text;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

/// <summary><c>twinyard secret …</c></summary>
internal static class SecretCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The secret's name" };

    private static readonly Option<int> Count = Limit.Option(100);
    private static readonly Option<string?> After = new("--after") { Description = "Only those after this cursor, which --json tells as next", HelpName = "CURSOR" };

    public static Command Build() => new("secret", "Secrets: encrypted values that runs are given by name and that are masked in what they say")
    {
        Set(),
        new Command("list", "List secrets, without their values") { Count, After }.Does(ListAsync),
        new Command("show", "Show a secret and its versions, without their values") { Name }.Does(ShowAsync),
        Get(),
        new Command("delete", "Delete a secret that nothing deployed or configured names, with all its versions") { Name }.Does(DeleteAsync),
        RotateKey(),
    };

    private static Command Set()
    {
        var file = new Option<string?>("--file") { Description = "Read the value from a file (default: standard input, else a prompt that shows nothing)", HelpName = "FILE" };
        var description = new Option<string?>("--description") { Description = "One line for people", HelpName = "TEXT" };
        return new Command("set", "Set a secret's value, as its next version; a line's end at the end is no part of it") { Name, file, description }.Does(async (call, cancellationToken) =>
        {
            var value = await ValueAsync(call, call.Get(file), cancellationToken);
            var set = await call.Api.PutAsync<SecretSummary>(PathOf(call), new NewSecretVersion(value, call.Get(description)), cancellationToken);
            call.Out.Result(set, secret => Print(call, secret));
        });
    }

    private static Command Get()
    {
        var version = new Option<int?>("--version") { Description = "A version that is kept (default: the newest)", HelpName = "NUMBER" };
        var into = new Option<string?>("--out", "-o") { Description = "Write the value to a file that only you may read, instead of printing it", HelpName = "FILE" };
        return new Command("get", "Print a secret's value") { Name, version, into }.Does(async (call, cancellationToken) =>
        {
            var query = call.Get(version) is { } number ? string.Create(CultureInfo.InvariantCulture, $"?version={number}") : "";
            var secret = await call.Api.GetAsync<SecretValue>($"{PathOf(call)}/value{query}", cancellationToken);
            if (call.Get(into) is { } file)
            {
                PrivateFile.Write(file, Encoding.UTF8.GetBytes(secret.Value));
                call.Out.Note($"Version {secret.Version} of {secret.Name} is written to {file}.");
                return;
            }

            call.Out.Result(secret, it => call.Out.Line(it.Value));
        });
    }

    private static Command RotateKey()
    {
        var dropOld = new Option<bool>("--drop-old") { Description = "Take older keys out of the key file at the end; a copy of the data from before needs them" };
        return new Command("rotate-key", "Make a new key, and encrypt all secrets again with it") { dropOld }.Does(async (call, cancellationToken) =>
        {
            var rotated = await call.Api.PostAsync<KeyRotation>($"access/secret-keys/rotation?dropOld={(call.Get(dropOld) ? "true" : "false")}", null, cancellationToken);
            call.Out.Result(rotated, it => call.Out.Facts(("key", it.KeyId), ("encrypted again", it.Versions), ("older keys", it.OldKeys)));
        });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"limit={call.Get(Count)}") + (call.Get(After) is { } after ? $"&after={Uri.EscapeDataString(after)}" : "");
        call.Out.Result(await call.Api.GetAsync<Page<SecretSummary>>($"access/secrets?{query}", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no secrets. Set one: `twinyard secret set NAME`.",
            ("SECRET", secret => secret.Name),
            ("VERSION", secret => secret.Version),
            ("KEPT", secret => secret.Versions),
            ("CHANGED", secret => secret.ChangedAt),
            ("BY", secret => secret.ChangedBy),
            ("USED BY", secret => secret.Users),
            ("DESCRIPTION", secret => secret.Description)));
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<SecretDetail>(PathOf(call), cancellationToken), detail =>
        {
            Print(call, detail.Secret);
            call.Out.Line("");
            call.Out.Table(detail.Versions, "", ("VERSION", version => version.Version), ("CREATED", version => version.CreatedAt), ("BY", version => version.CreatedBy), ("KEY", version => version.KeyId));
        });

    private static async Task DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync(PathOf(call), cancellationToken);
        call.Out.Note($"The secret {call.Get(Name)} is deleted.");
    }

    private static async Task<string> ValueAsync(CliCall call, string? file, CancellationToken cancellationToken)
    {
        if (file is null && !Console.IsInputRedirected)
        {
            return SecretPrompt.Ask($"Value of {call.Get(Name)}");
        }

        await using var input = file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancellationToken);
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes.ToArray());
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new CliError(ExitCodes.Invalid, "The value is no text in UTF-8.", "Encode it, for example as base64.");
        }
    }

    private static void Print(CliCall call, SecretSummary secret) => call.Out.Facts(
        ("secret", secret.Name),
        ("description", secret.Description),
        ("version", secret.Version),
        ("kept", secret.Versions),
        ("changed", secret.ChangedAt),
        ("by", secret.ChangedBy),
        ("used by", secret.Users));

    private static string PathOf(CliCall call) => $"access/secrets/{Uri.EscapeDataString(call.Get(Name))}";
}
