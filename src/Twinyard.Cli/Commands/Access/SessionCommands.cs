using System.CommandLine;
using Twinyard.Access.Sessions;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class SessionCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The session's id, as in `twinyard session list`" };
    private static readonly Option<int> Most = Limit.Option(50);

    public static Command Build() => new("session", "See who acts in a role that they assumed, and end it")
    {
        new Command("list", "List the sessions of assumed roles, newest first") { Most }.Does(ListAsync),
        new Command("revoke", "End a session at once") { Id }.Does(RevokeAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<SessionInfo>>($"access/sessions?limit={call.Get(Most)}", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no sessions.",
            ("ID", session => session.Id),
            ("NAME", session => session.Name),
            ("WHO", session => $"{session.Principal} as {session.SourceRole}"),
            ("ROLE", session => session.Role),
            ("BEGAN", session => session.CreatedAt),
            ("ENDS", session => session.ExpiresAt),
            ("REVOKED", session => session.RevokedAt)));

    private static async Task RevokeAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = call.Get(Id);
        await call.Api.DeleteAsync($"access/sessions/{Uri.EscapeDataString(id)}", cancellationToken);
        call.Out.Note($"Session {id} is revoked.");
    }
}
