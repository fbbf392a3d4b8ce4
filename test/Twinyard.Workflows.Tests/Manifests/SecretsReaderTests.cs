using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Tests.Manifests;

public sealed class SecretsReaderTests
{
    [Fact]
    public void Read_ListAndMapping_HaveTheirVariablesAndReferTheRolesSecrets()
    {
        var (specification, references, problems) = Read("""
            run:
              secrets: { SMTP_PASSWORD: smtp-password }
              steps:
                a: { script: a.sh, secrets: [api.token-2] }
                b: { script: b.sh }
            backup: { script: b.sh }
            role: mailer
            """);

        problems.ShouldBeEmpty();
        var read = WorkflowSpecification.FromJson(specification.ToJson());
        read.Run.Steps.ShouldNotBeNull().Select(step => step.Secrets.ShouldNotBeNull().Single()).ShouldBe([new SecretUse("api.token-2", "TWINYARD_SECRET_API_TOKEN_2"), new SecretUse("smtp-password", "SMTP_PASSWORD")]);
        read.Backup.ShouldNotBeNull().Secrets.ShouldBe([new SecretUse("smtp-password", "SMTP_PASSWORD")]);
        references.Where(reference => reference.Kind == "secret").Select(reference => (reference.Name, reference.Role, reference.Place.Line)).ShouldBe([("smtp-password", "mailer", 2), ("api.token-2", "mailer", 4)]);
    }

    [Fact]
    public void Read_WithoutSecrets_GivesTheTextOfBefore() => Read("run: { script: a.sh }\nbackup: { script: a.sh }\nrole: r").Specification.ToJson().ShouldNotContain("secret");

    [Theory]
    [InlineData("[Password]", "'Password' cannot name a secret. Use small letters, digits, '-', '_' and '.', at most 100 of them, the first a letter or a digit.")]
    [InlineData("[a-b, a_b]", "a-b and a_b would both be in the variable TWINYARD_SECRET_A_B. Choose others: secrets: { VARIABLE: name }.")]
    [InlineData("{ PATH: a }", "The variable PATH has its own meaning in a run. Choose another.")]
    [InlineData("{ TWINYARD_TOKEN: a }", "The variable TWINYARD_TOKEN has its own meaning in a run. Choose another.")]
    [InlineData("{ 1A: a }", "'1A' cannot name a variable. Use letters, digits and '_', the first no digit, at most 100 of them.")]
    [InlineData("smtp-password", "A list is expected here.")]
    public void Read_WhatCannotBe_IsAProblemWithItsPlace(string secrets, string message)
    {
        var problem = Read($"run:\n  script: a.sh\n  secrets: {secrets}\nrole: r").Problems.ShouldHaveSingleItem();

        problem.Line.ShouldBe(3);
        problem.Message.ShouldBe(message);
    }

    private static (WorkflowSpecification Specification, IReadOnlyList<ResourceReference> References, IReadOnlyList<Twinyard.Platform.Results.Problem> Problems) Read(string manifest)
    {
        var body = ManifestDocument.Parse("workflow.yaml", manifest).Value;
        var (specification, references) = ManifestReader.Read(new ResourceDeclaration("workflow", "w", body, _ => true));
        return (specification, references, body.Problems.Items);
    }
}
