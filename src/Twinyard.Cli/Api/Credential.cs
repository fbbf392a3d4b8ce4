using System.Text.Json;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Api;

/// <summary>A token on disk (mode 0600). <c>twinyard up</c> writes the owner's to <c>&lt;home&gt;/credential.json</c>.</summary>
public sealed record Credential(string Principal, string Role, string Token)
{
    public const string FileName = "credential.json";

    public static Credential Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliError(ExitCodes.Denied, $"There is no credential at {path}.", "Start the environment with `twinyard up`, or name a file with --credential.");
        }

        try
        {
            return JsonSerializer.Deserialize<Credential>(File.ReadAllBytes(path), JsonSerializerOptions.Web) is { Token.Length: > 0 } credential
                ? credential
                : throw new CliError(ExitCodes.Invalid, $"{path} holds no token of a person.", "Make a credential file with `twinyard token create --user NAME --role ROLE --out FILE`.");
        }
        catch (JsonException e)
        {
            throw new CliError(ExitCodes.Invalid, $"{path} is not a credential file: {e.Message}", "Make one with `twinyard token create --user NAME --role ROLE --out FILE`.");
        }
    }

    public void Write(string path) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
}
