using System.CommandLine;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Cli.Output;

namespace Twinyard.Cli.Commands.Access;

/// <summary>Needs no server: the policies that are written out beside the request are decided by the code that the server runs.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> Lines = new("--lines")
    {
        Description = "Lines of {\"identity\": [policy…], \"resource\": policy|null, \"boundary\": …, \"session\": …, \"request\": {principal, action, resource, context}} from a file or - for stdin",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Reasons = new("--reasons") { Description = "Say on stderr for each line which statement decided, which allow is missing, or what is invalid" };

    public static Command Build() =>
        new Command("evaluate", "Decide requests by the policies beside them, each answered by allow, deny, implicit-deny or invalid") { Lines, Reasons }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (line, tellsReasons) = (0, call.Get(Reasons));
        var answers = new LineAnswers(json =>
        {
            line++;
            var decided = WrittenRequest.Decide(json);
            if (tellsReasons)
            {
                call.Out.Note($"{line}: {(decided.IsOk ? decided.Value.Reason : decided.Error.Message)}");
            }

            return !decided.IsOk ? LineAnswers.Invalid : decided.Value.Allowed ? "allow" : decided.Value.IsExplicitDeny ? "deny" : "implicit-deny";
        });
        await answers.RunAsync(call.Parsed.GetRequiredValue(Lines), call.Out, cancellationToken);
        return ExitCodes.Done;
    }
}
