using Twinyard.Platform.Data;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>Values that an earlier version kept as they are, to be sealed before the server listens. Implemented by rooms that put sealed values; until it is done they read them where they are.</summary>
public interface IPlainValues
{
    /// <summary>For the log, such as <c>secrets of webhooks</c>.</summary>
    string What { get; }

    /// <summary>Under the names that they are to have; what is listed does not change until the unit of work ends.</summary>
    Task<IReadOnlyList<PlainValue>> ListAsync(DbSession session, CancellationToken cancellationToken);

    /// <summary>Overwrites all that are listed, once they are sealed, in the same unit of work.</summary>
    Task ClearAsync(DbSession session, CancellationToken cancellationToken);
}

/// <summary>Its text has no value, so that nothing prints it by accident.</summary>
public sealed record PlainValue(string Name, string Value)
{
    public override string ToString() => Name;
}
