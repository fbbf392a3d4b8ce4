namespace Twinyard.Twins.Configuration;

/// <summary>What is wrong with <c>twins:named</c>, each problem with its full key.</summary>
internal static class TwinSettingsCheck
{
    private static readonly string[] Logins = ["token", "password", "presigned-url", "none"];

    public static IReadOnlyList<string> Problems(TwinsOptions options)
    {
        var problems = options.Named.SelectMany(twin => Problems($"{TwinsOptions.Section}:named:{twin.Key}", twin.Value)).ToList();
        problems.AddRange(options.Named.Where(twin => twin.Value.Kind == TwinSettings.Jupyter).SelectMany(twin => TwinPowerCheck.Problems($"{TwinsOptions.Section}:named:{twin.Key}", twin.Value)));
        if (options.Named.ContainsKey(TwinsOptions.Local))
        {
            problems.Add($"{TwinsOptions.Section}:named:{TwinsOptions.Local}: this name is the server's own; choose another.");
        }

        if (options.Default != TwinsOptions.Local && !options.Named.ContainsKey(options.Default))
        {
            problems.Add($"{TwinsOptions.Section}:default: there is no twin '{options.Default}' under {TwinsOptions.Section}:named.");
        }

        if (options.KeepKernels < TimeSpan.Zero)
        {
            problems.Add($"{TwinsOptions.Section}:keepKernels must not be negative.");
        }

        // The bounds of archives in the 32-bit ZIP format.
        if (options.MaximumLayerBytes is < 1 or > uint.MaxValue)
        {
            problems.Add($"{TwinsOptions.Section}:maximumLayerBytes must be from 1 to {uint.MaxValue}.");
        }

        if (options.StopIdle < TimeSpan.FromMinutes(1))
        {
            problems.Add($"{TwinsOptions.Section}:stopIdle must be at least a minute.");
        }

        return problems;
    }

    private static IEnumerable<string> Problems(string key, TwinSettings twin)
    {
        if (twin.Kind is not (TwinSettings.Process or TwinSettings.Jupyter))
        {
            yield return $"{key}:kind: '{twin.Kind}' is not one of {TwinSettings.Process}, {TwinSettings.Jupyter}.";
        }

        if (twin.Kind != TwinSettings.Jupyter)
        {
            yield break;
        }

        if (!Logins.Contains(twin.Login))
        {
            yield return $"{key}:login: '{twin.Login}' is not one of {string.Join(", ", Logins)}.";
        }

        if (twin.Url is null ? twin.Login != "presigned-url" : !IsAddress(twin.Url))
        {
            yield return $"{key}:url must be the address of a Jupyter Server, such as http://127.0.0.1:8888/.";
        }

        if (twin.Endpoint is not null && !IsAddress(twin.Endpoint))
        {
            yield return $"{key}:endpoint must be the address at which the Jupyter Server's machine reaches this server, such as https://yard.example.";
        }

        var secret = twin.Login switch { "token" => twin.Token, "password" => twin.Password, _ => "" };
        if (secret is null && twin.SecretFile is null)
        {
            yield return $"{key}:{twin.Login} or {key}:secretFile is required for this login.";
        }

        if (twin.Login == "presigned-url" && twin.Command.Count == 0)
        {
            yield return $"{key}:command is required: the program, and its arguments, that prints a presigned URL.";
        }
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
