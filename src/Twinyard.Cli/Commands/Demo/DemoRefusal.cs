namespace Twinyard.Cli.Commands.Demo;

/// <summary>For what must be refused: gives the server's reason, or fails the chapter.</summary>
internal static class DemoRefusal
{
    public static async Task<string> OfAsync(Func<Task> action, string whenAllowed)
    {
        try
        {
            await action();
        }
        catch (CliError e) when (e.ExitCode is not ExitCodes.Unreachable)
        {
            return e.Message;
        }

        throw new CliError(ExitCodes.Failed, whenAllowed);
    }
}
