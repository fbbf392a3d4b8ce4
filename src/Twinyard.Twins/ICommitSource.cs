using Twinyard.Platform.Results;

namespace Twinyard.Twins;

/// <summary>Gives a twin the files of a commit. Implemented by Repositories.</summary>
public interface ICommitSource
{
    /// <summary>Lays the commit's tree out in an existing empty folder and verifies that it is that tree.</summary>
    Task<Result<Done>> MaterializeAsync(string commit, string folder, CancellationToken cancellationToken);
}
