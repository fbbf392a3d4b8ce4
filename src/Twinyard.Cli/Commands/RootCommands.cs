using System.CommandLine;
using Twinyard.Cli.Commands.Access;
using Twinyard.Cli.Commands.Backups;
using Twinyard.Cli.Commands.Buckets;
using Twinyard.Cli.Commands.Demo;
using Twinyard.Cli.Commands.Events;
using Twinyard.Cli.Commands.Fleet;
using Twinyard.Cli.Commands.Models;
using Twinyard.Cli.Commands.Notifications;
using Twinyard.Cli.Commands.Repositories;
using Twinyard.Cli.Commands.Resources;
using Twinyard.Cli.Commands.Server;
using Twinyard.Cli.Commands.Signals;
using Twinyard.Cli.Commands.Twins;
using Twinyard.Cli.Commands.Warehouse;
using Twinyard.Cli.Commands.Workflows;
using Twinyard.Cli.Reference;

namespace Twinyard.Cli.Commands;

/// <summary>The list of all commands, in the order of the help text.</summary>
internal static class RootCommands
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Twinyard: run machine-learning models on fleets of edge devices, and keep them honest.")
        {
            GlobalOptions.Home,
            GlobalOptions.Json,
            GlobalOptions.Credential,
            GlobalOptions.Profile,
        };
        foreach (var command in All())
        {
            root.Add(command);
        }

        root.Add(ReferenceCommand.Build());
        HelpWithExample.Install(root);
        return root;
    }

    // One line per command group; each lives in Commands/<Room>/ as a static class with a Build method.
    private static IEnumerable<Command> All()
    {
        yield return InitCommand.Build();
        yield return UpCommand.Build();
        yield return NodeCommands.Build();
        yield return BackupCommands.Build();
        yield return DemoCommand.Build();
        yield return WhoAmICommand.Build();
        yield return SignInCommand.Build();
        yield return RoleCommands.Build();
        yield return UserCommands.Build();
        yield return LoginCommand.Build();
        yield return TokenCommands.Build();
        yield return AccessCommands.Build();
        yield return AssumeRoleCommand.Build();
        yield return SessionCommands.Build();
        yield return EnvironmentCommands.Build();
        yield return ProfileCommands.Build();
        yield return TlsCommands.Build();
        yield return AuditCommands.Build();
        yield return SecretCommands.Build();
        yield return RepoCommands.Build();
        yield return PushCommand.Build();
        yield return ProposalCommands.Build();
        yield return ReplayCommand.Build();
        yield return DeploymentCommands.Build();
        yield return ResourceCommands.Build();
        yield return WorkflowCommands.Build();
        yield return RunCommands.Build();
        yield return TwinCommands.Build();
        yield return LayerCommands.Build();
        yield return EventCommands.Build();
        yield return ScheduleCommands.Build();
        yield return BucketCommands.Build();
        yield return ObjectCommands.Build();
        yield return SqlCommand.Build();
        yield return TableCommand.Build();
        yield return DataCommands.Build();
        yield return ModelCommand.Build();
        yield return LineageCommand.Build();
        yield return FleetCommands.Build();
        yield return RolloutCommands.Build();
        yield return MetricCommand.Build();
        yield return AlarmCommand.Build();
        yield return LogsCommand.Build();
        yield return TopicCommand.Build();
        yield return MailCommand.Build();
    }
}
