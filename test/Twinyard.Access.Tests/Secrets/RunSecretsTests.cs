using Twinyard.Access.Roles;
using Twinyard.Access.Secrets;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Secrets;

public sealed class RunSecretsTests
{
    private const string Mailer = "description: Sends mail\npolicy: [ { Effect: Allow, Action: access:GetSecretValue, Resource: 'tyr:*:access:secret/smtp-*' } ]";

    [Theory, EveryDatabase]
    public async Task OpenAsync_RoleThatMay_GivesNewestVersionsUnderTheirVariables(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("smtp-password", "first value");
        await test.SetAsync("smtp-password", "second value");
        await test.Access.DeployRoleAsync("mailer", Mailer);

        var opened = (await OpenAsync(test, "mailer", new("smtp-password", "PASSWORD"), new("smtp-password", "OTHER"))).Value;

        opened.Items.Select(item => (item.Use.Variable, item.Version, item.Value)).ShouldBe([("PASSWORD", 2, "second value"), ("OTHER", 2, "second value")]);
        opened.Mask.ShouldNotBeNull().Apply("it is second value!").ShouldBe("it is ***!");
        opened.Only([new("smtp-password", "OTHER")]).Items.ShouldHaveSingleItem().Use.Variable.ShouldBe("OTHER");
        opened.ToString().ShouldBe("smtp-password@2, smtp-password@2");
    }

    [Theory, EveryDatabase]
    public async Task OpenAsync_OneThatTheRoleMayNot_GivesNone(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("smtp-password", "some value");
        await test.SetAsync("database-password", "another value");
        await test.Access.DeployRoleAsync("mailer", Mailer);

        var refused = (await OpenAsync(test, "mailer", new("smtp-password", "A"), new("database-password", "B"))).Error.ShouldBeOfType<DeniedError>();

        refused.Code.ShouldBe("secret-denied");
        refused.Message.ShouldStartWith("The role mailer may not use the secret database-password: ");
        refused.Remedy.ShouldBe("Name a role whose policy allows access:GetSecretValue on tyr:*:access:secret/database-password.");
        (await test.Access.EntriesAsync()).Select(entry => (entry.Principal, entry.Action, entry.Resource, entry.Outcome)).ShouldBe(
            [("run/run-1", "access:GetSecretValue", "access:secret/smtp-password", "done"), ("run/run-1", "access:GetSecretValue", "access:secret/database-password", "refused")]);
    }

    [Fact]
    public async Task OpenAsync_WithoutUses_AsksNobodyAndMasksNothing()
    {
        await using var test = await SecretsTest.CreateAsync();

        (await OpenAsync(test, "nobody")).Value.ShouldBeSameAs(RunSecrets.None);
    }

    [Theory, EveryDatabase]
    public async Task ProblemAsync_OfAReference_IsAboutTheSecretThenTheRoleAsTheTreeDeclaresIt(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        await test.SetAsync("smtp-password", "some value");
        var declared = await test.Access.DeployRoleAsync("mailer", Mailer);

        (await test.ProblemAsync("smtp-pasword", "mailer")).ShouldBe("There is no secret 'smtp-pasword'. Did you mean 'smtp-password'? Set it: `twinyard secret set NAME`.");
        (await test.ProblemAsync("smtp-password", "mailer")).ShouldBeNull();
        (await test.ProblemAsync("smtp-password", Role.Owner)).ShouldBeNull();
        (await test.ProblemAsync("smtp-password", Role.Evaluator)).ShouldNotBeNull().ShouldStartWith("The role evaluator may not use the secret smtp-password: ");
        (await test.ProblemAsync("smtp-password", Role.Developer)).ShouldNotBeNull().ShouldContain("NoValuesOfSecrets");
        (await test.ProblemAsync("smtp-password", "new", (kind, name) => (kind, name) == ("role", "new") ? declared : null)).ShouldBeNull();
        (await test.ProblemAsync("smtp-password", "mailer", (_, _) => """{"policy":{"Statement":[]}}""")).ShouldNotBeNull().ShouldStartWith("The role mailer may not use");
    }

    private static Task<Result<RunSecrets>> OpenAsync(SecretsTest test, string role, params SecretUse[] uses) =>
        test.Access.Get<ISecrets>().OpenAsync(new Principal(Principal.Run, "run-1", role), uses, AccessTest.None);
}
