using Twinyard.Access.Endpoints;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class EnvironmentStep : IDemoStep
{
    public string Title => "An environment with roles, default deny and tokens";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        demo.Tell.Good($"The server runs at {demo.Server.Url}; its state is in {demo.Server.Home}.");
        demo.Tell.Command("twinyard token create --user alice --role developer; twinyard token create --user bob --role reviewer");
        demo.Alice = await PersonAsync(demo, "alice", "developer", cancellationToken);
        demo.Bob = await PersonAsync(demo, "bob", "reviewer", cancellationToken);
        demo.Tell.Good("alice is a developer, bob is a reviewer. Each has a token; only its hash is stored.");

        demo.Tell.Command("twinyard access explain --role developer --action repositories:ApproveProposal --resource repositories:proposal/1");
        var answer = await demo.Owner.GetAsync<AccessAnswer>(
            "access/explain?role=developer&action=repositories:ApproveProposal&resource=repositories:proposal/1", cancellationToken);
        if (answer.Allowed)
        {
            throw new CliError(ExitCodes.Failed, "A developer may approve: the seeded roles are not what they should be.");
        }

        demo.Tell.Good($"Nothing is allowed unless a policy allows it: {answer.Reason}");
    }

    private static async Task<ApiClient> PersonAsync(DemoContext demo, string name, string role, CancellationToken cancellationToken)
    {
        var token = await demo.Owner.PostAsync<PersonToken>(
            "access/tokens", new NewToken(name, role, "demo", null), cancellationToken);
        new Credential(name, role, token.Secret).Write(Path.Combine(demo.Folder, $"{name}.json"));
        return new ApiClient(demo.Server.LocalUrl, token.Secret);
    }

    private sealed record AccessAnswer(bool Allowed, string Reason);

    private sealed record PersonToken(string Id, string Secret);
}
