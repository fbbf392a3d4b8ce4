namespace Twinyard.Repositories.GitLab;

/// <summary>A row of <c>repositories_gitlab</c>.</summary>
internal sealed class LinkRow
{
    public string Repository { get; init; } = "";

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; init; } = "";

    public long ProjectId { get; init; }

    public string ProjectPath { get; init; } = "";

    /// <summary>What git fetches from.</summary>
    public string Remote { get; init; } = "";

    public string DefaultBranch { get; init; } = "";

    /// <summary>As an earlier version kept it; empty where it is sealed. <see cref="LinkTokens"/> has it either way.</summary>
    public string UnsealedToken { get; init; } = "";

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public string SecretHash { get; init; } = "";

    public string LinkedBy { get; init; } = "";

    public long LinkedAt { get; init; }

    public string Problem { get; init; } = "";
}
