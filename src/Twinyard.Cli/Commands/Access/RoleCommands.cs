using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Access.Endpoints;
using Twinyard.Cli.Output;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class RoleCommands
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<string> Name = new("name") { Description = "The role's name" };

    public static Command Build() => new("role", "Look at roles and their policies")
    {
        new Command("list", "List the roles of the environment").Does(ListAsync),
        new Command("show", "Show a role's policy") { Name }.Does(ShowAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<RoleDetail>>("access/roles", cancellationToken), page => call.Out.Table(
            page.Items, "There are no roles.", ("NAME", role => role.Name), ("ORIGIN", role => role.Origin), ("DESCRIPTION", role => role.Description)));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<RoleDetail>($"access/roles/{Uri.EscapeDataString(call.Get(Name))}", cancellationToken), role =>
        {
            call.Out.Facts(("Name", role.Name), ("Origin", role.Origin), ("Changed", role.UpdatedAt), ("Description", role.Description));
            call.Out.Line("");
            call.Out.Line(role.Policy.ToJsonString(Readable));
            Show($"Who may assume it, for at most {CliOutput.Show(role.LongestSessionSeconds / 60)} minutes", role.Trust);
            Show("Permission boundary", role.Boundary);

            void Show(string title, JsonObject? policy)
            {
                if (policy is not null)
                {
                    call.Out.Line($"\n{title}:\n{policy.ToJsonString(Readable)}");
                }
            }
        });
}
