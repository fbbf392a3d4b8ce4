using Twinyard.Platform.Results;

namespace Twinyard.Twins;

/// <summary>Gives a twin the files of a commit. Implemented by Repositories.</summary>
public interface ICommitSource
{
    /// <summary>Lays the commit's tree out in an existing empty folder and verifies that it is that tree.</summary>
    /// <returns>The tree's id.</returns>
    Task<Result<string>> MaterializeAsync(string commit, string folder, CancellationToken cancellationToken);

    /// <summary>As the other, of a commit that was merged: it has a deployment, and its tree is the one that was deployed then.</summary>
    /// <returns>The tree's id; a <see cref="DeniedError"/> for a commit that was never deployed or has another tree.</returns>
    Task<Result<string>> MaterializeDeployedAsync(string commit, string folder, CancellationToken cancellationToken);
}
