using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>Says of each proposed note that it would have been read at the window's beginning, of each removed one that it was, and cuts where it is told to.</summary>
internal sealed class NoteReplay : IResourceReplay
{
    /// <summary>Effects before then only.</summary>
    public DateTimeOffset? Until { get; set; }

    public string Kind => "note";

    public IReadOnlyList<string> NotSimulated => ["Who reads them."];

    public Task<ResourceReplay> ReplayAsync(ReplayedDeclarations declarations, CancellationToken cancellationToken)
    {
        ReplayEffect Effect(string name, string cause, string? now, string? proposed, int minutes) =>
            new() { What = "run", Name = name, At = declarations.From.AddMinutes(minutes), Cause = cause, Now = now, Proposed = proposed };

        var effects = declarations.Proposed.Select((pair, i) => Effect(pair.Key, pair.Value, pair.Value.Contains("same", StringComparison.Ordinal) ? "ran" : null, "run", i))
            .Concat(declarations.Removed.Select(name => Effect(name, "", "ran", null, 0)));
        return Task.FromResult(new ResourceReplay([.. effects], Until ?? declarations.To, Until is null ? null : "there are too many notes"));
    }
}
