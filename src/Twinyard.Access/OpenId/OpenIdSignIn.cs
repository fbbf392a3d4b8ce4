using Microsoft.Extensions.Options;
using Twinyard.Access.People;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.OpenId;

/// <summary>
/// Signs in whom the provider speaks for. People are known by their subject there and never by a name alone: who has the name of somebody here is somebody else until an
/// owner says otherwise.
/// </summary>
internal sealed class OpenIdSignIn(Database database, PersonStore store, PersonDirectory people, TokenService tokens, IOptions<OpenIdOptions> options)
{
    private const string AddedBy = "openid";

    /// <returns>A token of twelve hours; a <see cref="DeniedError"/> that says what an owner can do.</returns>
    public async Task<Result<SignedIn>> SignInAsync(OpenIdPerson who, CancellationToken cancellationToken)
    {
        var mapped = options.Value.Roles.FirstOrDefault(role => who.Groups.Contains(role.Group, StringComparer.Ordinal))?.Role;
        var person = await FindAsync(who, cancellationToken) is { } known ? known : await AddAsync(who, mapped, cancellationToken);
        if (!person.IsOk)
        {
            return person.Error;
        }

        if (person.Value.DisabledAt is not null)
        {
            return new DeniedError("user-disabled", $"{person.Value.Name} may not sign in any more.", $"An owner lets them in again: `twinyard user enable {person.Value.Name}`.");
        }

        if (options.Value.Roles.Count > 0 && mapped is null)
        {
            return NoRole(person.Value.Name);
        }

        if (mapped is not null && mapped != person.Value.Role && await people.SetRoleAsync(person.Value.Name, mapped, cancellationToken) is { IsOk: false } notSet)
        {
            return notSet.Error;
        }

        return await IssueAsync(who, new Principal(Principal.User, person.Value.Name, mapped ?? person.Value.Role), cancellationToken);
    }

    private Task<PersonRow?> FindAsync(OpenIdPerson who, CancellationToken cancellationToken) =>
        database.ReadAsync(session => store.FindBySubjectAsync(session, options.Value.Authority, who.Subject, cancellationToken), cancellationToken);

    private async Task<Result<PersonRow>> AddAsync(OpenIdPerson who, string? role, CancellationToken cancellationToken)
    {
        if (options.Value.Roles.Count > 0 && role is null)
        {
            return NoRole(who.Name ?? who.Subject);
        }

        if (role is null)
        {
            return new DeniedError(
                "user-unknown", $"Nobody here is {who.Name ?? "you"}, with the subject {who.Subject}.", $"An owner adds you: `twinyard user add NAME --role ROLE --subject {who.Subject}`, or links you: `twinyard user link NAME {who.Subject}`.");
        }

        var added = await people.AddLinkedAsync(who.Name, role, who.Subject, AddedBy, cancellationToken);
        return await FindAsync(who, cancellationToken) is { } row ? row
            : added.Error is ConflictError ? new DeniedError(
                "user-name-taken", $"{who.Name} is somebody else here, who has not the subject {who.Subject}.", $"If they are you, an owner says so: `twinyard user link {who.Name} {who.Subject}`. Otherwise an owner adds you under another name, with --subject.")
            : added.Error ?? (Error)NoRole(who.Name ?? who.Subject) /* removed again meanwhile */;
    }

    private Task<Result<SignedIn>> IssueAsync(OpenIdPerson who, Principal principal, CancellationToken cancellationToken) => database.TryWriteAsync<SignedIn>(
        async session => await store.HoldLinkedAsync(session, principal.Name, principal.Role, options.Value.Authority, who.Subject, cancellationToken)
            ? new SignedIn(
                principal,
                await tokens.IssueAsync(session, new TokenRequest(principal, $"Signed in with {options.Value.DisplayName}", SignInLinks.SessionLifetime) { Kind = TokenKind.SignedIn }, cancellationToken))
            : new DeniedError("user-changed", $"{principal.Name} was changed meanwhile.", "Sign in again."),
        cancellationToken);

    private static DeniedError NoRole(string name) => new(
        "no-role", $"None of the groups of {name} has a role here.", "Ask who runs the provider to put you into one of them; Access:OpenId:Roles of the server's configuration names them.");
}
