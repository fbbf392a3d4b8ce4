using System.CommandLine;
using Twinyard.Access.Endpoints;
using Twinyard.Access.People;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class UserCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The person's name" };
    private static readonly Option<string> Role = new("--role") { Description = "The role in which they act", HelpName = "ROLE", Required = true };
    private static readonly Option<string?> File = new("--password-file") { Description = "File whose first line is the password, - for stdin (default: it is asked for)", HelpName = "FILE" };
    private static readonly Option<string?> Subject = new("--subject") { Description = "The claim sub by which the provider knows them, instead of a password", HelpName = "SUBJECT" };
    private static readonly Argument<string> Known = new("subject") { Description = "The claim sub by which the provider knows them" };
    private static readonly Option<int> Most = Limit.Option(50);

    public static Command Build() => new("user", "Let people sign in, with a password or an OpenID Connect provider")
    {
        new Command("add", "Add a person") { Name, Role, File, Subject }.Does(AddAsync),
        new Command("list", "List the people who sign in") { Most }.Does(ListAsync),
        new Command("link", "Let a person sign in with the provider, which knows them by a subject") { Name, Known }.Does((call, token) => LinkAsync(call, call.Get(Known), token)),
        new Command("unlink", "Let the provider speak for a person no more") { Name }.Does((call, token) => LinkAsync(call, null, token)),
        new Command("set-password", "Set a person's password anew; they are signed out everywhere") { Name, File }.Does(SetPasswordAsync),
        new Command("set-role", "Give a person another role; what they signed in to or made in the old one ends") { Name, Role }.Does(SetRoleAsync),
        new Command("disable", "Let a person in no more, and end every credential of theirs") { Name }.Does((call, token) => ChangeAsync(call, "disable", "may not sign in any more", token)),
        new Command("enable", "Let a person sign in again") { Name }.Does((call, token) => ChangeAsync(call, "enable", "may sign in again", token)),
        new Command("remove", "Remove a person, and end every credential of theirs") { Name }.Does(RemoveAsync),
        new Command("change-password", "Change your own password").Does(ChangeOwnAsync),
    };

    private static async Task AddAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (name, role) = (call.Get(Name), call.Parsed.GetRequiredValue(Role));
        var subject = call.Get(Subject);
        var password = subject is null || call.Get(File) is not null ? await PasswordInput.NewAsync(call.Get(File), cancellationToken) : null;
        call.Out.Result(await call.Api.PostAsync<PersonInfo>("access/people", new NewPerson(name, role, password, subject), cancellationToken), person => call.Out.Facts(
            ("User", person.Name), ("Role", person.Role), ("Signs in at", $"{call.Api.Url}/login")));
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<PersonInfo>>($"access/people?limit={call.Get(Most)}", cancellationToken), page => call.Out.Table(
            page.Items,
            "Nobody signs in.",
            ("NAME", person => person.Name),
            ("ROLE", person => person.Role),
            ("ADDED BY", person => person.AddedBy),
            ("ADDED", person => person.AddedAt),
            ("PASSWORD SET", person => person.PasswordAt),
            ("SUBJECT", person => person.Subject),
            ("DISABLED", person => person.DisabledAt)));

    private static async Task SetPasswordAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        await call.Api.PutAsync($"access/people/{Uri.EscapeDataString(name)}/password", new NewPassword(await PasswordInput.NewAsync(call.Get(File), cancellationToken)), cancellationToken);
        call.Out.Note($"The password of {name} is set; whoever was signed in with the old one is signed out.");
    }

    private static async Task LinkAsync(CliCall call, string? subject, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        await call.Api.PutAsync($"access/people/{Uri.EscapeDataString(name)}/subject", new NewSubject(subject), cancellationToken);
        call.Out.Note(subject is null ? $"The provider speaks for {name} no more." : $"Whom the provider knows as {subject} signs in as {name} now.");
    }

    private static async Task SetRoleAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (name, role) = (call.Get(Name), call.Parsed.GetRequiredValue(Role));
        await call.Api.PutAsync($"access/people/{Uri.EscapeDataString(name)}/role", new NewRole(role), cancellationToken);
        call.Out.Note($"{name} is {role} now, and signs in anew.");
    }

    private static async Task ChangeAsync(CliCall call, string change, string said, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        await call.Api.PostAsync($"access/people/{Uri.EscapeDataString(name)}/{change}", null, cancellationToken);
        call.Out.Note($"{name} {said}.");
    }

    private static async Task RemoveAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        await call.Api.DeleteAsync($"access/people/{Uri.EscapeDataString(name)}", cancellationToken);
        call.Out.Note($"{name} is removed, and every credential of theirs has ended.");
    }

    private static async Task ChangeOwnAsync(CliCall call, CancellationToken cancellationToken)
    {
        var current = await PasswordInput.ReadAsync("Your password until now", null, cancellationToken);
        await call.Api.PutAsync("access/my-password", new PasswordChange(current, await PasswordInput.NewAsync(null, cancellationToken)), cancellationToken);
        call.Out.Note("Your password is changed; you are signed out everywhere.");
    }
}
