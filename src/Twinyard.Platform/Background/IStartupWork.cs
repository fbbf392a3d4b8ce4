using Twinyard.Platform.Results;

namespace Twinyard.Platform.Background;

/// <summary>
/// What must be in place before the server listens: seeded roles, warehouse tables, recovered segments. Run once, one after
/// another, after the migrations and before any <see cref="IBackgroundWork"/>. An error stops the start and is shown to the person.
/// </summary>
public interface IStartupWork
{
    string Name { get; }

    /// <summary>Lower runs first.</summary>
    int Order => 0;

    Task<Result<Done>> RunAsync(CancellationToken cancellationToken);
}
