using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.People;
using Twinyard.Access.Policies;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>People who sign in, with a password or a provider. Whoever gives somebody a role, or the way into it, needs <c>access:PassRole</c> on the role too.</summary>
internal static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people", ListAsync).RequireAction("access:ListPeople", "access:user/*");
        api.MapPost("/people", AddAsync).RequireAction("access:AddPerson", "access:user/*");
        api.MapPut("/people/{name}/password", SetPasswordAsync).RequireAction("access:SetPassword", "access:user/{name}");
        api.MapPut("/people/{name}/subject", SetSubjectAsync).RequireAction("access:LinkPerson", "access:user/{name}");
        api.MapPut("/people/{name}/role", SetRoleAsync).RequireAction("access:SetPersonRole", "access:user/{name}");
        api.MapPost("/people/{name}/disable", DisableAsync).RequireAction("access:DisablePerson", "access:user/{name}");
        api.MapPost("/people/{name}/enable", EnableAsync).RequireAction("access:EnablePerson", "access:user/{name}");
        api.MapDelete("/people/{name}", RemoveAsync).RequireAction("access:RemovePerson", "access:user/{name}");
        api.MapPut("/my-password", ChangePasswordAsync).RequireAction("access:ChangeOwnPassword", "access:principal/self");
    }

    internal static async Task<Ok<Page<PersonInfo>>> ListAsync(string? after, int? limit, PersonDirectory people, CancellationToken cancellationToken) =>
        TypedResults.Ok(await people.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<PersonInfo>, ProblemHttpResult>> AddAsync(
        NewPerson body, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken)
    {
        var principal = context.Principal();
        if (body is { Subject: not null, Password: not null })
        {
            return new InvalidError("person-ambiguous", "Both a password and a subject at the provider are given.", "Add them with one, and set the other afterwards: `twinyard user set-password` or `user link`.").ToProblem();
        }

        var mayPass = await MayPassAsync(evaluator, principal, body.Role ?? "", cancellationToken);
        var added = mayPass.IsOk
            ? context.NameAudited(
                body.Subject is null
                    ? await people.AddAsync(body.Name, body.Role, body.Password, $"{principal.Kind}/{principal.Name}", cancellationToken)
                    : await people.AddLinkedAsync(body.Name, body.Role, body.Subject, $"{principal.Kind}/{principal.Name}", cancellationToken),
                made => $"access:user/{made.Name}",
                made => $"as {made.Role}")
            : mayPass.Error;
        return added.IsOk ? TypedResults.Ok(added.Value) : added.Error.ToProblem();
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> SetPasswordAsync(
        string name, NewPassword body, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken) =>
        ChangeAsync(name, null, () => people.SetPasswordAsync(name, body.Password, cancellationToken), context, people, evaluator, cancellationToken);

    internal static Task<Results<NoContent, ProblemHttpResult>> SetSubjectAsync(
        string name, NewSubject body, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken) =>
        ChangeAsync(name, null, () => people.SetSubjectAsync(name, body.Subject, cancellationToken), context, people, evaluator, cancellationToken);

    internal static Task<Results<NoContent, ProblemHttpResult>> SetRoleAsync(
        string name, NewRole body, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken) =>
        ChangeAsync(name, body.Role ?? "", () => people.SetRoleAsync(name, body.Role, cancellationToken), context, people, evaluator, cancellationToken);

    internal static Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        string name, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken) =>
        ChangeAsync(name, null, () => people.EnableAsync(name, cancellationToken), context, people, evaluator, cancellationToken);

    internal static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(string name, PersonDirectory people, CancellationToken cancellationToken) =>
        Answer(await people.DisableAsync(name, cancellationToken));

    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string name, PersonDirectory people, CancellationToken cancellationToken) =>
        Answer(await people.RemoveAsync(name, cancellationToken));

    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        PasswordChange body, HttpContext context, PasswordSignIn signIn, CancellationToken cancellationToken)
    {
        var principal = context.Principal();
        if ((principal.RefuseInSession("A new password") ?? NotOfPeople(principal)) is { } refused)
        {
            return refused.ToProblem();
        }

        return Answer(LoginEndpoints.Waiting(context, await signIn.ChangeAsync(principal.Name, body.Current, body.Password, context.Connection.RemoteIpAddress, cancellationToken)));
    }

    /// <param name="role">The role that the person is to have; null for the one they have.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        string name, string? role, Func<Task<Result<Done>>> change, HttpContext context, PersonDirectory people, IAccessEvaluator evaluator, CancellationToken cancellationToken)
    {
        var found = await people.FindAsync(name, cancellationToken);
        var mayPass = found.IsOk ? await MayPassAsync(evaluator, context.Principal(), role ?? found.Value.Role, cancellationToken) : found.Error;
        return Answer(mayPass.IsOk ? await change() : mayPass);
    }

    private static ValueTask<Result<Done>> MayPassAsync(IAccessEvaluator evaluator, Principal principal, string role, CancellationToken cancellationToken) =>
        evaluator.RequireAsync(principal, TokenEndpoints.PassRole.Action, TokenEndpoints.PassRole.On(role), cancellationToken);

    private static DeniedError? NotOfPeople(Principal principal) =>
        principal.Kind == Principal.User ? null : new DeniedError("people-only", $"{principal} has no password.", "Ask with a person's credential.");

    private static Results<NoContent, ProblemHttpResult> Answer(Result<Done> result) => result.IsOk ? TypedResults.NoContent() : result.Error.ToProblem();
}

/// <param name="Subject">As what an OpenID Connect provider knows them, instead of a password; null for none.</param>
public sealed record NewPerson(string? Name, string? Role, string? Password, string? Subject = null)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Name} as {Role}";
}

public sealed record NewPassword(string? Password)
{
    public override string ToString() => nameof(NewPassword);
}

/// <param name="Subject">Null: the provider speaks for them no more.</param>
public sealed record NewSubject(string? Subject);

public sealed record NewRole(string? Role);

/// <param name="Current">The password until now.</param>
public sealed record PasswordChange(string? Current, string? Password)
{
    public override string ToString() => nameof(PasswordChange);
}
