namespace Twinyard.Cli.Commands.Access;

/// <summary>A password, from a file or the terminal: never from the command line, which others can see.</summary>
internal static class PasswordInput
{
    /// <summary>Asked for twice on a terminal.</summary>
    public static async Task<string> NewAsync(string? file, CancellationToken cancellationToken)
    {
        var password = await ReadAsync("New password", file, cancellationToken);
        return file is not null || Console.IsInputRedirected || SecretPrompt.Ask("New password, again") == password
            ? password
            : throw new CliError(ExitCodes.Invalid, "The two are not the same.", "Nothing was changed; try again.");
    }

    /// <param name="file">Its first line; <c>-</c> for standard input; null to ask.</param>
    public static async Task<string> ReadAsync(string what, string? file, CancellationToken cancellationToken)
    {
        if (file is not null and not "-")
        {
            return File.Exists(file)
                ? (await File.ReadAllTextAsync(file, cancellationToken)).Split('\n')[0].TrimEnd('\r')
                : throw new CliError(ExitCodes.NotFound, $"There is no file {file}.", "Write the password into it, or leave the option out to be asked.");
        }

        return file == "-" || Console.IsInputRedirected
            ? await Console.In.ReadLineAsync(cancellationToken) ?? throw new CliError(ExitCodes.Invalid, "Standard input is at its end, and a password was expected.", "Give one line.")
            : SecretPrompt.Ask(what);
    }
}
