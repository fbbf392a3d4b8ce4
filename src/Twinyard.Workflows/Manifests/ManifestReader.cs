using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>workflow.yaml</c> strictly; what is wrong goes to the document's problems, and reading goes on.</summary>
internal static class ManifestReader
{
    public static (WorkflowSpecification Specification, IReadOnlyList<ResourceReference> References) Read(ResourceDeclaration declaration)
    {
        var body = declaration.Body;
        var references = new List<ResourceReference>();
        CheckName(declaration);

        var description = body.Text("description", absent: "");
        var run = RunReader.ReadRun(body, declaration.FileExists, references);
        var triggers = TriggerReader.Read(body, declaration.Name);
        var backup = RunReader.ReadBackup(body, declaration.FileExists, run.Secrets, references);
        var expect = ExpectReader.Read(body, triggers);
        var role = body.Text("role", required: true) ?? "";
        if (role.Length > 0)
        {
            references.Add(new ResourceReference("role", role, body.Place("role", $"The role '{role}' is not declared.")));
        }

        var (topics, notebook) = ReadReports(body, run, references);
        var alarms = AlarmReader.Read(body, declaration.Name, expect, topics, references);
        body.RejectUnknownKeys();

        var specification = new WorkflowSpecification
        {
            Description = description,
            Run = run,
            Triggers = triggers,
            Backup = backup,
            Expect = expect,
            Role = role,
            ReportTopics = topics,
            ReportNotebook = notebook,
            Alarms = alarms,
        };
        // What a secret may be used for is decided by the role, which stands further down.
        return (specification, [.. references.Select(reference => reference.Kind == SecretUse.Kind ? reference with { Role = role } : reference)]);
    }

    private static void CheckName(ResourceDeclaration declaration)
    {
        var name = declaration.Name;
        var good = name.Length is > 0 and <= 100
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        if (!good)
        {
            declaration.Body.Problems.Add(1, 1, "", $"'{name}' cannot name a workflow. Name its folder with lower-case letters, digits, - and _ only, at most 100 of them.");
        }
    }

    private static (IReadOnlyList<string> Topics, bool Notebook) ReadReports(ManifestMap body, RunSpecification run, List<ResourceReference> references)
    {
        if (body.Map("reports") is not { } reports)
        {
            return ([], false);
        }

        var topics = reports.Texts("topic", required: true);
        references.AddRange(topics.Select(topic => new ResourceReference("topic", topic, reports.Place("topic", $"The topic '{topic}' is not declared."))));
        var notebook = reports.Boolean("notebook", absent: false);
        if (notebook && !run.Scripts.Any(script => Path.GetExtension(script) == RunReader.Notebook))
        {
            reports.Report("notebook", "Only a workflow whose script is a notebook can send it.");
        }

        reports.RejectUnknownKeys();
        return (topics, notebook);
    }
}
