namespace Twinyard.Platform.Ids;

/// <summary>Where new identifiers come from, so that a test can foresee them.</summary>
public interface IIdGenerator
{
    /// <summary>A new UUID version 7 (RFC 9562): unique, and ordered by the time it was made.</summary>
    Guid NewId();
}

/// <summary>Ids ordered by the given clock.</summary>
public sealed class TimeOrderedIdGenerator(TimeProvider time) : IIdGenerator
{
    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());
}
