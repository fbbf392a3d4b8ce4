namespace Twinyard.Agent;

/// <summary>The <c>twinyard-agent</c> program.</summary>
internal static class AgentProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            await Console.Out.WriteLineAsync(AgentVersion.Text);
            return 0;
        }

        await Console.Error.WriteLineAsync("usage: twinyard-agent --version");
        return 2;
    }
}
