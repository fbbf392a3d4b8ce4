using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Repositories;
using Twinyard.Host;
using Twinyard.Platform.Results;
using Twinyard.Repositories;

namespace Twinyard.EndToEnd.Tests;

/// <summary>A repository with a few workflows, brought into an environment the way that a team does: pushed, checked, approved, merged.</summary>
internal sealed class SmallRepository(TwinyardServer server, string folder)
{
    public const string Workflow = "slow";
    /// <summary>Fails twice; its backup succeeds.</summary>
    public const string Fragile = "fragile";
    /// <summary>Has a long ledger.</summary>
    public const string Ticking = "ticking";
    /// <summary>Nobody ever starts it.</summary>
    public const string Idle = "idle";
    /// <summary>Shows a table and a picture, and fails in its last cell.</summary>
    public const string Notebook = "notebook";

    /// <summary>Two steps, each a notebook.</summary>
    public const string Notebooks = "notebooks";

    /// <summary>Its last step fails the first time that it is executed.</summary>
    public const string Stepped = "stepped";

    private const string Name = "small";
    private const string Branch = "first";

    private static readonly Dictionary<string, string> Files = new()
    {
        [$"workflows/{Workflow}/workflow.yaml"] =
            """
            description: Writes its log line by line
            run:
              script: slow.sh
              timeout: 30s
              overlap: allow
            role: evaluator
            """,
        [$"workflows/{Workflow}/slow.sh"] =
            """
            for i in 1 2 3 4 5 6 7 8; do
              echo "line $i of 8"
              sleep 0.25
            done
            echo '{"lines": 8}' > "$TWINYARD_OUTPUT/result.json"
            """,
        [$"workflows/{Fragile}/workflow.yaml"] =
            """
            description: Fails, is tried again, and is stood in for
            run: { script: fragile.sh, retries: 1, overlap: allow }
            backup: { script: steady.sh, when: failed }
            role: evaluator
            """,
        [$"workflows/{Fragile}/fragile.sh"] = "echo 'the sensor is silent' >&2; exit 3\n",
        [$"workflows/{Fragile}/steady.sh"] = "echo steady\n",
        [$"workflows/{Ticking}/workflow.yaml"] = "{ description: Every hour, run: { script: tick.sh, overlap: allow }, role: evaluator }\n",
        [$"workflows/{Ticking}/tick.sh"] = "echo tick\n",
        [$"workflows/{Notebook}/workflow.yaml"] = "{ description: A notebook, run: { script: look.ipynb, overlap: allow }, role: evaluator }\n",
        [$"workflows/{Notebook}/look.ipynb"] =
            """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
             {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# What the sensors say"]},
             {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null, "source": [
               "from IPython.display import HTML, SVG, display\n",
               "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\"/></svg>'))\n",
               "HTML('<table><tr><th>device</th><td>press-07</td></tr></table><script>document.title = \"taken over\"</script><img src=x onerror=\"document.title = 1\">')"]},
             {"cell_type": "code", "id": "c", "metadata": {}, "outputs": [], "execution_count": null, "source": ["raise ValueError('the sensor is silent')"]}]}
            """,
        [$"workflows/{Notebooks}/workflow.yaml"] =
            """
            run: { overlap: allow, steps: { press: { script: press.ipynb }, pump: { script: pump.ipynb, needs: press } } }
            role: evaluator
            """,
        [$"workflows/{Notebooks}/press.ipynb"] = Shows("press-07"),
        [$"workflows/{Notebooks}/pump.ipynb"] = Shows("pump-03"),
        [$"workflows/{Stepped}/workflow.yaml"] =
            """
            description: Several scripts, one after the other
            run:
              overlap: allow
              steps:
                load: { script: load.sh }
                train: { script: train.sh, needs: load, matrix: [press, pump] }
                compare: { script: compare.sh, needs: train }
            role: evaluator
            """,
        [$"workflows/{Stepped}/load.sh"] = "echo '{\"rows\": 3}' > \"$TWINYARD_OUTPUT/step.json\"\n",
        [$"workflows/{Stepped}/train.sh"] = "echo trained\n",
        [$"workflows/{Stepped}/compare.sh"] = "if [ \"$TWINYARD_STEP_ATTEMPT\" = 1 ]; then exit 4; fi\n",
        [$"workflows/{Idle}/workflow.yaml"] = "{ description: Waits for somebody, run: { script: idle.sh }, role: evaluator }\n",
        [$"workflows/{Idle}/idle.sh"] = "echo awake\n",
    };

    public static Principal Alice { get; } = new(Principal.User, "alice", "developer");

    public static Principal Bob { get; } = new(Principal.User, "bob", "reviewer");

    /// <returns>The merged proposal.</returns>
    public async Task<long> DeployAsync(CancellationToken cancellationToken)
    {
        var proposals = server.Services.GetRequiredService<IProposals>();
        var repository = Value(await server.Services.GetRequiredService<IRepositories>().CreateAsync(Name, cancellationToken));
        await PushAsync(repository.Url, cancellationToken);
        var proposal = Value(await proposals.OpenAsync(Name, new OpenProposalRequest(Branch, "A workflow that takes its time"), Alice, cancellationToken));
        await CheckedAsync(proposals, proposal.Id, cancellationToken);
        Value(await proposals.ApproveAsync(proposal.Id, proposal.Head, Bob, cancellationToken));
        Value(await proposals.MergeAsync(proposal.Id, Bob, cancellationToken));
        return proposal.Id;
    }

    private static string Shows(string text) =>
        $$"""
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
         {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": null, "source": ["print('what {{text}} says')"]}]}
        """;

    private async Task PushAsync(string url, CancellationToken cancellationToken)
    {
        foreach (var (path, text) in Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!); // not a root
            await File.WriteAllTextAsync(file, text.ReplaceLineEndings("\n"), cancellationToken);
        }

        var token = await server.Services.GetRequiredService<ITokens>().IssueAsync(new TokenRequest(Alice, "browser test", null), cancellationToken);
        var address = new UriBuilder(url) { UserName = Alice.Name, Password = token.Secret };
        await GitAsync(cancellationToken, "init", "--quiet", $"--initial-branch={Branch}");
        await GitAsync(cancellationToken, "add", ".");
        await GitAsync(cancellationToken, "-c", "user.name=alice", "-c", "user.email=alice@example.com", "commit", "--quiet", "--message=A workflow that takes its time");
        await GitAsync(cancellationToken, "push", "--quiet", address.Uri.AbsoluteUri, Branch);
    }

    private static async Task CheckedAsync(IProposals proposals, long id, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await look.WaitForNextTickAsync(limit.Token))
        {
            var state = Value(await proposals.FindAsync(id, limit.Token)).Proposal.Checks;
            if (state == "passed")
            {
                return;
            }

            state.ShouldNotBe("failed");
        }
    }

    private async Task GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true })
            ?? throw new InvalidOperationException("git did not start.");
        var error = await git.StandardError.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        git.ExitCode.ShouldBe(0, error);
    }

    private static T Value<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Error.ToString());
}
