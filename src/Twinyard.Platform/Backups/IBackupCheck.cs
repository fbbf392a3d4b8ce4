using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary>Looks into a backup that was just written: whether the room could go on from it.</summary>
public interface IBackupCheck
{
    /// <param name="folder">The backup, laid out as a home.</param>
    /// <returns>What is missing or broken.</returns>
    Task<Result<Done>> CheckAsync(string folder, CancellationToken cancellationToken);
}
